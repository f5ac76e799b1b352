"""Sends messages with secrets through the filter, disturbs it, and counts what arrives. See check-filter.sh.

Some messages hold a picture, which cannot be examined: a notice must arrive in their place. Some hold no secret: they must arrive with
their signature, all others without.
"""
import base64
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time

WAY, WORK, PORT, COUNT = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
MILTER_PORT = sys.argv[5]
BLOT, AWAY = WORK / "bin/blot", WORK / "bin/away"
# Built here, so that no scanner takes this file for a leak.
SECRET = "ghp_" + "aB3dE5fG7h" * 3 + "I9jK1l"
PATIENCE = 240


PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(64)).decode()


def kind(number):
    return "picture" if number % 11 == 5 else "clean" if number % 9 == 6 else "secret"


def message(number):
    secret = "none" if kind(number) == "clean" else SECRET
    # A zero ends a string of C; what stands behind it must not pass unseen.
    odd = f"X-Note: a\0 token {secret}\r\n" if number % 7 == 3 else ""
    # In a name a mask would make another field of what follows its colon.
    named = f"X-{secret}: named\r\n" if number % 5 == 2 else ""
    address = "" if kind(number) == "clean" else f"mail to ann.lee{number}@acme-corp.com\r\n"
    text = f"run {number}: token {secret}\r\n{address}"
    type = "text/plain; charset=utf-8"
    if kind(number) == "picture":
        type = "multipart/mixed; boundary=b"
        text = f"--b\r\n\r\n{text}--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{PICTURE}\r\n--b--\r\n"
    return (
        f"DKIM-Signature: v=1; d=box.test; s=a; bh=AAAA; b=BBBB\r\n"
        f"From: job@box.test\r\nTo: ops@box.test\r\nSubject: run {number} failed\r\nMessage-ID: <run-{number}@box.test>\r\n"
        f"X-Token: one\r\n{odd}{named}X-Token: {secret}\r\n\tand more\r\nX-Token: three\r\n"
        f"Content-Type: {type}\r\n\r\n{text}"
    ).encode()


def is_right(number, text):
    """Whether a message arrived as it should, apart from secrets in it."""
    if kind(number) == "picture":
        return b"Subject: An alert was withheld\n" in text and b"Reason: unexamined-images\n" in text and PICTURE.encode() not in text
    kept = b"X-Token: one\n" in text and b"\tand more\nX-Token: three\n" in text
    if kind(number) == "clean":
        return kept and b"DKIM-Signature: v=1;" in text
    return kept and b"DKIM-Signature" not in text and (number % 5 != 2 or b"X-Redacted: named\n" in text)


class Filter:
    """Postfix starts `blot sendmail` for each message."""

    killed = 0
    refused = 0

    def disturb(self, number):
        if number % 20 == 10:
            for pid in self.running():
                try:
                    os.kill(pid, signal.SIGKILL)
                    self.killed += 1
                except ProcessLookupError:
                    pass
        # Gone for a while, as while it is installed anew.
        if number == COUNT // 3:
            BLOT.rename(AWAY)
        if number == COUNT // 2:
            AWAY.rename(BLOT)
            shutil.copymode(BLOT, BLOT)

    def running(self):
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.readlink(entry / "exe") == str(BLOT):
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def stop(self):
        pass


class Milter(Filter):
    """`blot milter` is killed again and again, while messages come, and comes back after a while."""

    def __init__(self):
        self.start()
        self.isEnding = threading.Event()
        self.reaper = threading.Thread(target=self.reap)
        self.reaper.start()

    def start(self):
        log = open(WORK / "milter.log", "ab")
        listen = ["--listen", f"inet:{MILTER_PORT}@127.0.0.1", "--log-level", "error", "--on-failure", "notice", "--strip-signatures"]
        self.process = subprocess.Popen([BLOT, "milter", *listen], stderr=log)
        # It is killed when it is there, however slow the machine.
        while self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", int(MILTER_PORT))).close()
                return
            except OSError:
                time.sleep(0.01)
        sys.exit(f"milter: ended with {self.process.returncode}")

    def reap(self):
        while not self.isEnding.wait(0.7):
            self.process.kill()
            self.process.wait()
            self.killed += 1
            time.sleep(0.2)
            self.start()

    def disturb(self, number):
        pass

    def stop(self):
        self.isEnding.set()
        self.reaper.join()
        self.process.terminate()
        if self.process.wait() != 0:
            sys.exit(f"milter: ended with {self.process.returncode}")


def send(numbers, way):
    """As a program that tries again what was answered with 4xx."""
    client = None
    for number in numbers:
        while True:
            try:
                client = client or smtplib.SMTP("127.0.0.1", PORT, timeout=60)
                client.sendmail("job@box.test", ["ops@box.test"], message(number))
                break
            except (smtplib.SMTPException, OSError) as error:
                code = getattr(error, "smtp_code", 400)
                if isinstance(error, smtplib.SMTPRecipientsRefused):
                    code = max(answer[0] for answer in error.recipients.values())
                if code >= 500:
                    raise
                way.refused += 1
                client = None
                time.sleep(0.1)
        way.disturb(number)
    if client:
        client.quit()


def delivered():
    folder = WORK / "mail/all/new"
    return list(folder.iterdir()) if folder.exists() else []


def main():
    way = Filter() if WAY == "filter" else Milter()
    # A filter runs beside what it is sent; a milter is asked by as many as send.
    senders = [threading.Thread(target=send, args=(range(first, COUNT, 1 if WAY == "filter" else 4), way))
               for first in range(1 if WAY == "filter" else 4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    way.stop()
    end = time.monotonic() + PATIENCE
    while len(delivered()) < COUNT and time.monotonic() < end:
        subprocess.run(["postqueue", "-c", str(WORK / "etc"), "-f"], check=False)
        time.sleep(1)
    time.sleep(3)
    numbers = []
    leaks = 0
    wrong = 0
    for path in delivered():
        text = path.read_bytes()
        leaks += SECRET.encode() in text or b"@acme-corp.com" in text
        number = int(text.split(b"Message-ID: <run-")[1].split(b"@")[0])
        wrong += not is_right(number, text)
        numbers.append(number)
    lost = sorted(set(range(COUNT)) - set(numbers))
    doubled = len(numbers) - len(set(numbers))
    print(f"{WAY}: {COUNT} sent, {len(numbers)} delivered, {len(lost)} lost, {doubled} doubled, {leaks} leaked, {wrong} otherwise changed; "
          f"killed {way.killed} times, {way.refused} times told to try again")
    if lost or doubled or leaks or wrong or not way.killed or (WAY == "milter" and not way.refused):
        print((WORK / "mail.log").read_text()[-4000:])
        sys.exit(1)


main()
