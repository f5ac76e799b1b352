#!/usr/bin/env python3
"""How many masks in 10,000 lines of log are wrong: draws masks for a person to judge, and reckons with the verdicts.

    precision.py draw --seed 7 --out .build/sheet.tsv .build/corpora/logs/*
    precision.py rate .build/sheet.tsv > Benchmarks/records/….md

`draw` has `blot scan` find what would be masked, and takes `--count` of it at random (0: all of it), of all rules or, with
`--except RULE`, of all but some. The sheet is a table: place, rule, verdict, reason, context. It holds text of the logs, and
secrets, so it stays below .build. The person writes a verdict (right, wrong or arguable) and a reason into each row; `rate` writes
a record with neither text nor secrets, and refuses a sheet that is not filled in.

The interval is the exact one of drawing without replacement: how many wrong masks there could be in all for a sample like this
one to be no freak (2.5 % on either side).
"""
import argparse
import collections
import json
import math
import os
import random
import shlex
import subprocess
import sys

VERDICTS = ("right", "wrong", "arguable")
COLUMNS = ["place", "rule", "verdict", "reason", "context"]
# Bytes of the line that a sheet shows before and behind a mask.
AROUND = 100


def find(blot, logs):
    """Findings of `blot scan`, with the file as it was named."""
    run = subprocess.run([*shlex.split(blot), "scan", "--report", "json", *logs], stdout=subprocess.PIPE)
    if run.returncode not in (0, 1):
        sys.exit(f"precision.py: blot scan ended with status {run.returncode}")
    document = json.loads(run.stdout)
    if document.get("schema") != "blot.findings/1":
        sys.exit("precision.py: this is no document of blot scan --report json")
    return document["findings"]


def context(log, finding):
    """What stands around a mask on its line, the masked text between >> and <<."""
    start, end = finding["offset"], finding["offset"] + finding["length"]
    before = log[max(0, start - AROUND):start].rsplit(b"\n", 1)[-1]
    behind = log[end:end + AROUND].split(b"\n", 1)[0]
    shown = before + b">>" + log[start:end] + b"<<" + behind
    return " ".join(shown.decode("utf-8", "replace").split())


def draw(arguments):
    findings = [f for f in find(arguments.blot, arguments.logs) if f["rule"] not in arguments.leave_out]
    logs = {}
    for path in sorted({f["source"] for f in findings} | set(arguments.logs)):
        with open(path, "rb") as file:
            logs[path] = file.read()
    findings.sort(key=lambda f: (f["source"], f["offset"]))
    count = arguments.count or len(findings)
    if count > len(findings):
        sys.exit(f"precision.py: there are {len(findings)} masks only")
    drawn = sorted(random.Random(arguments.seed).sample(range(len(findings)), count))
    facts = {
        "seed": arguments.seed, "masks": len(findings), "drawn": count, "lines": sum(log.count(b"\n") for log in logs.values()),
        "logs": ", ".join(os.path.basename(path) for path in logs), "but": ", ".join(arguments.leave_out),
    }
    with open(arguments.out, "w", encoding="utf-8") as sheet:
        print("#", json.dumps(facts), file=sheet)
        print(*COLUMNS, sep="\t", file=sheet)
        for index in drawn:
            f = findings[index]
            place = f"{os.path.basename(f['source'])}:{f['line']}:{f['column']}"
            print(place, f["rule"], "", "", context(logs[f["source"]], f), sep="\t", file=sheet)
    print(f"{arguments.out}: {count} of {len(findings)} masks on {facts['lines']:,} lines", file=sys.stderr)


def chance(wrong, drawn, all_wrong, masks):
    """How likely a sample of `drawn` holds `wrong` of the `all_wrong` among `masks`."""
    if wrong > all_wrong or drawn - wrong > masks - all_wrong:
        return 0.0
    return math.comb(all_wrong, wrong) * math.comb(masks - all_wrong, drawn - wrong) / math.comb(masks, drawn)


def interval(wrong, drawn, masks):
    """The fewest and the most wrong masks in all that `wrong` of `drawn` go with, 2.5 % on either side."""
    low, high = wrong, masks - (drawn - wrong)
    while low < high and sum(chance(k, drawn, low, masks) for k in range(wrong, drawn + 1)) < 0.025:
        low += 1
    while high > low and sum(chance(k, drawn, high, masks) for k in range(wrong + 1)) < 0.025:
        high -= 1
    return low, high


def read(path):
    with open(path, encoding="utf-8") as sheet:
        facts = json.loads(next(sheet).lstrip("# "))
        next(sheet)
        rows = [line.rstrip("\n").split("\t") for line in sheet]
    for row in rows:
        if len(row) < 4 or row[2] not in VERDICTS or not row[3]:
            sys.exit(f"precision.py: {path}: {row[0]} has no verdict ({', '.join(VERDICTS)}) or no reason")
    if len(rows) != facts["drawn"]:
        sys.exit(f"precision.py: {path}: {len(rows)} rows, {facts['drawn']} were drawn")
    return facts, rows


def rate(arguments):
    facts, rows = read(arguments.sheet)
    masks, drawn, lines = facts["masks"], facts["drawn"], facts["lines"]
    verdicts = collections.Counter(row[2] for row in rows)
    per = 10_000 / lines
    print("| | |\n|---|---|")
    print(f"| logs | {facts['logs']} |\n| lines | {lines:,} |")
    print(f"| masks | {masks:,}{', all but those of ' + facts['but'] if facts['but'] else ''} |")
    print(f"| looked at | {drawn:,}{', drawn with seed ' + str(facts['seed']) if drawn < masks else ', all'} |")
    for name in VERDICTS:
        print(f"| {name} | {verdicts[name]} |")
    for name, counted in (("wrong", verdicts["wrong"]), ("wrong or arguable", verdicts["wrong"] + verdicts["arguable"])):
        low, high = interval(counted, drawn, masks)
        spread = f" (95 %: {low * per:.2f} to {high * per:.2f})" if drawn < masks else ""
        print(f"| {name} in 10,000 lines | {counted / drawn * masks * per:.2f}{spread} |")
    print("\n| rule | verdict | reason | masks |\n|---|---|---|---:|")
    for (rule, verdict, reason), count in collections.Counter((r[1], r[2], r[3]) for r in rows).most_common():
        print(f"| {rule} | {verdict} | {reason} | {count} |")
    print("\nWhere each of them stands (line:column).\n")
    by = collections.defaultdict(list)
    for place, rule, verdict, reason, *_ in rows:
        file, _, position = place.partition(":")
        by[rule, verdict, reason, file].append(position)
    for (rule, verdict, reason, file), positions in by.items():
        print(f"- {rule}, {verdict}, {reason}; {file}: {', '.join(positions)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("draw", help="draw masks, and write a sheet to fill in")
    command.add_argument("--blot", default=".build/release/blot", help="the command, with options before its subcommand if any")
    command.add_argument("--seed", type=int, required=True)
    command.add_argument("--count", type=int, default=300, help="how many; 0 takes all")
    command.add_argument("--except", dest="leave_out", action="append", default=[], metavar="RULE", help="leave out this rule's masks")
    command.add_argument("--out", required=True)
    command.add_argument("logs", nargs="+")
    command.set_defaults(run=draw)
    command = commands.add_parser("rate", help="reckon with a sheet that is filled in, and print the record")
    command.add_argument("sheet")
    command.set_defaults(run=rate)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
