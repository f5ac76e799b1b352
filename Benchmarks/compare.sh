#!/bin/bash
# blot beside other programs, end to end, on real logs, in one session; writes a record of it.
#
#   compare.sh [FOLDER-OF-LOGS]
#
# Without a folder the public logs that ../shared/corpora holds are used, where they are at hand. The logs are put end to
# end, over and over, up to MEGABYTES (200). ROUNDS (5) runs of each program alternate; what is told is their median.
# BLOT names the binary, RECORD the Markdown file to write (Benchmarks/records/DATE-MACHINE.md).
#
# ripgrep and GNU time come from apt-get where they are missing and it may be used; secretHider comes from PyPI into a
# virtual environment below .build. What cannot be had is left out, and the record says so.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} MEGABYTES=${MEGABYTES:-200} ROUNDS=${ROUNDS:-5}
[[ -x $BLOT ]] || { echo "compare.sh: no $BLOT; make build makes it" >&2; exit 1; }

logs=${1:-}
if [[ -z $logs ]]; then
  corpora=${CORPORA:-../shared/corpora}
  [[ -x $corpora/unpack ]] || { echo "compare.sh: name a folder of logs" >&2; exit 2; }
  logs=$("$corpora/unpack" .build/corpora)/logs
fi
[[ -d $logs ]] || { echo "compare.sh: $logs is no folder" >&2; exit 2; }

install_package rg ripgrep
[[ -x /usr/bin/time ]] || install_package /usr/bin/time time
peers=.build/bench/peers
install_secrethider "$peers"

python3 -B Benchmarks/compare.py "$logs" "$peers/bin"
