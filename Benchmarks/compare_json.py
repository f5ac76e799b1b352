"""Times blot and its peers on JSON and writes the record; json.sh prepares what it needs.

    compare_json.py FOLDER-OF-PEERS KIND-OF-INPUT...
"""
import datetime
import json
import os
import re
import shlex
import shutil
import sys

from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, peak, run, statistics_of, version, write_record

LIMIT_MB = int(os.environ["LIMIT_MB"])
PATHS = "Benchmarks/json-paths.yaml"
# The same rules for an array of such records.
ARRAY_PATHS = f"{WORK}/json/json-paths-array.yaml"
FILES = {"pass": "pass.ndjson", "lines": "lines.ndjson", "array": "array.json", "pretty": "pretty.json"}
NAMES = {"lines": "NDJSON", "array": "array on one line", "pretty": "pretty-printed array"}


class Input:
    """A file that json-corpus.sh made."""

    def __init__(self, kind):
        self.path = f"{WORK}/json/{FILES[kind]}"
        self.size = os.path.getsize(self.path)
        with open(self.path + ".made") as file:
            made = json.load(file)
        self.passes, self.sources = made["passes"], made["sources"]


def programs(peers, one, many):
    """What is timed: on `many`, or where that would take minutes on `one`, a single pass over the records."""
    log, short = shlex.quote(many.path), shlex.quote(one.path)
    blot, rules = shlex.quote(BLOT), f"--rules {PATHS}"
    once = f", on {one.size / 1e6:.0f} MB"
    yield Program("cat \\| cat", f"cat {log} | cat", many.size, alone=False)
    walk = f"{WORK}/simdjson-walk"
    if os.access(walk, os.X_OK):
        yield Program("simdjson on demand, every key and value, no output, 1 thread", f"{walk} {log}", many.size)
    yield Program("blot, with rules by path, all cores", f"{blot} {rules} {log}", many.size)
    yield Program("blot, with rules by path, --jobs 1", f"{blot} {rules} --jobs 1 {log}", many.size)
    yield Program("blot, all cores", f"{blot} {log}", many.size)
    yield Program("blot --format text, all cores", f"{blot} --format text {log}", many.size)
    yield Program("blot --format text, --jobs 1", f"{blot} --format text --jobs 1 {log}", many.size)
    hider = os.path.join(peers, "bin/secrethider-redact")
    if os.access(hider, os.X_OK):
        yield Program("secretHider --json-lines", f"{shlex.quote(hider)} --json-lines {log}", many.size)
    if shutil.which("mlr"):
        yield Program("Miller, cat" + once, f"mlr --ijsonl --ojsonl cat {short}", one.size)
    if shutil.which("jq"):
        yield Program("jq, walks every value, no output" + once, f"jq -c '..|empty' {short}", one.size)


def big(kind, made):
    """blot on one array; run once, for its memory."""
    return Program(f"blot, with rules by path, {NAMES[kind]} of {made.size / 1e6:,.0f} MB", f"{shlex.quote(BLOT)} --rules {ARRAY_PATHS} {made.path}", made.size)


def rules_by_path():
    """(id, path) of each rule; and the pack for arrays is written."""
    with open(PATHS) as file:
        text = file.read()
    with open(ARRAY_PATHS, "w") as file:
        file.write(re.sub(r"""(\bpath: ['"]\$)""", r"\1[*]", text))
    return [(m[1], m[3]) for m in re.finditer(r"""\{id: ([a-z-]+), path: (['"])(.*?)\2""", text)]


