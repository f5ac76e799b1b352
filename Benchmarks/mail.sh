#!/bin/bash
# blot on mails, beside a loop over them with Python's email package, end to end, in one session; writes a record of it.
#
#   mail.sh
#
# On a made-up mbox of MAILS (10000) mails of some BYTES (20000) bytes, from SEED (6). ROUNDS (3) runs of blot and of the loop
# alternate; what is told is their median. BLOT names the binary, MAIL_RECORD the Markdown file to write (Benchmarks/records/DATE-MACHINE-mail.md).
# Exits with 1 where blot's peak memory is over LIMIT_MB (96), or blot is not TIMES (50) times as fast as the loop.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} MAILS=${MAILS:-10000} BYTES=${BYTES:-20000} ROUNDS=${ROUNDS:-3} LIMIT_MB=${LIMIT_MB:-96} TIMES=${TIMES:-50} SEED=${SEED:-6}
[[ -x $BLOT ]] || { echo "mail.sh: no $BLOT; make build makes it" >&2; exit 1; }

[[ -x /usr/bin/time ]] || install_package /usr/bin/time time
python3 -B Benchmarks/compare_mail.py
