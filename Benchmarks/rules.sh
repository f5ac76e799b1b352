#!/bin/bash
# How much more time more rules take, on real logs, in one session; writes a record of it.
#
#   rules.sh [FOLDER-OF-LOGS]
#
# Without a folder the public logs that ../shared/corpora holds are used, where they are at hand. The logs are put end to
# end, over and over, up to MEGABYTES (200). ROUNDS (5) runs of each choice of rules alternate; what is told is their median.
# BLOT names the binary, RECORD the Markdown file to write (Benchmarks/records/DATE-MACHINE-rules.md).
set -euo pipefail
cd "$(dirname "$0")/.."

export BLOT=${BLOT:-.build/release/blot} MEGABYTES=${MEGABYTES:-200} ROUNDS=${ROUNDS:-5}
[[ -x $BLOT ]] || { echo "rules.sh: no $BLOT; make build makes it" >&2; exit 1; }

logs=${1:-}
if [[ -z $logs ]]; then
  corpora=${CORPORA:-../shared/corpora}
  [[ -x $corpora/unpack ]] || { echo "rules.sh: name a folder of logs" >&2; exit 2; }
  logs=$("$corpora/unpack" .build/corpora)/logs
fi
[[ -d $logs ]] || { echo "rules.sh: $logs is no folder" >&2; exit 2; }

python3 -B Benchmarks/compare_rules.py "$logs"
