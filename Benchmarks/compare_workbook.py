"""Times blot and a loop with openpyxl on one workbook and writes the record; workbook.sh prepares what it needs.

    compare_workbook.py PYTHON-WITH-OPENPYXL
"""
import datetime
import os
import shlex
import subprocess
import sys
import zipfile

from measure import BLOT, ROUNDS, WORK, Program, alternate, beginning, ending, machine, peak, statistics_of, version, write_record

LIMIT_MB = int(os.environ["LIMIT_MB"])
TIMES = float(os.environ["TIMES"])
ROWS = int(os.environ["ROWS"])
LOOP = "Benchmarks/peers/openpyxl-loop.py"


def main():
    python = sys.argv[1]
    book, copy = f"{WORK}/workbook/book-{ROWS}.xlsx", f"{WORK}/workbook/copy.xlsx"
    if not os.path.exists(book):
        subprocess.run([python, LOOP, "--make", book, str(ROWS)], check=True)
    size = os.path.getsize(book)
    with zipfile.ZipFile(book) as archive:
        plain = sum(item.file_size for item in archive.infolist())
    about = machine()
    blot = shlex.quote(BLOT)
    programs = [
        Program("blot, all cores", f"{blot} {book} -o {copy}", plain),
        Program("blot --jobs 1", f"{blot} --jobs 1 {book} -o {copy}", plain),
        Program("blot scan, all cores", f"{blot} scan {book} || test $? = 1", plain, alone=False),
        Program("openpyxl, a loop over all cells", f"{python} {LOOP} {book} {copy}", plain),
    ]
    alternate(programs)
    memory = [peak(program) for program in programs]
    told = statistics_of([book, "-o", copy])
    loop = programs[-1]
    lines = beginning(f"{datetime.date.today().isoformat()}, a workbook, {about['processor']}, {about['cores']} cores", about)
    lines += [
        f"Workbook: {ROWS:,} rows, {ROWS * 6:,} cells, {size / 1e6:.1f} MB, {plain / 1e6:.1f} MB decompressed. blot ran with {told['rules']['count']} rules, "
        f"masked {told['leaks']['total']:,} spans, and read its copy again; the loop ran five patterns.", "",
        f"Medians of {ROUNDS} alternating runs, files in the page cache.", "",
        "| program | seconds | times as fast as the loop | MB/s, decompressed | peak memory |", "|---|---:|---:|---:|---:|"]
    faults = []
    for program, mb in zip(programs, memory):
        if mb and mb > LIMIT_MB and program.name.startswith("blot"):
            faults.append(f"{program.name}: {mb:.0f} MB, over {LIMIT_MB}")
        lines.append(f"| {program.name} | {program.median:.2f} | {loop.median / program.median:.1f} | {program.rate:.0f} | {f'{mb:.0f} MB' if mb else ''} |")
    if loop.median < TIMES * programs[0].median:
        faults.append(f"{loop.median / programs[0].median:.1f} times as fast as the loop, wanted are {TIMES:g}")
    versions = [f"blot {version([BLOT, '--version'])}", version([python, "-c", "import openpyxl; print('openpyxl', openpyxl.__version__)"])]
    names = {python: "python", f"{WORK}/workbook/": "", BLOT: "blot", "Benchmarks/peers/": ""}
    lines += ending(programs, [], versions, names)
    write_record(lines, about, "WORKBOOK_RECORD", "-workbook")
    if faults:
        sys.exit("; ".join(faults))


if __name__ == "__main__":
    main()
