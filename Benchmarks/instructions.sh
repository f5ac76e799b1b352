#!/bin/bash
# How many instructions a byte of a log costs, which repeats on any machine, however busy: callgrind over the file, and over the file
# twice, one thread, the cache of rules filled. The difference is what a byte costs once all patterns that it wants are compiled; the
# rest is the start and their compiling. Patterns' own code, which PCRE2 writes while the program runs, is told as one.
#
#     bash Benchmarks/instructions.sh FILE [BLOT…]        a few megabytes take a minute
set -euo pipefail
(($# >= 1)) || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
command -v valgrind > /dev/null || { echo "instructions: valgrind is not installed" >&2; exit 1; }
file=$(realpath "$1")
shift
(($# > 0)) || set -- "$(dirname "$0")/../.build/release/blot"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache HOME=$work
cp "$file" "$work/once"
cat "$file" "$file" > "$work/twice"
for blot in "$@"; do
    # Without what a debugger reads, which takes callgrind minutes.
    strip -g -o "$work/blot" "$blot"
    "$work/blot" "$work/once" > /dev/null
    for name in once twice; do
        valgrind --tool=callgrind --callgrind-out-file="$work/$name.calls" "$work/blot" --jobs 1 "$work/$name" > /dev/null 2>&1
        callgrind_annotate --threshold=100 "$work/$name.calls" > "$work/$name.costs"
    done
    echo "$blot"
    python3 - "$work" "$(stat -c %s "$file")" "${TOP:-12}" <<'P'
import collections, re, shutil, subprocess, sys

work, size, top = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def costs(name):
    by_function, total = collections.Counter(), 0
    for line in open(f"{work}/{name}.costs", errors="replace"):
        found = re.match(r"\s*([\d,]+) \([\s\d.]+%\)\s+(.*)", line)
        if not found:
            continue
        count, rest = int(found[1].replace(",", "")), found[2]
        if "PROGRAM TOTALS" in rest:
            total = count
        elif re.match(r"\?\?\?:0x[0-9a-f]+('\d+)? \[\?\?\?\]", rest):
            by_function["patterns' own code"] += count
        elif "libpcre2" in rest and ":0x" in rest:
            by_function["pcre2, inside"] += count
        else:
            by_function[re.sub(r" \[.*", "", rest.split(":", 1)[-1])] += count
    return by_function, total


def readable(name):
    if not name.startswith("$s") or not shutil.which("swift"):
        return name
    done = subprocess.run(["swift", "demangle", "--compact", "--simplified", name], capture_output=True, text=True)
    return done.stdout.strip() or name


once, all_once = costs("once")
twice, all_twice = costs("twice")
a_byte = all_twice - all_once
print(f"{a_byte / size:.1f} instructions a byte; {(all_once - a_byte) / 1e6:.0f} million for the start and for compiling")
for name, count in (twice - once).most_common(top):
    print(f"{100 * count / a_byte:6.1f} %  {readable(name)[:110]}")
P
done
