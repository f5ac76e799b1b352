#!/usr/bin/env python3
"""Drives `blot gateway` over loopback, with an upstream of its own, and looks at every byte that comes out.

    check.py BLOT [CASE …]

Prints a line a case and exits with 1 where one fails.
"""
import gzip, http.client, http.server, json, os, re, signal, socket, ssl, subprocess, sys, tempfile, threading, time, zlib

BLOT = sys.argv[1]
# Made up at run time, so that no file holds it.
SECRET = "ghp_" + "x7Kq9ZrT2mVb4NwE8sLd" + "3FhJ6pYc1AuG5oQi"
PASSWORD = "Gf8k2LmQx7" + "VrZw4T"


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers by what the path says, and keeps what it got."""
    protocol_version = "HTTP/1.1"
    seen = []
    gate = threading.Event()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Upstream.seen.append((self.command, self.path, list(self.headers.items()), body))
        if "/slow" in self.path:
            time.sleep(3)
        if "/held" in self.path:
            Upstream.gate.wait(20)
        if "/cut" in self.path:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
            return
        if "/garbage" in self.path:
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            self.close_connection = True
            return
        if "/large" in self.path:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for _ in range(200):
                self.wfile.write(b"10000\r\n" + b"y" * 65536 + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
            return
        answer = b"taken"
        self.send_response(202)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("X-Answer", "yes")
        self.send_header("Connection", "keep-alive, X-Hop")
        self.send_header("X-Hop", "secret of one connection")
        self.end_headers()
        self.wfile.write(answer)

    do_PUT = do_POST

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *args):
        pass


def serve(context=None):
    server = Server(("127.0.0.1", 0), Upstream)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Gateway:
    """A gateway that runs, and all that it writes."""

    def __init__(self, *options):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BLOT, "gateway", "--listen", "127.0.0.1:0", "--log-level", "debug", *options], stderr=self.log, stdout=self.log)
        end = time.time() + 30
        while True:
            found = re.search(r"msg=listening address=127.0.0.1:(\d+) admin=(?:127.0.0.1:(\d+)|-)", self.text())
            if found:
                self.port, self.admin = int(found[1]), found[2] and int(found[2])
                return
            assert self.process.poll() is None and time.time() < end, self.text()
            time.sleep(0.02)

    def text(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def connect(self, port=None):
        return socket.create_connection(("127.0.0.1", port or self.port), timeout=20)

    def raw(self, bytes, pause=None, half=False):
        """Sends bytes as they are and returns all that comes back."""
        with self.connect() as peer:
            for piece in bytes if isinstance(bytes, list) else [bytes]:
                try:
                    peer.sendall(piece)
                except OSError:
                    break
                if pause:
                    time.sleep(pause)
            if half:
                peer.shutdown(socket.SHUT_WR)
            got = b""
            try:
                while True:
                    more = peer.recv(65536)
                    if not more:
                        return got
                    got += more
            except (ConnectionResetError, socket.timeout):
                return got

    def ask(self, path, body=b"", headers={}, method="POST", port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def end(self, expected=0):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        assert status == expected, (status, self.text())
        return self.text()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else None


def equal(got, wanted, what=""):
    assert got == wanted, f"{what}: got {got!r}, wanted {wanted!r}"


def post(body, *fields, path=b"/redact"):
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + b"".join(f + b"\r\n" for f in fields)
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def case_redact():
    with Gateway() as gateway:
        body = json.dumps({"user": "x", "password": PASSWORD, "note": f"token {SECRET} é"}).encode()
        code, fields, got = gateway.ask("/redact", body)
        equal(code, 200)
        assert json.loads(got)["user"] == "x" and PASSWORD.encode() not in got and SECRET.encode() not in got
        equal(fields["content-type"], "application/json")
        equal(fields["x-blot-findings"], "2")
        assert "github" in fields["x-blot-rules"] and fields["x-blot-withheld"] == "0"
        again = gateway.ask("/redact", got)
        equal((again[0], again[2], again[1]["x-blot-findings"]), (200, got, "0"))
        clean = b'{ "a" :1,\r\n"b":"\\u00e9" }\n'
        equal(gateway.ask("/redact", clean)[2], clean)
        equal(gateway.ask("/redact", b"")[0::2], (200, b""))
        large = b'{"a":"' + b"x" * 3_000_000 + b'","password":"' + PASSWORD.encode() + b'"}'
        got = gateway.ask("/redact", large)[2]
        assert PASSWORD.encode() not in got and got.startswith(large[:3_000_000])
        gateway.end()


def case_types():
    import urllib.parse
    with Gateway() as gateway:
        def masked(type, body, *secrets, headers={}):
            code, fields, got = gateway.ask("/redact", body, {"Content-Type": type, **headers})
            equal(code, 200, (type, got))
            for secret in secrets or (SECRET,):
                assert secret.encode() not in got, (type, got)
            assert b"REDACTED" in got.replace(b"\0", b""), (type, got)
            return got
        form = urllib.parse.urlencode({"text": "hello & good bye", "payload": json.dumps({"a": 1, "password": PASSWORD}), "q": "ü"})
        got = masked("application/x-www-form-urlencoded", form.encode(), PASSWORD)
        fields = urllib.parse.parse_qs(got.decode(), strict_parsing=True)
        equal(fields["text"], ["hello & good bye"])
        assert PASSWORD not in fields["payload"][0] and json.loads(fields["payload"][0])["a"] == 1
        assert got.decode().startswith(form[:form.index("payload=") + 8]), "untouched fields stay as they are"
        got = masked("application/x-www-form-urlencoded", b"a=%41&password=two+words+" + PASSWORD.encode() + b"&b=c", PASSWORD)
        assert got.startswith(b"a=%41&password=") and got.endswith(b"&b=c"), got
        masked("application/x-www-form-urlencoded", urllib.parse.quote(SECRET[:4]).encode() + b"%" + b"%02x" % ord(SECRET[4]) + SECRET[5:].encode())
        masked("application/x-www-form-urlencoded", json.dumps({"password": PASSWORD}).encode(), PASSWORD)
        parts = (b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nthree secret words ' + PASSWORD.encode() +
                 b'\r\n--b\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n{"password":"' +
                 PASSWORD.encode() + b'"}\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a.log"\r\n\r\nx ' + SECRET.encode() +
                 b"\r\n--b--\r\n")
        got = masked("multipart/form-data; boundary=b", parts, PASSWORD, SECRET)
        equal(got.count(b"--b"), 4)
        masked("text/plain", f"x {SECRET} y\n".encode())
        masked("text/plain; charset=utf-16le", f"x {SECRET} y\n".encode("utf-16le"))
        masked("application/xml", f"<a><b>x {SECRET}</b></a>".encode())
        masked("text/csv", f"id,password\n1,{PASSWORD}\n2,abc\n".encode(), PASSWORD)
        masked("application/x-ndjson", f'{{"a":1}}\n{{"t":"{SECRET}"}}\n'.encode())
        masked("application/vnd.x+json", f'{{"t":"{SECRET}"}}'.encode())
        masked("message/rfc822", f"From: a@b.example\r\nSubject: x\r\n\r\n{SECRET}\r\n".encode())
        masked("", f"x {SECRET}".encode())
        plain = f'{{"t":"{SECRET}"}}'.encode()
        masked("application/json", gzip.compress(plain), headers={"Content-Encoding": "gzip"})
        masked("application/json", zlib.compress(plain), headers={"Content-Encoding": "deflate"})
        got = gateway.ask("/redact", gzip.compress(f"x {SECRET} y\n".encode()), {"Content-Type": "application/gzip"})
        assert SECRET.encode() not in gzip.decompress(got[2]) and b"REDACTED" in gzip.decompress(got[2])
        clean = gzip.compress(b'{"a":1}')
        equal(gateway.ask("/redact", clean, {"Content-Encoding": "gzip"})[2], b'{"a":1}')
        gateway.end()


def case_refused():
    port = serve()
    with Gateway("--upstream", f"http://127.0.0.1:{port}") as gateway:
        Upstream.seen.clear()
        for type, body, headers in [
            ("text/plain; charset=x-unheard-of", b"abc", {}), ("application/octet-stream", bytes(range(256)), {}),
            ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(40), {}), ("multipart/form-data", b"--b\r\n\r\nx\r\n--b--\r\n", {}),
            ("multipart/form-data; boundary=b", b"no delimiter", {}), ("application/json", b"\x1f\x8b\x08broken", {"Content-Encoding": "gzip"}),
            ("application/json", gzip.compress(b"x" * 1000)[:-9], {"Content-Encoding": "gzip"}),
            ("multipart/encrypted; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n", {}),
            ("application/x-www-form-urlencoded; charset=utf-16", b"a=b", {}),
        ]:
            code, fields, got = gateway.ask("/hook", body, {"Content-Type": type, **headers})
            equal(code, 422, (type, got))
            equal(fields["content-type"], "application/problem+json")
            problem = json.loads(got)
            assert problem["status"] == 422 and problem["reason"] and problem["place"] and problem["detail"], problem
        equal(gateway.ask("/hook", b"x", {"Content-Encoding": "br"})[0], 415)
        equal(gateway.ask("/hook", gzip.compress(bytes(30 << 20)), {"Content-Encoding": "gzip"})[0], 413)
        equal(Upstream.seen, [])
        gateway.end()


def case_forward():
    port = serve()
    with Gateway("--route", f"/slack=http://127.0.0.1:{port}/services/?key=base", "--upstream", f"http://127.0.0.1:{port}/root") as gateway:
        Upstream.seen.clear()
        body = json.dumps({"text": f"deploy failed: {SECRET}"}).encode()
        code, fields, got = gateway.ask("/slack/T1", body, {
            "X-Forwarded-Host": "evil.example", "X-Mine": "kept", "Connection": "close, X-Drop", "X-Drop": "1", "Authorization": "Bearer mine",
            "X-Hub-Signature-256": "sha256=00", "Content-MD5": "x", "X-HTTP-Method-Override": "DELETE"})
        equal((code, got, fields["x-answer"]), (202, b"taken", "yes"))
        assert "x-hop" not in fields, fields
        method, path, headers, sent = Upstream.seen.pop()
        headers = {k.lower(): v for k, v in headers}
        equal((method, path), ("POST", "/services/T1?key=base"))
        assert SECRET.encode() not in sent and b"REDACTED" in sent
        equal(headers["host"], f"127.0.0.1:{port}")
        equal(int(headers["content-length"]), len(sent))
        equal((headers["x-mine"], headers["authorization"], headers["x-hub-signature-256"]), ("kept", "Bearer mine", "sha256=00"))
        for name in ["x-forwarded-host", "x-drop", "content-md5", "x-http-method-override"]:
            assert name not in headers, name
        equal(gateway.ask("/other?token=" + SECRET + "&wait=true", b"{}", method="PUT")[0], 202)
        method, path, _, _ = Upstream.seen.pop()
        assert method == "PUT" and path.startswith("/root/other?token=") and SECRET not in path and path.endswith("&wait=true"), path
        # Nothing in a request changes where it goes.
        for target, host in [
            (b"http://evil.example/slack", b"x"), (b"/slack/../admin", b"x"), (b"/slack/%2e%2E/admin", b"x"), (b"//evil.example/x", b"x"),
            (b"/slack/..%2fadmin", b"x"), (b"/slack/%5c..", b"x"), (b"/slack/..;/x", b"x"), (b"*", b"x"), (b"/a\\..\\b", b"x"), (b"/%00", b"x"),
        ]:
            answer = gateway.raw(b"POST " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 0\r\n\r\n")
            equal(status(answer), 400, target)
        equal(Upstream.seen, [])
        equal(status(gateway.raw(b"POST /slack HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")), 202)
        method, path, headers, sent = Upstream.seen.pop()
        equal(({k.lower(): v for k, v in headers}["host"], path, sent), (f"127.0.0.1:{port}", "/services?key=base", b"{}"))
        # A large answer comes as a stream.
        equal(len(gateway.ask("/slack/large", b"{}")[2]), 200 * 65536)
        text = gateway.end()
        equal(text.count("its signature no longer holds"), 1)
    with Gateway("--upstream", f"http://127.0.0.1:{port}", "--query", "forward") as gateway:
        equal(gateway.ask("/x?sig=" + SECRET, b"{}")[0], 202)
        equal(Upstream.seen.pop()[1], "/x?sig=" + SECRET)
    with Gateway("--upstream", f"http://127.0.0.1:{port}", "--query", "refuse") as gateway:
        equal(gateway.ask("/x?a=b", b"{}")[0], 400)


def case_upstream_fails():
    port = serve()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = closed.getsockname()[1]
        with Gateway("--upstream", f"http://127.0.0.1:{port}", "--route", f"/dead=http://127.0.0.1:{dead}", "--upstream-timeout", "1",
                     "--max-response", "1MiB") as gateway:
            for path, code, reason in [("/dead", 502, "upstream-unreachable"), ("/slow", 504, "upstream-timeout"),
                                       ("/garbage", 502, "upstream-malformed")]:
                got = gateway.ask(path, b"{}")
                equal((got[0], json.loads(got[2])["reason"]), (code, reason))
            # What ends too soon, or grows too large, is not passed off as all.
            for path in ["/cut", "/large"]:
                try:
                    gateway.ask(path, b"{}")
                    raise AssertionError(path)
                except (http.client.IncompleteRead, ConnectionError):
                    pass
            equal(gateway.ask("/fine", b"{}")[0], 202)
            gateway.end()


def case_tls():
    with tempfile.TemporaryDirectory() as folder:
        def certificate(name, subject):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", f"{folder}/{name}.key", "-out",
                            f"{folder}/{name}.pem", "-subj", "/CN=made-up", "-addext", f"subjectAltName={subject}"],
                           check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
            return serve(context)
        good, other = certificate("good", "IP:127.0.0.1,DNS:localhost"), certificate("other", "DNS:else.example")
        both = f"{folder}/both.pem"
        open(both, "w").write(open(f"{folder}/good.pem").read() + open(f"{folder}/other.pem").read())
        with Gateway("--upstream-ca", both, "--upstream", f"https://127.0.0.1:{good}", "--route", f"/name=https://localhost:{good}", "--route",
                     f"/other=https://localhost:{other}", "--route", f"/plain=https://127.0.0.1:{serve()}") as gateway:
            large = json.dumps({"a": "x" * 500_000, "password": PASSWORD}).encode()
            for _ in range(3):
                equal(gateway.ask("/x", large)[0::2], (202, b"taken"))
                assert PASSWORD.encode() not in Upstream.seen[-1][3] and len(Upstream.seen[-1][3]) > 500_000
            equal(gateway.ask("/name", b"{}")[0], 202)
            equal(len(gateway.ask("/large", b"{}")[2]), 200 * 65536)
            for path in ["/other", "/plain"]:
                got = gateway.ask(path, b"{}")
                equal((got[0], json.loads(got[2])["reason"]), (502, "upstream-untrusted"), path)
            gateway.end()
        with Gateway("--upstream", f"https://127.0.0.1:{good}") as gateway:
            equal(gateway.ask("/x", b"{}")[0], 502, "a certificate that the system does not know")


def case_malformed():
    with Gateway("--header-timeout", "1", "--body-timeout", "1", "--idle-timeout", "2", "--max-body", "1000") as gateway:
        P = b"POST /redact HTTP/1.1\r\n"
        for request, code in [
            (P + b"Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400),
            (P + b"Host: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400), (P + b"Host: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
            (P + b"Host: x\r\nContent-Length: -1\r\n\r\n{}", 400), (P + b"Host: x\r\nContent-Length: 0x2\r\n\r\n{}", 400),
            (P + b"Host: x\r\nContent-Length: 99999999999999999999999\r\n\r\n{}", 400),
            (P + b"Host: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
            (P + b"Host: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}", 400),
            (P + b"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x0\r\n\r\n", 400),
            (P + b"Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n", 400), (P + b"Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
            (P + b"Host: x\r\nA: b\r\n c: d\r\nContent-Length: 2\r\n\r\n{}", 400), (P + b"Host: x\r\nA : b\r\nContent-Length: 2\r\n\r\n{}", 400),
            (P + b"Content-Length: 2\r\n\r\n{}", 400), (P + b"Host: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n{}", 400),
            (b"POST /redact HTTP/2.0\r\nHost: x\r\n\r\n", 505), (b"not http at all\r\n\r\n", 400), (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 400),
            (P + b"Host: x\r\nBig: " + b"a" * 20000 + b"\r\n\r\n", 431), (P + b"Host: x\r\n" + b"a: b\r\n" * 500 + b"\r\n", 431),
            (post(b"x" * 1001), 413), (P + b"Host: x\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n" + b"x" * 0x500 + b"\r\n0\r\n\r\n", 413),
            (P + b"Host: x\r\nExpect: something\r\nContent-Length: 2\r\n\r\n{}", 417),
            (b"GET /redact HTTP/1.1\r\nHost: x\r\n\r\n", 405), (b"OPTIONS /redact HTTP/1.1\r\nHost: x\r\n\r\n", 405),
            (b"HEAD /redact HTTP/1.1\r\nHost: x\r\n\r\n", 405), (b"DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405), (b"POST /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404),
            (b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ]:
            answer = gateway.raw(request)
            got = status(answer)
            if code == 505:
                assert got in (400, 505), answer
            else:
                equal(got, code, request[:120])
            equal(len(re.findall(rb"HTTP/1\.[01] \d\d\d ", answer)), 1, request[:120])
        # Slowly, and not at all.
        began = time.time()
        equal(status(gateway.raw([P, b"Host: x\r\n", b"A: b\r\n", b"C: d\r\n", b"E: f\r\n"], pause=0.4)), 408)
        equal(status(gateway.raw([P + b"Host: x\r\nContent-Length: 900\r\n\r\n"] + [b"x"] * 5, pause=0.4)), 408)
        equal(gateway.raw(b""), b"")
        assert time.time() - began < 15
        # Cut off.
        assert status(gateway.raw(P + b"Host: x\r\nContent-Length: 900\r\n\r\nhalf", half=True)) in (400, None)
        equal(gateway.ask("/redact", b"{}")[0], 200)
        gateway.end()


def case_pipelined():
    with Gateway() as gateway:
        sizes = [5, 2_000_000, 7, 100_000, 3, 50_000, 1] * 3
        requests = b"".join(post(b'{"n":%d,"x":"' % i + b"y" * n + b'"}') for i, n in enumerate(sizes))
        answers = []
        def send(peer):
            peer.sendall(requests)
        with gateway.connect() as peer:
            threading.Thread(target=send, args=(peer,), daemon=True).start()
            reader = peer.makefile("rb")
            for i, n in enumerate(sizes):
                assert reader.readline().startswith(b"HTTP/1.1 200")
                length = None
                while (line := reader.readline()) != b"\r\n":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                answers.append(json.loads(reader.read(length))["n"])
        equal(answers, list(range(len(sizes))))
        # HTTP/1.0, byte by byte, and with a wait for leave to send.
        got = gateway.raw([bytes([b]) for b in b"POST /redact HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}"])
        assert got.startswith(b"HTTP/1.0 200") and got.endswith(b"\r\n\r\n{}"), got
        with gateway.connect() as peer:
            peer.sendall(b"POST /redact HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            assert peer.recv(100).startswith(b"HTTP/1.1 100 ")
            peer.sendall(b"{}")
            assert peer.recv(1000).startswith(b"HTTP/1.1 200 ")
        gateway.end()


def case_limits():
    port = serve()
    Upstream.gate.clear()
    with Gateway("--upstream", f"http://127.0.0.1:{port}", "--max-in-flight", "2", "--max-connections", "6") as gateway:
        answers = []
        held = [threading.Thread(target=lambda: answers.append(gateway.ask("/held", b"{}")[0])) for _ in range(2)]
        for thread in held:
            thread.start()
        time.sleep(0.7)
        code, fields, _ = gateway.ask("/x", b"{}")
        equal((code, fields["retry-after"]), (503, "1"))
        equal(gateway.ask("/healthz", method="GET")[0], 200)
        peers = [gateway.connect() for _ in range(10)]
        time.sleep(0.3)
        shut = 0
        for peer in peers:
            peer.settimeout(0.2)
            try:
                shut += peer.recv(1) == b""
            except socket.timeout:
                pass
            except ConnectionResetError:
                shut += 1
            peer.close()
        assert shut >= 5, shut
        # What is being handled is finished.
        gateway.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        Upstream.gate.set()
        for thread in held:
            thread.join()
        equal(answers, [202, 202])
        equal(gateway.process.wait(30), 0)
    Upstream.gate.clear()
    with Gateway("--upstream", f"http://127.0.0.1:{port}", "--drain-timeout", "1") as gateway:
        def ask():
            try:
                gateway.ask("/held", b"{}")
            except (ConnectionError, http.client.HTTPException):
                pass
        threading.Thread(target=ask, daemon=True).start()
        time.sleep(0.5)
        gateway.end(expected=4)
    Upstream.gate.set()


def case_secrets():
    """Secrets wherever a request can have one: none in logs, metrics, statistics or answers of the gateway's own."""
    port = serve()
    with tempfile.NamedTemporaryFile() as statistics:
        with Gateway("--upstream", f"http://127.0.0.1:{port}", "--log-level", "trace", "--stats", statistics.name) as gateway:
            answers = []
            for form in [f"/{SECRET}", f"/x?token={SECRET}", f"/..%2f{SECRET}"]:
                for body in [f'{{"t":"{SECRET}"}}'.encode(), b"\xff\xfe" * 9 + SECRET.encode()]:
                    got = gateway.ask(form, body, {f"X-{SECRET}": SECRET, "Content-Type": f"text/plain; charset={SECRET}"})
                    answers.append(repr(got))
            answers.append(repr(gateway.ask("/redact", f'{{"t":"{SECRET}"}}'.encode(), {"Content-Type": f"application/json; x={PASSWORD}"})[2]))
            answers.append(repr(gateway.raw(f"POST /{SECRET} HTTP/1.1\r\n{SECRET} : x\r\n\r\n".encode())))
            answers.append(repr(gateway.raw(f"{SECRET} / HTTP/1.1\r\nHost: x\r\n\r\n".encode())))
            metrics = gateway.ask("/metrics", method="GET")[2].decode()
            assert "blot_findings_total" in metrics
            gateway.process.send_signal(signal.SIGUSR1)
            time.sleep(0.3)
            text = gateway.end()
            for what, shown in [("log", text), ("metrics", metrics), ("answers", "".join(answers)), ("statistics", open(statistics.name).read())]:
                for secret in [SECRET, SECRET[4:], SECRET[:20], PASSWORD]:
                    assert secret not in shown, (what, shown)
            assert '"schema"' in text or '"tool"' in text, "USR1 prints the statistics"


