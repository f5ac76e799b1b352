"""What one writes with openpyxl to mask a workbook: a loop over all cells, with a handful of patterns where blot has more
than 220 rules. It sees cells alone: no comments, names, charts, caches or properties.

    openpyxl-loop.py IN.xlsx OUT.xlsx
    openpyxl-loop.py --make IN.xlsx ROWS
"""
import random
import re
import sys

import openpyxl

PATTERNS = [re.compile(p) for p in (
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"\+?1?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}",
    r"\b\d{13,19}\b",
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"(?i)password\s*[=:]\s*\S+",
)]


def make(path, rows):
    chosen = random.Random(5)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Users"
    sheet.append(["id", "name", "email", "phone", "amount", "note"])
    first = "Ann Bob Carl Dora Erin Frank Gil Hana".split()
    last = "Smith Jones Miller Brown Lopez Khan".split()
    for number in range(rows):
        a, b = chosen.choice(first), chosen.choice(last)
        note = chosen.choice(["ok", "called back", f"sent invoice 77{number}", "see ticket"])
        phone = f"+1 415 555 {chosen.randint(1000, 9999)}"
        sheet.append([number, f"{a} {b}", f"{a.lower()}.{b.lower()}{number}@example.org", phone, round(chosen.random() * 1000, 2), note])
    book.save(path)


def mask(source, target):
    book = openpyxl.load_workbook(source)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                before = text = str(cell.value)
                for pattern in PATTERNS:
                    text = pattern.sub("[REDACTED]", text)
                if text != before:
                    cell.value = text
    book.save(target)


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        mask(sys.argv[1], sys.argv[2])
