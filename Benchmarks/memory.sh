#!/bin/sh
# Law 6: the memory of a run is fixed, whatever the size of the input or of a line. Runs the release build on 300 MB of
# lines and on one line of 300 MB, and fails where the peak of resident memory is over the limit.
#
# usage: Benchmarks/memory.sh [BLOT]        LIMIT_MB=96 SIZE_MB=300 JOBS="1 4" in the environment
set -eu
blot=${1:-.build/release/blot}
limit=${LIMIT_MB:-96}
size=${SIZE_MB:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

command -v python3 > /dev/null || { echo "memory.sh: python3 is missing: apt-get install python3" >&2; exit 1; }

# Lines such as services write, one in a hundred with something to mask, from a fixed seed.
python3 - "$size" "$work" << 'EOF'
import random, sys
size, work = int(sys.argv[1]) * 1000 * 1000, sys.argv[2]
source = random.Random(20260102)
words = "request handled user session cache miss retry queue worker finished timeout upstream".split()
letters = "abcdefghijklmnopqrstuvwxyz0123456789"
lines = []
for number in range(20000):
    text = "2026-01-02T%02d:%02d:%02d.%03dZ INFO [worker-%d] %s %s id=%016x from 10.0.%d.%d took %d ms" % (
        number // 3600 % 24, number // 60 % 60, number % 60, number % 1000, source.randrange(16), source.choice(words),
        source.choice(words), source.getrandbits(64), source.randrange(256), source.randrange(256), source.randrange(5000))
    if number % 100 == 0:
        text += " password=" + "".join(source.choice(letters) for _ in range(16))
    lines.append(text)
def fill(name, block, end):
    with open(work + "/" + name, "wb") as out:
        written = 0
        while written < size:
            out.write(block)
            written += len(block)
        out.write(end)
fill("lines", ("\n".join(lines) + "\n").encode(), b"")
fill("line", (" ".join(lines) + " ").encode(), b"\n")
fill("letters", b"a" * (1 << 20), b"\n")
# Every byte of it masked; slower, so there is less of it.
size = size // 5
fill("digits", b"4539 1488 0343 6467 " * 50000, b"\n")
EOF

# Runs the rest of the arguments; writes the peak of resident memory in KiB.
peak() {
    python3 -c '
import os, resource, subprocess, sys
result = subprocess.run(sys.argv[2:], stdin=open(sys.argv[1], "rb"), stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(0 if result.returncode in (0, 3) else 1)' "$@"
}

failed=0
for name in lines line letters digits; do
    for jobs in ${JOBS:-1 4}; do
        kib=$(peak "$work/$name" "$blot" -j "$jobs") || { echo "memory.sh: the run failed" >&2; exit 1; }
        mib=$(((kib + 1023) / 1024))
        verdict=ok
        [ "$mib" -le "$limit" ] || { verdict="OVER $limit"; failed=1; }
        printf '%-8s %s MB, %s thread(s): %3d MiB  %s\n' "$name" $(($(wc -c < "$work/$name") / 1000000)) "$jobs" "$mib" "$verdict"
    done
done
exit $failed
