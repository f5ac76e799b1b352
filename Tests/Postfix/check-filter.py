"""Sends messages with secrets through the filter, disturbs it, and counts what arrives. See check-filter.sh."""
import os
import pathlib
import shutil
import signal
import smtplib
import subprocess
import sys
import time

WORK, PORT, COUNT = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
# Built here, so that no scanner takes this file for a leak.
SECRET = "ghp_" + "aB3dE5fG7h" * 3 + "I9jK1l"
PATIENCE = 240


def message(number):
    return (
        f"From: job@box.test\r\nTo: ops@box.test\r\nSubject: run {number} failed\r\nMessage-ID: <run-{number}@box.test>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\nrun {number}: token {SECRET}\r\nmail to ann.lee{number}@acme-corp.com\r\n"
    ).encode()


def filters():
    """Processes of the filter that are running now."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "exe") == str(WORK / "bin/blot"):
                    found.append(int(entry.name))
            except OSError:
                pass
    return found


def delivered():
    folder = WORK / "mail/all/new"
    return list(folder.iterdir()) if folder.exists() else []


def main():
    blot, away = WORK / "bin/blot", WORK / "bin/away"
    killed = 0
    sent = 0
    client = smtplib.SMTP("127.0.0.1", PORT, timeout=60)
    for number in range(COUNT):
        client.sendmail("job@box.test", ["ops@box.test"], message(number))
        sent += 1
        if number % 20 == 10:
            for pid in filters():
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
        # Gone for a while, as while it is installed anew.
        if number == COUNT // 3:
            blot.rename(away)
        if number == COUNT // 2:
            away.rename(blot)
            shutil.copymode(blot, blot)
    client.quit()
    end = time.monotonic() + PATIENCE
    while len(delivered()) < COUNT and time.monotonic() < end:
        subprocess.run(["postqueue", "-c", str(WORK / "etc"), "-f"], check=False)
        time.sleep(1)
    time.sleep(3)
    numbers = []
    leaks = 0
    for path in delivered():
        text = path.read_bytes()
        leaks += SECRET.encode() in text or b"@acme-corp.com" in text
        numbers.append(int(text.split(b"Subject: run ")[1].split(b" ")[0]))
    lost = sorted(set(range(COUNT)) - set(numbers))
    doubled = len(numbers) - len(set(numbers))
    print(f"{sent} sent, {len(numbers)} delivered, {len(lost)} lost, {doubled} doubled, {leaks} leaked; filter killed {killed} times")
    if lost or doubled or leaks or not killed:
        print((WORK / "mail.log").read_text()[-4000:])
        sys.exit(1)


main()
