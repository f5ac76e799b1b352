#!/bin/bash
# The gateway under load on loopback: POST /redact with 1 KB of JSON, driven by wrk on the same cores; writes a record of it.
#
#   gateway.sh
#
# SECONDS_EACH (15) at full load over CONNECTIONS (32); the same at half of what that gave, by a client that sends on time and measures
# from when each request was due, so that a pause counts for all that waited (wrk has no rate); then at least REQUESTS (1000000) more,
# with the resident memory looked at as they go. BLOT names the binary, GATEWAY_RECORD the Markdown file to write
# (Benchmarks/records/DATE-MACHINE-gateway.md). Exits with 1 where full load is under RATE (5000) a second, p99 at half of that RATE over
# P99_MS (20), an answer is wrong, or memory grows by more than GROWTH_MB (16) over the last nine tenths.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} SECONDS_EACH=${SECONDS_EACH:-15} CONNECTIONS=${CONNECTIONS:-32} REQUESTS=${REQUESTS:-1000000}
export RATE=${RATE:-5000} P99_MS=${P99_MS:-20} GROWTH_MB=${GROWTH_MB:-16} ROUNDS=1
[[ -x $BLOT ]] || { echo "gateway.sh: no $BLOT; make build makes it" >&2; exit 1; }
install_package wrk wrk
command -v wrk > /dev/null || exit 1
python3 -B Benchmarks/gateway.py
