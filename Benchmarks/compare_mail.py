"""Times blot and a loop with Python's email package on one mbox and writes the record; mail.sh prepares what it needs."""
import datetime
import os
import shlex
import subprocess
import sys
from statistics import median

from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, peak, statistics_of, version, write_record

LIMIT_MB = int(os.environ["LIMIT_MB"])
TIMES = float(os.environ["TIMES"])
MAILS = int(os.environ["MAILS"])
BYTES = int(os.environ["BYTES"])
SEED = int(os.environ["SEED"])
LOOP = "Benchmarks/peers/mail-loop.py"


def main():
    os.makedirs(f"{WORK}/mail", exist_ok=True)
    box, copy = f"{WORK}/mail/box-{MAILS}-{BYTES}-{SEED}.mbox", f"{WORK}/mail/copy.mbox"
    if not os.path.exists(box):
        subprocess.run(["python3", LOOP, "--make", box, str(MAILS), str(BYTES), str(SEED)], check=True)
    size = os.path.getsize(box)
    about = machine()
    blot = shlex.quote(BLOT)
    programs = [
        Program("blot, all cores", f"{blot} {box} -o {copy}", size),
        Program("blot --jobs 1", f"{blot} --jobs 1 {box} -o {copy}", size),
        Program("a loop with Python's email", f"python3 {LOOP} {box} {copy}", size),
    ]
    alternate(programs)
    memory = [peak(program) for program in programs]
    told = statistics_of([box, "-o", copy])
    loop = programs[-1]
    lines = beginning(f"{datetime.date.today().isoformat()}, mail, {about['processor']}, {about['cores']} cores", about)
    lines += [
        f"An mbox of {MAILS:,} mails, {size / 1e6:.1f} MB: text in quoted-printable, base64 and 8bit, the same as HTML, and an attached log in "
        f"base64. blot ran with {told['rules']['count']} rules and masked {told['leaks']['total']:,} spans.", "",
        "The loop does what one writes with Python's email package: it parses each message (`message_from_bytes`, the default policy), "
        "runs five compiled patterns over decoded header fields and text parts, sets anew only what they changed, and generates the "
        "message (`as_bytes`). It does less than blot: five patterns instead of all rules, no HTML as read, no tables, no mail in mail, no "
        "raw bytes. Nearly all of its time is the package's own; it uses one core, as the package does.", "",
        f"Medians of {ROUNDS} alternating runs, files in the page cache.", "",
        "| program | seconds | times as fast as the loop | processor seconds | times less than the loop | MB/s | mails/s | peak memory |",
        "|---|---:|---:|---:|---:|---:|---:|---:|"]
    faults = []
    for program, mb in zip(programs, memory):
        if mb and mb > LIMIT_MB and program.name.startswith("blot"):
            faults.append(f"{program.name}: {mb:.0f} MB, over {LIMIT_MB}")
        lines.append(f"| {program.name} | {program.median:.2f} | {loop.median / program.median:.1f} | {median(program.work):.2f} | {median(loop.work) / median(program.work):.1f} | {program.rate:.0f} | "
                     f"{MAILS / program.median:,.0f} | {f'{mb:.0f} MB' if mb else ''} |")
    if loop.median < TIMES * programs[0].median:
        faults.append(f"{loop.median / programs[0].median:.1f} times as fast as the loop, wanted are {TIMES:g}")
    versions = [f"blot {version([BLOT, '--version'])}", version(["python3", "--version"])]
    lines += ending(programs, [], versions, {f"{WORK}/mail/": "", BLOT: "blot", "Benchmarks/peers/": ""})
    write_record(lines, about, "MAIL_RECORD", "-mail")
    if faults:
        sys.exit("; ".join(faults))


if __name__ == "__main__":
    main()
