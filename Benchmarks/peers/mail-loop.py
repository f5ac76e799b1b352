"""What one writes with Python's email package to mask mails: parse, a handful of patterns over headers and texts where blot has
more than 220 rules, write again. It sees decoded texts alone: no HTML as read, no attachments, no mail in mail, no raw bytes.

    mail-loop.py IN.mbox OUT.mbox
    mail-loop.py --make IN.mbox COUNT BYTES SEED
"""
import email
import email.policy
import random
import re
import sys

PATTERNS = [re.compile(p) for p in (
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"\+?1?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}",
    r"\b\d{13,19}\b",
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"(?i)password\s*[=:]\s*\S+",
)]
LINE = b"From alerts@shop.example Thu Jan  1 00:00:00 1970\n"
KEPT = {"from", "to", "cc", "date", "message-id", "received", "mime-version", "content-type", "content-transfer-encoding", "content-disposition"}


def make(path, count, size, seed):
    chosen = random.Random(seed)
    # The email package takes delimiters from here.
    random.seed(seed)
    words = "error while payment order retry worker timeout shop queue service request user session café größe".split()

    def text(length):
        lines = []
        while length > 0:
            line = f"2026-01-01T00:00:00Z {chosen.choice(['INFO', 'WARN', 'ERROR'])} " + " ".join(chosen.choices(words, k=9))
            if chosen.random() < 0.01:
                line += f" for ann{chosen.randint(1, 999)}@example.org"
            lines.append(line)
            length -= len(line) + 1
        return "\n".join(lines) + "\n"

    with open(path, "wb") as file:
        for number in range(count):
            mail = email.message.EmailMessage(policy=email.policy.default)
            mail["From"] = "Alerts <alerts@shop.example>"
            mail["To"] = "ops@shop.example"
            mail["Date"] = "Thu, 01 Jan 2026 03:04:05 +0000"
            mail["Message-ID"] = f"<{number}@shop.example>"
            mail["Subject"] = f"Größter Fehler {number}, kein Zugriff"
            body = text(size // 4)
            mail.set_content(body, cte=chosen.choice(["quoted-printable", "base64", "8bit"]))
            mail.add_alternative("<html><body>" + "".join(f"<p>{line}</p>\n" for line in body.split("\n")[:60]) + "</body></html>",
                                 subtype="html", cte="quoted-printable")
            mail.add_attachment(text(size // 4).encode(), maintype="text", subtype="plain", filename="worker.log")
            file.write(LINE + mail.as_bytes() + b"\n")


def masked(text):
    for pattern in PATTERNS:
        text = pattern.sub("[REDACTED]", text)
    return text


def mask(source, target):
    messages = open(source, "rb").read().split(LINE)[1:]
    with open(target, "wb") as out:
        for data in messages:
            mail = email.message_from_bytes(data, policy=email.policy.default)
            for name, value in list(mail.items()):
                if name.lower() not in KEPT and masked(value) != value:
                    mail.replace_header(name, masked(value))
            for part in mail.walk():
                if part.get_content_maintype() != "text":
                    continue
                before = part.get_content()
                after = masked(before)
                if after != before:
                    encoding = part["content-transfer-encoding"]
                    part.set_content(after, subtype=part.get_content_subtype(), cte=encoding)
            out.write(LINE + mail.as_bytes())


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    else:
        mask(sys.argv[1], sys.argv[2])
