"""Runs the gateway under load and writes the record; gateway.sh prepares what it needs."""
import datetime
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from measure import BLOT, WORK, beginning, machine, version, write_record

SECONDS = int(os.environ["SECONDS_EACH"])
CONNECTIONS = int(os.environ["CONNECTIONS"])
REQUESTS = int(os.environ["REQUESTS"])
RATE = int(os.environ["RATE"])
P99_MS = float(os.environ["P99_MS"])
GROWTH_MB = float(os.environ["GROWTH_MB"])
# Clients that keep to a schedule, each with a connection of its own.
PACED = 8


def payload():
    """A kilobyte of JSON as alerts have it, with a password and a token in it. Both are made up here."""
    token = "ghp_" + "x7Kq9ZrT2mVb4NwE8sLd" + "3FhJ6pYc1AuG5oQi"
    alert = {
        "title": "Workflow failed: nightly-export", "severity": "error", "run": 48213, "attempt": 3,
        "message": f"fetch of https://api.example.com/v2/export failed: 401, token={token}",
        "config": {"host": "db-1.internal", "port": 5432, "user": "export", "password": "Gf8k2LmQx7" + "VrZw4T"},
        "trace": [], "labels": {"team": "data", "region": "eu-central-1"},
    }
    line = 0
    while len(json.dumps(alert)) < 1000:
        alert["trace"].append(f'File "/srv/app/export/step{line}.py", line {40 + line}')
        line += 1
    return json.dumps(alert).encode()


BODY = payload()
HEAD = b"POST /redact HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)


def ask(peer):
    """One request on a connection; the answer's body."""
    peer.sendall(HEAD + BODY)
    got = b""
    while b"\r\n\r\n" not in got:
        got += peer.recv(65536)
    head, body = got.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 "), head
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(body) < length:
        body += peer.recv(65536)
    return body


def paced(port, rate, seconds, results):
    """Asks at fixed times; tells how long after each time the answer was there, in milliseconds."""
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ask(peer)
        start, took = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = start + number / rate
            while (left := due - time.perf_counter()) > 0:
                time.sleep(left)
            ask(peer)
            took.append((time.perf_counter() - due) * 1000)
        results.put(took)


def resident(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024


def wrk(port, seconds, script):
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", script, f"http://127.0.0.1:{port}/redact"],
                         check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    done = int(re.search(r"(\d+) requests in", out)[1])
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    p99 = float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]
    if re.search(r"Non-2xx|Socket errors", out):
        sys.exit(f"gateway.py: wrong answers: {out}")
    return rate, p99, done


def main():
    os.makedirs(f"{WORK}/gateway", exist_ok=True)
    about = machine()
    script = f"{WORK}/gateway/post.lua"
    open(script, "w").write(
        "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [==[" + BODY.decode() + "]==]\n")
    log = tempfile.TemporaryFile()
    process = subprocess.Popen([BLOT, "gateway", "--listen", "127.0.0.1:0", "--log-level", "notice"], stderr=log)
    try:
        port, end = None, time.time() + 30
        while not port:
            assert time.time() < end and process.poll() is None, "it does not start"
            time.sleep(0.05)
            log.seek(0)
            found = re.search(rb"msg=listening address=127.0.0.1:(\d+)", log.read())
            port = found and int(found[1])
        with socket.create_connection(("127.0.0.1", port)) as peer:
            masked = ask(peer)
        assert masked.count(b"REDACTED") == 2 and json.loads(masked)["run"] == 48213, masked
        wrk(port, 2, script)
        rate, full99, _ = wrk(port, SECONDS, script)
        results = multiprocessing.Queue()
        clients = [multiprocessing.Process(target=paced, args=(port, RATE / 2 / PACED, SECONDS, results)) for _ in range(PACED)]
        for client in clients:
            client.start()
        took = sorted(x for _ in clients for x in results.get())
        for client in clients:
            client.join()
        half99, half50 = took[int(len(took) * 0.99)], took[len(took) // 2]
        done, memory = 0, []
        part = max(1, int(REQUESTS / rate / 20) + 1)
        while done < REQUESTS:
            done += wrk(port, part, script)[2]
            memory.append((done, resident(process.pid)))
        early = next(mb for count, mb in memory if count >= REQUESTS / 10)
        growth = memory[-1][1] - early
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)
    lines = beginning(f"{datetime.date.today().isoformat()}, gateway, {about['processor']}, {about['cores']} cores", about)
    lines += [
        f"`POST /redact` with {len(BODY)} bytes of JSON, of which two spans are masked, over loopback; who asks has a share of the same cores.", "",
        "| what | figure |", "|---|---:|",
        f"| requests a second, wrk with {CONNECTIONS} connections, {SECONDS} s | {rate:,.0f} |",
        f"| the same, p99 | {full99:.1f} ms |",
        f"| {RATE / 2:,.0f} requests a second on {PACED} connections, by a clock, from when each was due: median | {half50:.2f} ms |",
        f"| the same, p99 | {half99:.2f} ms |",
        f"| resident memory after {memory[0][0]:,} requests more | {memory[0][1]:.1f} MB |",
        f"| after {memory[-1][0]:,} | {memory[-1][1]:.1f} MB |",
        f"| growth over the last nine tenths | {growth:+.1f} MB |", "",
        f"blot {version([BLOT, '--version'])}; {version(['wrk', '-v'])}", ""]
    write_record(lines, about, "GATEWAY_RECORD", "-gateway")
    faults = []
    if rate < RATE:
        faults.append(f"{rate:,.0f} requests a second, wanted are {RATE:,}")
    if half99 > P99_MS:
        faults.append(f"p99 at half load is {half99:.1f} ms, over {P99_MS:g}")
    if growth > GROWTH_MB:
        faults.append(f"memory grew by {growth:.1f} MB, over {GROWTH_MB:g}")
    if status != 0:
        faults.append(f"exit status {status}")
    if faults:
        sys.exit("; ".join(faults))


if __name__ == "__main__":
    main()
