import Testing

/// `blot gateway` over loopback, driven by a script that plays clients and upstreams.
@Suite struct GatewayTests {
    @Test(arguments: [
        "redact", "types", "refused", "forward", "upstream_fails", "tls", "malformed", "pipelined", "limits", "secrets", "metrics",
        "options",
    ]) func doesWhatItShould(name: String) throws {
        let outcome = try Child(
            program: "/usr/bin/env", ["python3", "Tests/Gateway/check.py", BuiltCommand.path, name].map { Bytes($0.utf8) }
        ).finish()
        guard outcome.status != 127 else { return print("no python3: the gateway is not driven") }
        #expect(outcome.status == 0, "\(outcome)")
    }
}