def main():
    peers, *kinds = sys.argv[1:]
    inputs = {kind: Input(kind) for kind in kinds}
    rules = rules_by_path()
    about = machine()
    chosen = list(programs(peers, inputs["pass"], inputs["lines"]))
    alternate(chosen)
    stats = {"lines": statistics_of(["--rules", PATHS, inputs["lines"].path])}
    for kind in kinds:
        if kind in ("array", "pretty"):
            program = big(kind, inputs[kind])
            print(f"{program.name}, once", file=sys.stderr)
            program.seconds.append(run(program.command)[0])
            stats[kind] = statistics_of(["--rules", ARRAY_PATHS, inputs[kind].path])
            chosen.append(program)
    memory = [peak(program) for program in chosen]

    lines = beginning(f"{datetime.date.today().isoformat()}, JSON, {about['processor']}, {about['cores']} cores", about)
    many = inputs["lines"]
    lines += [f"Corpus: {many.size / 1e6:.0f} MB of NDJSON, {many.passes} × the records of " + ", ".join(f"{n} ({s / 1e6:.1f} MB)" for n, s in many.sources.items()) + "."]
    told = stats["lines"]

    def by_path(kind):
        return sum(stats[kind]["leaks"]["by_rule"].get(name, {}).get("count", 0) for name, _ in rules)

    lines += [
        f"blot ran with {told['rules']['count']} rules, {len(rules)} of them by path ({os.path.basename(PATHS)}), and masked {told['leaks']['total']:,} spans "
        f"in {told['leaks']['records']:,} of {told['records']:,} records, {by_path('lines'):,} of them by path; `--format text` runs the default rules only."]
    lines += ["", f"Medians of {ROUNDS} alternating runs, output thrown away, files in the page cache; the single arrays once.", ""]
    lines += ["| program | MB/s | of cat \\| cat | seconds | peak memory |", "|---|---:|---:|---:|---:|"]
    over = []
    for program, mb in zip(chosen, memory):
        text = f"{mb:.0f} MB" if mb else ""
        if mb and mb > LIMIT_MB and program.name.startswith("blot"):
            over.append(f"{program.name}: {text}")
            text += f", over {LIMIT_MB}"
        lines.append(f"| {program.name} | {program.rate:.0f} | {program.rate / chosen[0].rate:.2f} | {program.median:.3f} | {text} |")
    lines += ["", f"blot's memory has a bound of {LIMIT_MB} MB." + ("" if any(memory) else " It was not measured: GNU time is missing.")]
    for kind, values in stats.items():
        if values["withheld"]["total"]:
            lines += ["", f"In {NAMES[kind]} blot could not examine, and withheld: {json.dumps(values['withheld']['by_reason'])}."]

    nothing = [NAMES[kind] for kind in stats if not by_path(kind)]
    if nothing:
        lines += ["", f"This blot masked nothing by path in: {', '.join(nothing)}."]

    lines += ["", "## Masked by path", "", "Spans in one pass over the records; the arrays hold the same records, and their paths begin with `$[*]`.", ""]
    lines += ["| rule | path | " + " | ".join(NAMES[kind] for kind in stats) + " |", "|---|---|" + "---:|" * len(stats)]
    for name, path in rules:
        counts = [stats[kind]["leaks"]["by_rule"].get(name, {}).get("count", 0) / inputs[kind].passes for kind in stats]
        lines.append(f"| {name} | `{path}` | " + " | ".join(f"{count:,.1f}".removesuffix(".0") for count in counts) + " |")

    missing = [what for what in ("simdjson", "secretHider", "Miller", "jq") if not any(what in p.name for p in chosen)]
    own = version([BLOT, "--version"])
    hider = version([f"{peers}/bin/python", "-c", "import importlib.metadata as m; print('secretHider', m.version('secrethider'))"])
    simdjson = version(["pkg-config", "--modversion", "simdjson"])
    versions = [own and f"blot {own}", version(["jq", "--version"]), version(["mlr", "--version"]), simdjson and "simdjson" not in missing and f"simdjson {simdjson}", hider, version(["cat", "--version"])]
    names = {f"{peers}/bin/": "", BLOT: "blot", f"{WORK}/json/": "", f"{WORK}/": "", "Benchmarks/": ""}
    lines += ending(chosen, missing, versions, names)
    write_record(lines, about, "JSON_RECORD", "-json")
    if over:
        sys.exit("blot's memory is over the bound: " + "; ".join(over))


if __name__ == "__main__":
    main()
