"""What compare.py and compare_json.py share: runs, medians, memory, the machine, and the parts of a record."""
import dataclasses
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

WORK = ".build/bench"
BLOT = os.environ["BLOT"]
ROUNDS = int(os.environ["ROUNDS"])


@dataclasses.dataclass
class Program:
    """A shell command that reads an input of `size` bytes."""
    name: str
    command: str
    size: int
    # Whether the command is one program, whose memory can be told.
    alone: bool = True
    seconds: list[float] = dataclasses.field(default_factory=list)
    # Seconds of processor time, on all cores together.
    work: list[float] = dataclasses.field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def rate(self):
        """Megabytes a second."""
        return self.size / self.median / 1e6


def run(command):
    """Seconds from start to end, and of processor time; standard output is thrown away."""
    before = os.times()
    start = time.perf_counter()
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command} > /dev/null"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 3):
        sys.exit(f"{command}: status {done.returncode}: {done.stderr.decode(errors='replace')[:400]}")
    after = os.times()
    return seconds, after.children_user - before.children_user + after.children_system - before.children_system


def alternate(programs):
    """Runs the programs in turns, ROUNDS times each. One round more, the first, warms caches and is not counted."""
    for number in range(ROUNDS + 1):
        for program in programs:
            seconds, work = run(program.command)
            if number:
                program.seconds.append(seconds)
                program.work.append(work)
            print(f"round {number}: {program.name.replace(chr(92), '')}: {program.size / seconds / 1e6:.0f} MB/s", file=sys.stderr)


def peak(program):
    """Resident memory at its highest, in MB; None where it cannot be told: of several programs, or without GNU time."""
    if not program.alone or not os.access("/usr/bin/time", os.X_OK):
        return None
    prefix, _, rest = program.command.rpartition("LC_ALL=C ")
    done = subprocess.run(["bash", "-c", f"{prefix and 'LC_ALL=C '}/usr/bin/time -f 'peak %M' {rest} > /dev/null"], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{program.command}: status {done.returncode}: {done.stderr[:400]}")
    found = re.findall(r"^peak (\d+)$", done.stderr, re.M)
    return int(found[-1]) / 1024 if found else None


def statistics_of(arguments):
    """What blot's --stats tells of a run with these arguments."""
    summary = subprocess.run([BLOT, "--stats", "-", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr
    return json.loads(summary[summary.index(b"{"):summary.rindex(b"}") + 1])


def version(command):
    """The first line that a command prints; nothing where there is no such command."""
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


def beginning(title, about):
    """The first lines of a record."""
    return [f"# {title}", "", "| machine | |", "|---|---|"] + [f"| {k} | {v} |" for k, v in about.items()] + [""]


def ending(programs, missing, versions, names):
    """The last lines of a record: what was left out, every run, versions, commands, with paths replaced by `names`."""
    lines = ["", f"Not to be had on this machine, and left out: {', '.join(missing)}."] if missing else []
    lines += ["", "## Raw figures", "", "Seconds of each run, in order.", ""]
    lines += [f"- {p.name}: " + ", ".join(f"{s:.3f}" for s in p.seconds) for p in programs]
    lines += ["", "Versions: " + "; ".join(v for v in versions if v) + ".", "", "Commands:", ""]
    for program in programs:
        command = program.command
        for path, name in names.items():
            command = command.replace(path, name)
        lines.append(f"    {command} > /dev/null")
    return lines


def write_record(lines, about, variable="RECORD", suffix=""):
    """Prints the record and writes it to the file that the environment names, or else to one named for day and machine."""
    name = f"{datetime.date.today().isoformat()}-{slug(about['processor'])}-{about['cores']}-cores{suffix}.md"
    path = os.environ.get(variable) or f"Benchmarks/records/{name}"
    text = "\n".join(lines) + "\n"
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    print(text)
    print(f"written to {path}", file=sys.stderr)