def case_metrics():
    with Gateway("--admin-listen", "127.0.0.1:0") as gateway:
        equal(gateway.ask("/metrics", method="GET")[0], 404)
        for _ in range(3):
            gateway.ask("/redact", json.dumps({"password": PASSWORD}).encode())
        gateway.ask("/redact", bytes(9), {"Content-Type": "application/octet-stream"})
        # An answer is counted once it was written, which whoever has it may not wait for.
        for _ in range(50):
            code, fields, text = gateway.ask("/metrics", method="GET", port=gateway.admin)
            text = text.decode()
            if "blot_in_flight_requests 0" in text and 'blot_request_duration_seconds_count{route="/redact"} 4' in text:
                break
            time.sleep(0.05)
        equal((code, fields["content-type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
        for line in text.splitlines():
            assert re.fullmatch(r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line), line
        for sample in ['blot_requests_total{route="/redact",status="200"} 3', 'blot_requests_total{route="/redact",status="422"} 1',
                       'blot_request_duration_seconds_count{route="/redact"} 4', 'blot_masked_requests_total{route="/redact"} 3',
                       "blot_in_flight_requests 0"]:
            assert sample in text, (sample, text)
        assert re.search(r'blot_findings_total\{rule="[a-z-]+"\} 3', text), text
        equal(gateway.ask("/healthz", method="GET", port=gateway.admin)[0::2], (200, b"ok\n"))
        equal(gateway.ask("/redact", b"{}", port=gateway.admin)[0], 404)
        gateway.end()


def case_options():
    # Without rules: to read those takes most of a start, and is not what this asks for.
    for options in [["--upstream", "ftp://x"], ["--upstream", "https://u:p@x"], ["--upstream", "https://x/#a"], ["--route", "x=https://y"],
                    ["--route", "/a=https://x", "--route", "/a=https://y"], ["--route", "/redact=https://x"], ["--listen", "x"], ["--query", "x"],
                    ["--max-body", "11MiB"], ["--max-in-flight", "0"], ["--unexamined", "pass"], ["--log-level", "x"], ["--log-format", "x"]]:
        done = subprocess.run([BLOT, "gateway", "--no-default-rules", "--listen", "127.0.0.1:0", *options], capture_output=True, timeout=30)
        equal(done.returncode, 2, (options, done.stderr))
    done = subprocess.run([BLOT, "gateway", "--no-default-rules", "--listen", "127.0.0.1:0", "--upstream", "https://x",
                           "--upstream-ca", "/nonexistent"], capture_output=True, timeout=30)
    equal(done.returncode, 4)
    with Gateway("--no-default-rules") as gateway:
        done = subprocess.run([BLOT, "gateway", "--no-default-rules", "--listen", f"127.0.0.1:{gateway.port}"], capture_output=True, timeout=30)
        equal(done.returncode, 4)


if __name__ == "__main__":
    failed = 0
    for name in sys.argv[2:] or [n[5:] for n in list(globals()) if n.startswith("case_")]:
        try:
            globals()["case_" + name]()
            print(f"{name}: passed", flush=True)
        except Exception as error:
            import traceback
            traceback.print_exc()
            print(f"{name}: failed: {error}", flush=True)
            failed = 1
    sys.exit(failed)
