#!/usr/bin/env python3
"""Runs the commands that a Markdown page shows and compares what they print with what the page shows.

    check-commands.py PAGE...

Commands stand in ```console blocks behind `$ `; what follows up to the next command is what they print. All commands of
a page run in one shell, in the repository's root. A ```yaml block whose text before it says "Save this one as `NAME`"
is saved under that name in the shell's folder. Numbers that differ from run to run (times, speeds, rule counts) are not
compared. Exits 1 where a page is wrong.
"""
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MARK = "\x01"


def steps(page):
    """Yields ("file", name, text) and ("command", line, command, expected)."""
    lines = open(page, encoding="utf-8").read().split("\n")
    i, name = 0, None
    while i < len(lines):
        saved = re.search(r"Save this one as `([^`]+)`", lines[i])
        if saved:
            name = saved.group(1)
        if lines[i] in ("```console", "```yaml"):
            kind, start = lines[i][3:], i + 1
            i = lines.index("```", start)
            block = lines[start:i]
            if kind == "yaml" and name:
                yield "file", name, "\n".join(block) + "\n"
                name = None
            elif kind == "console":
                command = None
                for number, line in enumerate(block, start + 1):
                    if line.startswith("$ "):
                        if command:
                            yield ("command", *command)
                        command = (number, line[2:], [])
                    elif command:
                        command[2].append(line)
                if command:
                    yield ("command", *command)
        i += 1


def settled(text):
    text = re.sub(r"\b\d+ rules, [\d.]+ m?s, [\d.]+ [kMG]?B/s", "N rules, T, S", text)
    return text.rstrip("\n")


def check(page):
    shutil.rmtree(os.path.join(ROOT, ".build/try"), ignore_errors=True)
    script, expected = [], []
    for step in steps(page):
        if step[0] == "file":
            script.append(f"cat > {step[1]} <<'END-OF-FILE'\n{step[2]}END-OF-FILE\n")
        else:
            _, line, command, lines = step
            script.append(f"(exit $last); {command}\nlast=$?; printf '\\n{MARK}'\n")
            expected.append((line, command, "\n".join(lines)))
    program = "exec 2>&1; last=0\n" + "".join(script)
    run = subprocess.run(["bash", "-c", program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=ROOT, timeout=300)
    outputs = run.stdout.split("\n" + MARK)[:-1]
    wrong = 0
    if len(outputs) != len(expected):
        print(f"{page}: {len(expected)} commands, of which {len(outputs)} ran")
        wrong += 1
    for (line, command, shown), printed in zip(expected, outputs):
        if settled(shown) != settled(printed):
            wrong += 1
            print(f"{page}:{line}: $ {command}\n--- shown\n{settled(shown)}\n--- printed\n{settled(printed)}\n---")
    print(f"{page}: {len(expected)} commands, {wrong} not as shown")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if sum(check(page) for page in sys.argv[1:]) else 0)
