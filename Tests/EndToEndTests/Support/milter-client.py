"""Speaks the milter protocol (libmilter's, version 6) to a filter, as a mail server does. Prints one line of JSON a scenario.

    milter-client.py SOCKET SCENARIO [ARGUMENT]
"""
import json
import os
import socket
import struct
import sys
import threading

ADDHDRS, CHGBODY, CHGHDRS = 0x1, 0x2, 0x10
NR_HDR, NR_BODY, LEADSPC = 0x80, 0x80000, 0x100000
ALL_STEPS = 0x1FFFFF
SECRET = "ghp_" + "aB3dE5fG7h" * 3 + "I9jK1l"


class Server:
    def __init__(self, place, steps=ALL_STEPS, actions=0x1FF):
        self.socket = socket.socket(socket.AF_UNIX if place.startswith("/") else socket.AF_INET)
        self.socket.settimeout(60)
        self.socket.connect(place if place.startswith("/") else ("127.0.0.1", int(place)))
        self.send(b"O", struct.pack(">III", 6, actions, steps))
        command, data = self.receive()
        assert command == b"O", (command, data)
        self.version, self.actions, self.steps = struct.unpack(">III", data[:12])

    def send(self, command, data=b""):
        self.socket.sendall(struct.pack(">I", len(data) + 1) + command + data)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def receive(self):
        size = struct.unpack(">I", self.exactly(4))[0]
        data = self.exactly(size)
        return data[:1], data[1:]

    def sender(self, queue_id="4XyZ"):
        self.send(b"D", b"M" + b"i\0" + queue_id.encode() + b"\0")
        self.send(b"M", b"<job@box.test>\0")
        return self.receive()

    def header(self, name, value):
        self.send(b"L", name + b"\0" + value + b"\0")
        if not self.steps & NR_HDR:
            assert self.receive()[0] == b"c"

    def body(self, data, chunk=65535):
        for at in range(0, len(data), chunk):
            self.send(b"B", data[at:at + chunk])
            if not self.steps & NR_BODY:
                assert self.receive()[0] == b"c"

    def end(self):
        """Changes, and the last answer."""
        self.send(b"E")
        return self.answers()

    def answers(self):
        changes, new_body = [], None
        while True:
            command, data = self.receive()
            if command == b"m":
                index, rest = struct.unpack(">I", data[:4])[0], data[4:]
                name, value = rest.split(b"\0")[:2]
                changes.append(["change", name.decode(), index, value.decode()])
            elif command == b"h":
                name, value = data.split(b"\0")[:2]
                changes.append(["add", name.decode(), 0, value.decode()])
            elif command == b"b":
                new_body = (new_body or b"") + data
            elif command == b"p":
                continue
            else:
                return {"changes": changes, "body": None if new_body is None else new_body.decode("latin-1"),
                        "answer": command.decode(), "text": data.rstrip(b"\0").decode()}

    def message(self, fields, body, chunk=65535):
        answer = self.sender()
        if answer[0] != b"c":
            return {"answer": answer[0].decode(), "text": answer[1].decode()}
        for name, value in fields:
            self.header(name, value)
        self.body(body, chunk)
        return self.end()

    def quit(self):
        self.send(b"Q")
        self.socket.close()


FIELDS = [(b"Received", b" from a\n\tby b"), (b"X-Job", b" 1"), (b"Subject", b" run failed"),
          (b"x-job", f" token {SECRET}\n\tmore".encode())]
BODY = f"line\r\ntoken {SECRET}\r\n".encode()
CLEAN = b"line\r\nnothing\r\n"


def masked(server, steps=ALL_STEPS, chunk=65535):
    client = Server(server, steps)
    fields = FIELDS if steps & LEADSPC else [(name, value.lstrip(b" ")) for name, value in FIELDS]
    result = client.message(fields, BODY, chunk)
    client.quit()
    return result


def clean(server):
    client = Server(server)
    result = client.message(FIELDS[:3], CLEAN)
    client.quit()
    return result


def several(server):
    """Three messages on one connection, the second given up."""
    client = Server(server)
    first = client.message(FIELDS[:3], BODY)
    client.sender()
    client.header(*FIELDS[3])
    client.send(b"A")
    third = client.message(FIELDS[:3], CLEAN)
    client.quit()
    return [first, third]


