"""Times blot and its peers on CSV and writes the record; csv.sh prepares what it needs.

    compare_csv.py FOLDER-OF-PEERS
"""
import datetime
import json
import os
import shlex
import shutil
import sys

from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, peak, statistics_of, version, write_record

LIMIT_MB = int(os.environ["LIMIT_MB"])
KINDS = ("people", "orders")


def path(kind, megabytes):
    return f"{WORK}/csv/{kind}-{megabytes}.csv"


def programs(peers, kind):
    long, short = path(kind, os.environ["MEGABYTES"]), path(kind, os.environ["SHORT"])
    size, less = os.path.getsize(long), os.path.getsize(short)
    log, few = shlex.quote(long), shlex.quote(short)
    blot, once = shlex.quote(BLOT), f", on {less / 1e6:.0f} MB"
    yield Program(f"{kind}: cat \\| cat", f"cat {log} | cat", size, alone=False)
    yield Program(f"{kind}: blot, all cores", f"{blot} {log}", size)
    yield Program(f"{kind}: blot, --jobs 1", f"{blot} --jobs 1 {log}", size)
    yield Program(f"{kind}: blot --format text, all cores", f"{blot} --format text {log}", size)
    if shutil.which("mlr"):
        yield Program(f"{kind}: Miller, cat{once}", f"mlr --icsv --ocsv cat {few}", less)
    hider = os.path.join(peers, "bin/secrethider-redact")
    if os.access(hider, os.X_OK):
        yield Program(f"{kind}: secretHider{once}", f"{shlex.quote(hider)} {few}", less)


def main():
    peers = sys.argv[1]
    about = machine()
    chosen = [program for kind in KINDS for program in programs(peers, kind)]
    alternate(chosen)
    memory = [peak(program) for program in chosen]
    lines = beginning(f"{datetime.date.today().isoformat()}, CSV, {about['processor']}, {about['cores']} cores", about)
    for kind in KINDS:
        told = statistics_of([path(kind, os.environ["MEGABYTES"])])
        lines.append(
            f"{kind}: {os.path.getsize(path(kind, os.environ['MEGABYTES'])) / 1e6:.0f} MB, {told['records']:,} rows; blot ran with {told['rules']['count']} "
            f"rules and masked {told['leaks']['total']:,} spans in {told['leaks']['records']:,} rows.")
        if told["withheld"]["total"]:
            lines.append(f"It could not examine, and withheld: {json.dumps(told['withheld']['by_reason'])}.")
        lines.append("")
    lines += [f"Medians of {ROUNDS} alternating runs, output thrown away, files in the page cache.", ""]
    lines += ["| program | MB/s | of cat \\| cat | seconds | peak memory |", "|---|---:|---:|---:|---:|"]
    over, base = [], None
    for program, mb in zip(chosen, memory):
        if "cat \\| cat" in program.name:
            base = program
        text = f"{mb:.0f} MB" if mb else ""
        if mb and mb > LIMIT_MB and "blot" in program.name:
            over.append(f"{program.name}: {text}")
            text += f", over {LIMIT_MB}"
        lines.append(f"| {program.name} | {program.rate:.0f} | {program.rate / base.rate:.2f} | {program.median:.3f} | {text} |")
    lines += ["", f"blot's memory has a bound of {LIMIT_MB} MB." + ("" if any(memory) else " It was not measured: GNU time is missing.")]
    missing = [what for what in ("Miller", "secretHider") if not any(what in p.name for p in chosen)]
    own = version([BLOT, "--version"])
    hider = version([f"{peers}/bin/python", "-c", "import importlib.metadata as m; print('secretHider', m.version('secrethider'))"])
    versions = [own and f"blot {own}", version(["mlr", "--version"]), hider, version(["cat", "--version"])]
    names = {f"{peers}/bin/": "", BLOT: "blot", f"{WORK}/csv/": "", f"{WORK}/": ""}
    lines += ending(chosen, missing, versions, names)
    write_record(lines, about, "CSV_RECORD", "-csv")
    if over:
        sys.exit("blot's memory is over the bound: " + "; ".join(over))


if __name__ == "__main__":
    main()
