"""Times blot and its peers on one corpus and writes the record; compare.sh prepares what it needs.

    compare.py FOLDER-OF-LOGS FOLDER-OF-PEERS
"""
import datetime
import json
import os
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time

WORK = ".build/bench"
CORPUS = f"{WORK}/corpus.log"
BLOT = os.environ["BLOT"]
ROUNDS = int(os.environ["ROUNDS"])

# A few of blot's own rules, as far as the others' patterns can say them.
TOKENS = r"gh[pousr]_[A-Za-z0-9]{36}|xox[bpars]-[0-9A-Za-z-]{10,80}|AKIA[A-Z2-7]{16}|sk_live_[A-Za-z0-9]{24}|eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,2000}"
EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}"


def make_corpus(folder):
    """The folder's logs end to end, up to MEGABYTES; made again only when that changes."""
    names = sorted(n for n in os.listdir(folder) if n.endswith((".log", ".ndjson", ".txt")))
    sizes = {n: os.path.getsize(os.path.join(folder, n)) for n in names}
    if not sum(sizes.values()):
        sys.exit(f"compare: no logs in {folder}")
    wanted = int(os.environ["MEGABYTES"]) * 1_000_000
    note = json.dumps([sizes, wanted])
    if os.path.exists(CORPUS) and os.path.exists(CORPUS + ".made") and open(CORPUS + ".made").read() == note:
        return sizes
    with open(CORPUS, "wb") as out:
        while out.tell() < wanted:
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    shutil.copyfileobj(file, out, 1 << 20)
    with open(CORPUS + ".made", "w") as file:
        file.write(note)
    return sizes


def programs(peers):
    """(name, shell command, the program itself for its memory) of each."""
    log, blot = shlex.quote(CORPUS), shlex.quote(BLOT)
    yield "cat \\| cat", f"cat {log} | cat", None
    if shutil.which("rg"):
        pattern = shlex.quote(f"{TOKENS}|{EMAIL}")
        yield "ripgrep --passthru -r, 6 patterns", f"rg --no-config -a -N --passthru -r '[REDACTED]' {pattern} {log}", True
    expressions = " ".join(f"-e {shlex.quote(f's/{p}/[REDACTED]/g')}" for p in [*TOKENS.split("|"), EMAIL])
    yield "GNU sed -E, 6 patterns", f"LC_ALL=C sed -E {expressions} {log}", True
    hider = os.path.join(peers, "secrethider-redact")
    if os.access(hider, os.X_OK):
        yield "secretHider", f"{shlex.quote(hider)} {log}", True
        yield "secretHider --pii", f"{shlex.quote(hider)} --pii {log}", True
    yield "cat \\| blot, all cores", f"cat {log} | {blot}", None
    yield "blot, all cores", f"{blot} {log}", True
    yield "blot --jobs 1", f"{blot} --jobs 1 {log}", True


def run(command):
    """Seconds from start to end; standard output is thrown away."""
    start = time.perf_counter()
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command} > /dev/null"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 3):
        sys.exit(f"compare: {command}: status {done.returncode}: {done.stderr.decode(errors='replace')[:400]}")
    return seconds


def peak(command):
    """Resident memory at its highest, in MB; None where GNU time is missing."""
    if not os.access("/usr/bin/time", os.X_OK):
        return None
    prefix, _, rest = command.rpartition("LC_ALL=C ")
    done = subprocess.run(["bash", "-c", f"{prefix and 'LC_ALL=C '}/usr/bin/time -f 'peak %M' {rest} > /dev/null"], capture_output=True, text=True)
    found = re.findall(r"^peak (\d+)$", done.stderr, re.M)
    return int(found[-1]) / 1024 if found else None


def version(command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0].strip()
    except OSError:
        return ""


