#!/usr/bin/env python3
"""Hold masked mails against what they were, as Python's email package and GMime see both.

    check-mail.py ORIGINAL MASKED [--absent WORD]...

Two files, or two folders with files of the same names. The structure must be the same: types, parts, names of header fields in
their order. With --absent, the word must be nowhere in the masked mail once all of it is decoded: header fields, parameters,
bodies, attachments, and the mails, archives and texts in them.

GMime is asked through gmime-view.c, which is compiled here where cc and GMime's headers are (libgmime-3.0-dev); where they are
not, that is said, and Python's package judges alone.
"""
import argparse, email, email.header, email.policy, gzip, html, io, os, re, shutil, subprocess, sys, tempfile, urllib.parse, zipfile


def structure(message):
    parts = []
    for part in message.walk():
        parts.append((part.get_content_type(), part.is_multipart(), [name.lower() for name in part.keys()]))
    return parts


def decoded_header(value):
    try:
        return "".join(
            t.decode(c or "utf-8", "replace") if isinstance(t, bytes) else t for t, c in email.header.decode_header(value))
    except Exception:
        return value


def texts(data, depth=0):
    """All that data show once they are decoded."""
    if depth > 6:
        return
    if data[:2] == b"\x1f\x8b":
        try:
            yield from texts(gzip.decompress(data), depth + 1)
        except Exception:
            pass
        return
    if data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield name
                    yield from texts(archive.read(name), depth + 1)
        except Exception:
            pass
        return
    for charset in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso2022_jp", "utf-7", "shift_jis", "gb18030", "koi8-r"):
        text = data.decode(charset, "ignore")
        yield text
        if charset != "utf-8":
            continue
        yield re.sub("[\0\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]", "", text)
        yield re.sub(r"\r?\n[ \t]", "", text)
        yield re.sub(r"\\([,;\\])", r"\1", re.sub(r"\r?\n[ \t]", "", text))
        yield re.sub(r" \r?\n", "", text)
        yield text.replace('""', '"')
        if "<" in text:
            bare = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", "", text, flags=re.S | re.I)
            bare = re.sub(r"<[^>]*>", "", bare)
            yield re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", html.unescape(bare))
            yield urllib.parse.unquote(html.unescape(text))
        try:
            yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
        except Exception:
            pass


def all_texts(message, depth=0):
    for part in message.walk():
        for name, value in part.items():
            value = str(value)
            unfolded = re.sub(r"\r?\n(?=[ \t])", "", value)
            yield f"{name}: {unfolded}"
            yield decoded_header(unfolded)
            yield re.sub(r"\\(.)", r"\1", unfolded)
        for header in ("content-type", "content-disposition"):
            for key, value in part.get_params(failobj=[], header=header) or []:
                if isinstance(value, tuple):
                    value = email.utils.collapse_rfc2231_value(value)
                yield decoded_header(str(value))
        if part.is_multipart():
            yield str(part.preamble or "")
            yield str(part.epilogue or "")
            continue
        payload = part.get_payload(decode=True) or b""
        charset = part.get_content_charset() or "utf-8"
        try:
            yield payload.decode(charset, "replace")
        except LookupError:
            pass
        yield from texts(payload)
        if depth < 5 and part.get_content_type() not in ("text/plain", "text/html"):
            yield from all_texts(email.message_from_bytes(payload), depth + 1)


class GMime:
    """The second reader; None where it is not at hand."""

    def __init__(self, program):
        self.program = program
        self.shown = self.taken = 0

    @staticmethod
    def made(folder):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gmime-view.c")
        if not shutil.which("cc") or not shutil.which("pkg-config"):
            return None
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], capture_output=True, text=True)
        if flags.returncode:
            return None
        program = os.path.join(folder, "gmime-view")
        subprocess.run(["cc", "-O1", source, "-o", program, *flags.stdout.split()], check=True)
        return GMime(program)

    def sees(self, what, mail):
        """None where it takes it for no message."""
        run = subprocess.run([self.program, what], input=mail, capture_output=True, timeout=60)
        if run.returncode and run.returncode != 1:
            raise RuntimeError(f"gmime-view: {run.returncode}")
        return run.stdout if run.returncode == 0 else None

    def check(self, before, after, absent):
        problems = []
        structure = self.sees("structure", before)
        self.shown += 1
        self.taken += structure is not None
        if structure != self.sees("structure", after):
            problems.append("structure differs, as GMime sees it")
        content = (self.sees("content", after) if absent else None) or b""
        for word in absent:
            if word.encode() in content:
                problems.append(f"{word} is there, as GMime decodes it")
        return problems


def check(before, after, absent):
    a, b = email.message_from_bytes(before), email.message_from_bytes(after)
    problems = []
    if structure(a) != structure(b):
        problems.append("structure differs")
    if absent:
        for text in list(all_texts(b)) + [after.decode("utf-8", "replace")]:
            for word in absent:
                at = text.find(word)
                if at >= 0:
                    problems.append(f"{word} is there: {text[max(0, at - 60):at + len(word) + 20]!r}")
    return problems


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("original")
    arguments.add_argument("masked")
    arguments.add_argument("--absent", action="append", default=[])
    a = arguments.parse_args()
    pairs = [(a.original, a.masked)]
    if os.path.isdir(a.original):
        pairs = []
        for folder, _, names in os.walk(a.original):
            for name in sorted(names):
                path = os.path.join(folder, name)
                pairs.append((path, os.path.join(a.masked, os.path.relpath(path, a.original))))
    seen = wrong = 0
    folder = tempfile.TemporaryDirectory()
    gmime = GMime.made(folder.name)
    if not gmime:
        print("no GMime with its headers, or no cc: Python's email package judges alone")
    for original, masked in pairs:
        if not os.path.exists(masked):
            continue
        seen += 1
        before, after = open(original, "rb").read(), open(masked, "rb").read()
        problems = check(before, after, a.absent)
        if gmime:
            # A mail that is as it was has the structure that it had.
            if before != after or a.absent:
                problems += gmime.check(before, after, a.absent)
        for problem in problems:
            print(f"{original}: {problem}")
        wrong += bool(problems)
    if gmime:
        print(f"GMime was shown {gmime.shown} of them, and took {gmime.taken} for a message")
    print(f"{seen} mails, {wrong} wrong")
    sys.exit(1 if wrong or not seen else 0)


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    main()
