#!/bin/bash
# blot on a workbook, beside a loop over its cells with openpyxl, end to end, in one session; writes a record of it.
#
#   workbook.sh
#
# On a made-up workbook of ROWS (100000) rows of six columns. ROUNDS (3) runs of blot and of the loop alternate; what is
# told is their median. BLOT names the binary, WORKBOOK_RECORD the Markdown file to write
# (Benchmarks/records/DATE-MACHINE-workbook.md). Exits with 1 where blot's peak memory is over LIMIT_MB (200), or blot is not
# TIMES (30) times as fast as the loop.
#
# openpyxl comes from PyPI into a virtual environment below .build. Where it cannot be had there is nothing to compare
# with, and it says so.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} ROWS=${ROWS:-100000} ROUNDS=${ROUNDS:-3} LIMIT_MB=${LIMIT_MB:-200} TIMES=${TIMES:-30}
[[ -x $BLOT ]] || { echo "workbook.sh: no $BLOT; make build makes it" >&2; exit 1; }

[[ -x /usr/bin/time ]] || install_package /usr/bin/time time
install_openpyxl .build/bench/openpyxl
[[ -x .build/bench/openpyxl/bin/python ]] || exit 0

mkdir -p .build/bench/workbook
python3 -B Benchmarks/compare_workbook.py .build/bench/openpyxl/bin/python
