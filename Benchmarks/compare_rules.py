"""Times blot with 100, 200, 400, 800 and all of its rules on one corpus and writes the record; rules.sh prepares what it needs.

    compare_rules.py FOLDER-OF-LOGS
"""
import datetime
import os
import shlex
import subprocess
import sys

from compare import CORPUS, make_corpus
from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, version, write_record

STEPS = (100, 200, 400, 800)


def rule_ids():
    """Of the rules that are on, in the order of their packs."""
    listed = subprocess.run([BLOT, "rules", "list"], capture_output=True, text=True, check=True).stdout
    # What is off, and what is said below the table, names no pack's severity.
    return [line.split()[0] for line in listed.splitlines() if line.split()[1:2] and line.split()[1] in ("low", "medium", "high", "critical")]


def chosen(ids, count):
    """So many of them, evenly from all packs: a first hundred would be those of two."""
    return [ids[index * len(ids) // count] for index in range(count)]


def main():
    folder = sys.argv[1]
    os.makedirs(WORK, exist_ok=True)
    make_corpus(folder)
    about = machine()
    ids = rule_ids()
    log, size = shlex.quote(CORPUS), os.path.getsize(CORPUS)
    programs = [Program("cat \\| cat", f"cat {log} | cat", size, alone=False)]
    for count in (*(step for step in STEPS if step < len(ids)), len(ids)):
        only = "" if count == len(ids) else " " + " ".join(f"--only {shlex.quote(name)}" for name in chosen(ids, count))
        programs.append(Program(f"{count} rules", f"{shlex.quote(BLOT)} --jobs 1{only} {log}", size))
    alternate(programs)

    first, last = programs[1], programs[-1]
    lines = beginning(f"Rules and time, {datetime.date.today().isoformat()}, {about['processor']}, {about['cores']} cores", about)
    lines += [
        f"{size / 1e6:.0f} MB of real logs, blot on one thread, with so many of its {len(ids)} default rules, evenly from all packs. "
        f"Medians of {ROUNDS} alternating runs, output thrown away, files in the page cache, caches of rules filled.", ""]
    lines += ["| rules | MB/s | of cat \\| cat | seconds of processor time | for those of the first |", "|---|---:|---:|---:|---:|"]
    for program in programs:
        work = sorted(program.work)[len(program.work) // 2]
        base = sorted(first.work)[len(first.work) // 2]
        share = f"{work / base:.2f}" if program is not programs[0] else ""
        lines.append(f"| {program.name} | {program.rate:.0f} | {program.rate / programs[0].rate:.2f} | {work:.2f} | {share} |")
    work = [sorted(program.work)[len(program.work) // 2] for program in (first, last)]
    lines += ["", f"{len(ids) / STEPS[0]:.1f} times the rules take {work[1] / work[0]:.2f} times the time."]
    for program in programs[1:]:
        # A thousand names tell nobody anything.
        if " --only " in program.command:
            head, _, rest = program.command.partition(" --only ")
            program.command = f"{head} --only … ({rest.count('--only') + 1} rules) {log}"
    write_record(lines + ending(programs, [], [f"blot {version([BLOT, '--version'])}"], {BLOT: "blot", CORPUS: "corpus.log"}), about, suffix="-rules")


main()