def pipelined(server):
    """All of a message written at once, twice, before anything is read."""
    client = Server(server)
    client.socket.sendall(b"".join(
        struct.pack(">I", len(data) + 1) + command + data
        for _ in range(2)
        for command, data in [(b"M", b"<a@b.test>\0")] + [(b"L", n + b"\0" + v + b"\0") for n, v in FIELDS] + [(b"B", BODY), (b"E", b"")]))
    results = []
    for _ in range(2):
        assert client.receive()[0] == b"c"
        results.append(client.answers())
    client.quit()
    return results


def many(server):
    """Fifty at once, each with a message of its own."""
    results = [None] * 50
    gate = threading.Barrier(50)

    def run(number):
        client = Server(server)
        gate.wait(60)
        body = f"number {number}\r\n{'x' * 70}\r\ntoken {SECRET}\r\n".encode() * (1 + number % 3)
        got = client.message([(b"Subject", f" {number}".encode())], body, 1000)
        client.quit()
        results[number] = got["answer"] == "c" and got["body"] == body.decode().replace(SECRET, "[REDACTED:github-token]")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results.count(True)


def garbage(server):
    """Bytes that are none of the protocol, and connections that end anywhere; then all is well."""
    noise = [b"", b"\0", b"\0\0\0\0", b"\xff" * 64, b"GET / HTTP/1.1\r\n\r\n", os.urandom(300), struct.pack(">I", 5) + b"L\0\0\0\0",
             struct.pack(">I", 1) + b"E", struct.pack(">I", 2_000_000_000) + b"O", struct.pack(">I", 13) + b"O" + b"\xff" * 12]
    for data in noise:
        with socket.socket(socket.AF_UNIX if server.startswith("/") else socket.AF_INET) as raw:
            raw.connect(server if server.startswith("/") else ("127.0.0.1", int(server)))
            raw.sendall(data)
    for stop in range(4):
        client = Server(server)
        if stop > 0:
            client.sender()
        if stop > 1:
            client.header(*FIELDS[3])
        if stop > 2:
            client.body(BODY)
        client.socket.close()
    # An end without a beginning: whatever comes, no leave to send.
    client = Server(server)
    client.send(b"E")
    client.socket.settimeout(1)
    try:
        odd = client.answers()["answer"]
    except (EOFError, OSError):
        odd = "none"
    client.socket.close()
    return {"odd": odd, "then": masked(server)["answer"]}


def incapable(server):
    """A server that lets nothing be changed."""
    try:
        Server(server, actions=ADDHDRS)
    except (EOFError, ConnectionError, AssertionError):
        return "refused"
    return "taken"


def encrypted(server):
    client = Server(server)
    fields = [(b"Received", b" from a"), (b"To", b" ops@example.org"), (b"Subject", f" {SECRET}".encode()),
              (b"MIME-Version", b" 1.0"),
              (b"Content-Type", b" multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b")]
    body = (b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-stream"
            b"\r\n\r\n-----BEGIN PGP MESSAGE-----\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n--b--\r\n")
    result = client.message(fields, body)
    client.quit()
    return result


def large(server):
    client = Server(server)
    result = client.message([(b"To", b" a@b.test"), (b"Subject", b" large")], (b"x" * 70 + b"\r\n") * 160_000)
    client.quit()
    return result


def long(server):
    """More header than is taken."""
    client = Server(server)
    fields = [(b"To", b" a@b.test")] + [(b"X-Note", b" " + b"x" * 60_000)] * 18 + [(b"X-Last", f" {SECRET}".encode())]
    result = client.message(fields, CLEAN)
    client.quit()
    return result


def split(server):
    """A value that would be read as other fields."""
    client = Server(server)
    result = client.message([(b"To", b" a@b.test"), (b"X-Note", f" a\nX-Other: {SECRET}".encode())], CLEAN)
    client.quit()
    return result


def held(server):
    """A message that is begun, and ends when standard input says so."""
    client = Server(server)
    client.sender()
    for field in FIELDS:
        client.header(*field)
    print("begun", flush=True)
    sys.stdin.readline()
    client.body(BODY)
    result = client.end()
    return result


SCENARIOS = {
    "masked": masked, "trickled": lambda server: masked(server, chunk=1), "old": lambda server: masked(server, steps=0x7F),
    "clean": clean, "several": several, "pipelined": pipelined, "many": many, "garbage": garbage, "incapable": incapable,
    "encrypted": encrypted, "large": large, "long": long, "split": split, "held": held,
}
print(json.dumps(SCENARIOS[sys.argv[2]](sys.argv[1])))
