#!/bin/bash
# How long `echo x | blot` takes, start to end: the median of RUNS (50) runs, with the cache of compiled rules filled, as it is installed
# (`make install` compiles the rules ahead) with no cache, and with neither.
set -euo pipefail
cd "$(dirname "$0")/.."
blot=$(realpath "${BLOT:-.build/release/blot}")
python3 - "$blot" "${RUNS:-50}" <<'P'
import os, shutil, statistics, subprocess, sys, tempfile, time

blot, runs = sys.argv[1], int(sys.argv[2])

def once(environment, program=blot):
    start = time.perf_counter()
    done = subprocess.run([program], input=b"x\n", capture_output=True, env=environment)
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
def alone(program):
    """Runs of a user who has no cache."""
    times = []
    for _ in range(max(5, runs // 5)):
        with tempfile.TemporaryDirectory() as home:
            own = {**os.environ, "HOME": home, "XDG_CACHE_HOME": home + "/cache", "XDG_STATE_HOME": home + "/state"}
            times.append(once(own, program))
    return times

with tempfile.TemporaryDirectory() as prefix:
    os.makedirs(prefix + "/bin")
    installed = shutil.copy(blot, prefix + "/bin/blot")
    own = {name: value for name, value in os.environ.items() if name != "BLOT_NO_CACHE"}
    subprocess.run([installed, "rules", "compile", prefix + "/share/blot"], check=True, capture_output=True, env=own)
    tell("as installed, no cache", alone(installed))
tell("neither", alone(blot))
P
