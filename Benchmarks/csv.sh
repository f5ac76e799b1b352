#!/bin/bash
# blot on CSV beside other programs, end to end, in one session; writes a record of it.
#
#   csv.sh
#
# On two files of MEGABYTES (1000) that csv-corpus.py makes: people (a customer export, 2.7 masks a row) and orders (the same
# without addresses and numbers: one mask in some fifty rows). ROUNDS (5) runs of each program alternate; what is told is
# their median. Programs that take minutes run on SHORT (50) megabytes of the same. BLOT names the binary, CSV_RECORD the
# Markdown file to write (Benchmarks/records/DATE-MACHINE-csv.md). Exits with 1 where blot's peak memory is over LIMIT_MB (96).
#
# Miller and GNU time come from apt-get where they are missing and it may be used; secretHider comes from PyPI into a virtual
# environment below .build. What cannot be had is left out, and the record says so.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Benchmarks/peers/install.sh
source Benchmarks/peers/install.sh

export BLOT=${BLOT:-.build/release/blot} MEGABYTES=${MEGABYTES:-1000} SHORT=${SHORT:-50} ROUNDS=${ROUNDS:-5} LIMIT_MB=${LIMIT_MB:-96}
[[ -x $BLOT ]] || { echo "csv.sh: no $BLOT; make build makes it" >&2; exit 1; }

work=.build/bench/csv
mkdir -p $work
for kind in people orders; do
  for size in "$MEGABYTES" "$SHORT"; do
    file=$work/$kind-$size.csv
    [[ -s $file && $file -nt Benchmarks/csv-corpus.py ]] || python3 Benchmarks/csv-corpus.py $kind "$file" "$size"
  done
done

install_package mlr miller
[[ -x /usr/bin/time ]] || install_package /usr/bin/time time
install_secrethider .build/bench/peers

python3 -B Benchmarks/compare_csv.py .build/bench/peers
