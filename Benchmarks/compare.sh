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

export BLOT=${BLOT:-.build/release/blot} MEGABYTES=${MEGABYTES:-200} ROUNDS=${ROUNDS:-5}
[[ -x $BLOT ]] || { echo "compare.sh: no $BLOT; make build makes it" >&2; exit 1; }

logs=${1:-}
if [[ -z $logs ]]; then
  corpora=${CORPORA:-../shared/corpora}
  [[ -x $corpora/unpack ]] || { echo "compare.sh: name a folder of logs" >&2; exit 2; }
  logs=$("$corpora/unpack" .build/corpora)/logs
fi
[[ -d $logs ]] || { echo "compare.sh: $logs is no folder" >&2; exit 2; }

install_package() { # program, package
  command -v "$1" > /dev/null && return
  local sudo=
  [[ $(id -u) == 0 ]] || sudo=sudo
  command -v apt-get > /dev/null && $sudo apt-get install -qq -y "$2" > /dev/null 2>&1 || echo "compare.sh: no $1, going on without" >&2
}
install_package rg ripgrep
[[ -x /usr/bin/time ]] || install_package /usr/bin/time time

# secretHider, PyPI's `secrethider`, whose command is secrethider-redact. Its current version wants Python 3.12.
peers=.build/bench/peers
if [[ ! -x $peers/bin/secrethider-redact ]]; then
  mkdir -p .build/bench
  for python in python3.14 python3.13 python3.12 "$(pyenv root 2> /dev/null || true)"/versions/3.1[2-9]*/bin/python3 python3; do
    "$python" -c '' 2> /dev/null || continue
    rm -rf "$peers"
    if "$python" -m venv "$peers" 2> /dev/null && "$peers/bin/pip" install -q secrethider > /dev/null 2>&1; then break; fi
  done
  [[ -x $peers/bin/secrethider-redact ]] || echo "compare.sh: secretHider cannot be had, going on without" >&2
fi

python3 Benchmarks/compare.py "$logs" "$peers/bin"
