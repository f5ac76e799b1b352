#!/usr/bin/env python3
"""Holds the command against public workbooks, some broken or encrypted.

    check.py BLOT FOLDER...

Each workbook below the folders: the same without rules; with every default rule, masked or
refused with a message. What was masked is clean when it is scanned, does not change when it is masked again, and is as
readable by openpyxl (where this Python has it) as it was. Prints what failed, and how many were what; exits with 1 where
anything failed.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

KINDS = (".xlsx", ".xlsm", ".ods")

try:
    import openpyxl
except ImportError:
    openpyxl = None


def run(blot, *arguments):
    return subprocess.run([blot, *arguments], capture_output=True, text=True, errors="replace", timeout=300)


def reads(path):
    if openpyxl is None or path.endswith(".ods"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            openpyxl.load_workbook(path)
            return True
        except Exception:
            return False


def same(a, b):
    return pathlib.Path(a).read_bytes() == pathlib.Path(b).read_bytes()


def check(blot, book):
    """What became of a workbook, and what is wrong with that."""
    ending = os.path.splitext(book)[1]
    with tempfile.TemporaryDirectory() as work:
        copy, other = os.path.join(work, "copy" + ending), os.path.join(work, "other" + ending)
        done = run(blot, book, "--no-default-rules", "-o", other)
        if done.returncode != 0 or not same(book, other):
            return "failed", f"without rules it is another one (status {done.returncode}): {done.stderr.strip()}"
        os.unlink(other)
        done = run(blot, book, "-o", copy)
        if done.returncode not in (0, 3):
            return "failed", f"status {done.returncode}: {done.stderr.strip()}"
        if not os.path.exists(copy):
            return "refused", None if done.returncode == 3 and "not taken: " in done.stderr else f"no message: {done.stderr.strip()}"
        state = "masked" if done.returncode == 0 else "masked, status 3"
        again = run(blot, "scan", "--report", "lines", copy)
        if again.returncode == 1 or again.stdout:
            return state, f"the copy is not clean: {again.stdout.strip()[:300]}"
        again = run(blot, copy, "-o", other)
        if not os.path.exists(other) or not same(copy, other):
            return state, f"masked again, it changes (status {again.returncode}): {again.stderr.strip()[:300]}"
        if reads(book) and not reads(copy):
            return state, "openpyxl reads the workbook, and not the copy"
        return state, None


def main(blot, folders):
    books = sorted(
        str(path) for folder in folders for path in pathlib.Path(folder).rglob("*") if path.name.endswith(KINDS) and path.is_file())
    counts, failures = {}, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for book, (state, failure) in zip(books, pool.map(lambda book: check(blot, book), books)):
            counts[state] = counts.get(state, 0) + 1
            if failure:
                failures += 1
                print(f"{book}: {failure}")
    print(f"{len(books)} workbooks: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    if openpyxl is None:
        print("openpyxl is missing: nothing was opened with it")
    return 1 if failures or not books else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
