#!/bin/bash
# blot on JSON, with rules by path, beside other programs, end to end, in one session; writes a record of it.
#
#   json.sh
#
# On NDJSON of MEGABYTES (200) from public logs, and on single arrays of ARRAY_MEGABYTES (1000; 0 leaves them out); see
# json-corpus.sh. ROUNDS (5) runs of each program alternate; what is told is their median. BLOT names the binary,
# JSON_RECORD the Markdown file to write (Benchmarks/records/DATE-MACHINE-json.md). Exits with 1 where blot's peak memory
# is over LIMIT_MB (96). Without public logs there is nothing to do, and it says so.
#
# jq, Miller, simdjson (with g++) and GNU time come from apt-get where they are missing and it may be used; secretHider
# comes from PyPI into a virtual environment below .build. What cannot be had is left out, and the record says so.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} MEGABYTES=${MEGABYTES:-200} ARRAY_MEGABYTES=${ARRAY_MEGABYTES:-1000} ROUNDS=${ROUNDS:-5} LIMIT_MB=${LIMIT_MB:-96}
[[ -x $BLOT ]] || { echo "json.sh: no $BLOT; make build makes it" >&2; exit 1; }

kinds=(pass lines)
[[ $ARRAY_MEGABYTES == 0 ]] || kinds+=(array pretty)
inputs=$(bash Benchmarks/json-corpus.sh "${kinds[@]}")
[[ -n $inputs ]] || exit 0

install_package jq jq
install_package mlr miller
[[ -x /usr/bin/time ]] || install_package /usr/bin/time time
install_simdjson_walk .build/bench/simdjson-walk
install_secrethider .build/bench/peers

python3 -B Benchmarks/compare_json.py .build/bench/peers "${kinds[@]}"
