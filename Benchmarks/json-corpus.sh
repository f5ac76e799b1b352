#!/bin/bash
# Makes JSON to measure with from public logs and prints the name of each file made.
#
#   json-corpus.sh KIND...
#
#   pass    each record once, a line each (.build/bench/json/pass.ndjson)
#   lines   the same over and over, MEGABYTES (200) of it or a little more (lines.ndjson)
#   array   one array of such records on one line, ARRAY_MEGABYTES (1000) (array.json)
#   pretty  one array of such records, indented, as large (pretty.json)
#
# All are whole passes over the records. LOGS names another folder of *.ndjson than the public logs that ../shared/corpora
# holds. Where there are none it says so, makes nothing, and exits with 0. A file is made again only when what it is made
# from has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

logs=${LOGS:-}
if [[ -z $logs ]]; then
  corpora=${CORPORA:-../shared/corpora} logs=.build/corpora/logs
  if [[ -x $corpora/unpack ]]; then "$corpora/unpack" .build/corpora > /dev/null; fi
fi
if ! compgen -G "$logs/*.ndjson" > /dev/null; then
  echo "json-corpus.sh: no *.ndjson in $logs; nothing to measure JSON with" >&2
  exit 0
fi

python3 - "$logs" .build/bench/json "${MEGABYTES:-200}" "${ARRAY_MEGABYTES:-1000}" "$@" << 'P'
import glob, json, os, sys

logs, work, lines_size, array_size, *kinds = sys.argv[1:]
NAMES = {"pass": "pass.ndjson", "lines": "lines.ndjson", "array": "array.json", "pretty": "pretty.json"}
sources = sorted(glob.glob(logs + "/*.ndjson"))

def records():
    for source in sources:
        with open(source, "rb") as file:
            yield from (line.strip() for line in file if line.strip())

def indented():
    for record in records():
        yield b"  " + json.dumps(json.loads(record), indent=2, ensure_ascii=False).encode().replace(b"\n", b"\n  ")

# What precedes the first pass, the pass, what stands between two, what follows the last. Only one pass is held in memory.
def parts(kind):
    if kind == "array":
        return b"[", b",".join(records()), b",", b"]\n"
    if kind == "pretty":
        return b"[\n", b",\n".join(indented()), b",\n", b"\n]\n"
    return b"", b"".join(record + b"\n" for record in records()), b"", b""

os.makedirs(work, exist_ok=True)
for kind in kinds:
    if kind not in NAMES:
        sys.exit(f"json-corpus.sh: no kind '{kind}'; there are {', '.join(NAMES)}")
    path = f"{work}/{NAMES[kind]}"
    size = {"pass": 0, "lines": int(lines_size)}.get(kind, int(array_size)) * 1_000_000
    made = {"sources": {os.path.basename(s): os.path.getsize(s) for s in sources}, "size": size}
    try:
        with open(path + ".made") as file:
            old = json.load(file)
    except (OSError, ValueError):
        old = {}
    if not os.path.exists(path) or made != {k: old.get(k) for k in made}:
        first, block, between, last = parts(kind)
        passes = 1
        # A file that was not finished must not count as made.
        if old:
            os.remove(path + ".made")
        with open(path, "wb") as out:
            out.write(first + block)
            while out.tell() < size:
                out.write(between)
                out.write(block)
                passes += 1
            out.write(last)
        with open(path + ".made", "w") as file:
            json.dump({**made, "passes": passes}, file)
    print(path)
P
