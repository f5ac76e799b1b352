"""Times blot and its peers on one corpus and writes the record; compare.sh prepares what it needs.

    compare.py FOLDER-OF-LOGS FOLDER-OF-PEERS
"""
import datetime
import json
import os
import shlex
import shutil
import sys

from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, peak, statistics_of, version, write_record

CORPUS = f"{WORK}/corpus.log"

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
    """What is timed, on the corpus."""
    log, blot, size = shlex.quote(CORPUS), shlex.quote(BLOT), os.path.getsize(CORPUS)
    yield Program("cat \\| cat", f"cat {log} | cat", size, alone=False)
    if shutil.which("rg"):
        pattern = shlex.quote(f"{TOKENS}|{EMAIL}")
        yield Program("ripgrep --passthru -r, 6 patterns", f"rg --no-config -a -N --passthru -r '[REDACTED]' {pattern} {log}", size)
    expressions = " ".join(f"-e {shlex.quote(f's/{p}/[REDACTED]/g')}" for p in [*TOKENS.split("|"), EMAIL])
    yield Program("GNU sed -E, 6 patterns", f"LC_ALL=C sed -E {expressions} {log}", size)
    hider = os.path.join(peers, "secrethider-redact")
    if os.access(hider, os.X_OK):
        yield Program("secretHider", f"{shlex.quote(hider)} {log}", size)
        yield Program("secretHider --pii", f"{shlex.quote(hider)} --pii {log}", size)
    yield Program("cat \\| blot, all cores", f"cat {log} | {blot}", size, alone=False)
    yield Program("blot, all cores", f"{blot} {log}", size)
    yield Program("blot --jobs 1", f"{blot} --jobs 1 {log}", size)


def main():
    folder, peers = sys.argv[1:]
    os.makedirs(WORK, exist_ok=True)
    sizes = make_corpus(folder)
    about = machine()
    chosen = list(programs(peers))
    alternate(chosen)
    memory = [peak(program) for program in chosen]
    stats = statistics_of([CORPUS])

    lines = beginning(f"{datetime.date.today().isoformat()}, {about['processor']}, {about['cores']} cores", about)
    lines += [f"Corpus: {chosen[0].size / 1e6:.0f} MB of real logs, from {len(sizes)} files repeated: " + ", ".join(f"{n} ({s / 1e6:.1f} MB)" for n, s in sizes.items()) + "."]
    lines += [
        f"blot ran with its {stats['rules']['count']} default rules (digest {stats['rules']['digest'][:12]}) and masked {stats['leaks']['total']:,} spans "
        f"in {stats['leaks']['records']:,} of {stats['records']:,} records."]
    lines += ["", f"Medians of {ROUNDS} alternating runs, output thrown away, files in the page cache.", ""]
    lines += ["| program | MB/s | of cat \\| cat | seconds | peak memory |", "|---|---:|---:|---:|---:|"]
    for program, mb in zip(chosen, memory):
        lines.append(f"| {program.name} | {program.rate:.0f} | {program.rate / chosen[0].rate:.2f} | {program.median:.3f} | {f'{mb:.0f} MB' if mb else ''} |")
    missing = [what for what in ("ripgrep", "secretHider") if not any(what in p.name for p in chosen)]
    hider = version([os.path.join(peers, "python"), "-c", "import importlib.metadata as m; print('secretHider', m.version('secrethider'))"])
    own = version([BLOT, "--version"])
    versions = [own and f"blot {own}", version(["rg", "--version"]), version(["sed", "--version"]), version(["cat", "--version"]), hider]
    lines += ending(chosen, missing, versions, {peers + "/": "", BLOT: "blot", CORPUS: "corpus.log"})
    write_record(lines, about)


if __name__ == "__main__":
    main()
