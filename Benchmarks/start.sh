#!/bin/bash
# How long `echo x | blot` takes, start to end: the median of RUNS (50) runs, with the cache of compiled rules filled and
# with none.
set -euo pipefail
cd "$(dirname "$0")/.."
blot=$(realpath "${BLOT:-.build/release/blot}")
python3 - "$blot" "${RUNS:-50}" <<'P'
import os, statistics, subprocess, sys, tempfile, time

blot, runs = sys.argv[1], int(sys.argv[2])

def once(environment):
    start = time.perf_counter()
    done = subprocess.run([blot], input=b"x\n", capture_output=True, env=environment)
    if done.stdout != b"x\n" or done.returncode:
        sys.exit(f"start: wrong output or status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return (time.perf_counter() - start) * 1000

def tell(name, times):
    times.sort()
    print(f"{name}: median {statistics.median(times):.1f} ms, fastest {times[0]:.1f}, slowest {times[-1]:.1f} ({len(times)} runs)")

# Its own cache, so that nobody's is touched.
with tempfile.TemporaryDirectory() as home:
    own = {**os.environ, "HOME": home, "XDG_CACHE_HOME": home + "/cache", "XDG_STATE_HOME": home + "/state"}
    once(own)
    tell("cache filled", [once(own) for _ in range(runs)])
times = []
for _ in range(max(5, runs // 5)):
    with tempfile.TemporaryDirectory() as home:
        times.append(once({**os.environ, "HOME": home, "XDG_CACHE_HOME": home + "/cache", "XDG_STATE_HOME": home + "/state"}))
tell("cache empty", times)
P