def machine():
    info = open("/proc/cpuinfo").read()
    model = re.search(r"model name\s*: (.*)", info)
    flags = re.search(r"flags\s*: (.*)", info)
    memory = re.search(r"MemTotal:\s*(\d+)", open("/proc/meminfo").read())
    simd = [f for f in ("sse4_2", "avx2", "avx512bw") if flags and f in flags.group(1).split()]
    return {
        "processor": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "vector units": ", ".join(simd),
        "memory": f"{int(memory.group(1)) / (1 << 20):.0f} GiB" if memory else "?",
        "kernel": f"Linux {platform.release()}",
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def main():
    folder, peers = sys.argv[1:]
    os.makedirs(WORK, exist_ok=True)
    sizes = make_corpus(folder)
    size = os.path.getsize(CORPUS)
    about = machine()
    chosen = list(programs(peers))
    times = {name: [] for name, _, _ in chosen}
    # The first round warms caches and is not counted.
    for number in range(ROUNDS + 1):
        for name, command, _ in chosen:
            seconds = run(command)
            if number:
                times[name].append(seconds)
            print(f"round {number}: {name.replace(chr(92), '')}: {size / seconds / 1e6:.0f} MB/s", file=sys.stderr)
    memory = {name: peak(command) if alone else None for name, command, alone in chosen}
    median = {name: statistics.median(values) for name, values in times.items()}
    base = median[chosen[0][0]]

    summary = subprocess.run([BLOT, "--stats", "-", CORPUS], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
    stats = json.loads(summary[summary.index(b"{"):summary.rindex(b"}") + 1])
    today = datetime.date.today().isoformat()
    path = os.environ.get("RECORD") or f"Benchmarks/records/{today}-{slug(about['processor'])}-{about['cores']}-cores.md"

    lines = [f"# {today}, {about['processor']}, {about['cores']} cores", ""]
    lines += ["| machine | |", "|---|---|"] + [f"| {k} | {v} |" for k, v in about.items()]
    lines += ["", f"Corpus: {size / 1e6:.0f} MB of real logs, from {len(sizes)} files repeated: " + ", ".join(f"{n} ({s / 1e6:.1f} MB)" for n, s in sizes.items()) + "."]
    lines += [
        f"blot ran with its {stats['rules']['count']} default rules (digest {stats['rules']['digest'][:12]}) and masked {stats['leaks']['total']:,} spans "
        f"in {stats['leaks']['records']:,} of {stats['records']:,} records."]
    lines += ["", f"Medians of {ROUNDS} alternating runs, output thrown away, files in the page cache.", ""]
    lines += ["| program | MB/s | of cat \\| cat | seconds | peak memory |", "|---|---:|---:|---:|---:|"]
    for name, _, _ in chosen:
        peak_text = f"{memory[name]:.0f} MB" if memory[name] else ""
        lines.append(f"| {name} | {size / median[name] / 1e6:.0f} | {base / median[name]:.2f} | {median[name]:.3f} | {peak_text} |")
    missing = [what for what, there in [("ripgrep", any("ripgrep" in n for n, _, _ in chosen)), ("secretHider", any("secretHider" in n for n, _, _ in chosen))] if not there]
    if missing:
        lines += ["", f"Not to be had on this machine, and left out: {', '.join(missing)}."]
    lines += ["", "## Raw figures", "", "Seconds of each run, in order.", ""]
    lines += [f"- {name}: " + ", ".join(f"{s:.3f}" for s in times[name]) for name, _, _ in chosen]
    versions = [version([BLOT, "--version"]) and f"blot {version([BLOT, '--version'])}", version(["rg", "--version"]), version(["sed", "--version"]), version(["cat", "--version"])]
    hider = version([os.path.join(peers, "python"), "-c", "import importlib.metadata as m; print('secretHider', m.version('secrethider'))"])
    lines += ["", "Versions: " + "; ".join(v for v in [*versions, hider] if v) + "."]
    lines += ["", "Commands:", ""] + [f"    {command.replace(peers + '/', '').replace(BLOT, 'blot').replace(CORPUS, 'corpus.log')} > /dev/null" for _, command, _ in chosen]
    text = "\n".join(lines) + "\n"
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    print(text)
    print(f"written to {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
