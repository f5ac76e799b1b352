import Glibc
import Testing

/// `blot milter` before a mail server that speaks the protocol to it (Support/milter-client.py).
@Suite struct MilterTests {
    private let work = Workspace()
    private static let client = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Support/milter-client.py"
    private var socket: String { work.path + "/milter" }

    private func start(_ options: String...) throws -> Child {
        let child = try Child((["milter", "--listen", "unix:" + socket] + options).map { Bytes($0.utf8) })
        try #require(child.readErrors(until: "msg=listening"), "\(String(decoding: child.err, as: UTF8.self))")
        return child
    }

    /// What the mail server saw, as JSON.
    private func ask(_ scenario: String) throws -> String {
        let outcome = try Child(program: "/usr/bin/env", ["python3", Self.client, socket, scenario].map { Bytes($0.utf8) }).finish()
        #expect(outcome.status == 0, "\(outcome)")
        return outcome.text.trimmingLineEnd
    }

    private static let change = #"["change", "x-job", 2, " token [REDACTED:github-token]\n\tmore"]"#
    private static let body = #""line\r\ntoken [REDACTED:github-token]\r\n""#
    private static let masked = #"{"changes": [\#(change)], "body": \#(body), "answer": "c", "text": ""}"#
    private static let untouched = #"{"changes": [], "body": null, "answer": "c", "text": ""}"#
    private static func deferred(_ reason: String) -> String {
        #"{"changes": [], "body": null, "answer": "y", "text": "451 4.7.1 blot: the message cannot be examined (\#(reason)), try again later"}"#
    }

    @Test func masksAndEndsWell() throws {
        let milter = try start("--summary")
        for scenario in ["masked", "trickled"] { #expect(try ask(scenario) == Self.masked, "\(scenario)") }
        // A server that strips the blank behind the colon, and wants an answer to each step.
        #expect(try ask("old") == Self.masked.replacing(" token", with: "token", maxReplacements: 1))
        #expect(try ask("clean") == Self.untouched)
        #expect(
            try ask("several") == #"[{"changes": [], "body": \#(Self.body), "answer": "c", "text": ""}, \#(Self.untouched)]"#)
        #expect(try ask("pipelined") == "[\(Self.masked), \(Self.masked)]")
        #expect(try ask("many") == "50")
        #expect(try ask("incapable") == #""refused""#)
        #expect(try ask("garbage") == #"{"odd": "none", "then": "c"}"#)
        milter.signal(SIGTERM)
        let outcome = milter.finish()
        #expect(outcome.status == 0 && outcome.errors.contains("msg=stopped") && outcome.errors.contains("github-token"), "\(outcome)")
        #expect(!outcome.errors.contains("aB3dE5fG7h") && access(socket, F_OK) != 0)
    }

    @Test func whatCannotBeExaminedIsDeferred() throws {
        let milter = try start()
        #expect(try ask("encrypted") == Self.deferred("refused-encrypted"))
        #expect(try ask("large") == Self.deferred("mail-too-large"))
        #expect(try ask("split") == Self.deferred("ambiguous-header"))
        milter.signal(SIGTERM)
        #expect(milter.finish().status == 0)
    }

    @Test func orAnnounced() throws {
        let milter = try start("--on-failure", "notice")
        let notice = try ask("encrypted")
        #expect(notice.contains(#"["change", "Content-Type", 1, " text/plain; charset=us-ascii"]"#), "\(notice)")
        #expect(notice.contains("An alert was withheld") && notice.contains("Reason: refused-encrypted"), "\(notice)")
        // The trace of a message stays.
        #expect(!notice.contains("PGP") && !notice.contains("ghp_") && !notice.contains("Received"), "\(notice)")
        #expect(notice.hasSuffix(#""answer": "c", "text": ""}"#))
        let large = try ask("large")
        // Fields that were not taken cannot be replaced either.
        #expect(try ask("long") == Self.deferred("mail-too-large"))
        #expect(large.contains("Reason: mail-too-large") && large.hasSuffix(#""answer": "c", "text": ""}"#), "\(large)")
        milter.signal(SIGTERM)
        #expect(milter.finish().status == 0)
    }

    @Test func finishesWhatWasBegun() throws {
        let milter = try start()
        let server = try Child(program: "/usr/bin/env", ["python3", Self.client, socket, "held"].map { Bytes($0.utf8) })
        try #require(server.read(6))
        milter.signal(SIGTERM)
        #expect(milter.readErrors(until: "msg=stopping"))
        let seen = server.finish(input: Bytes("\n".utf8))
        #expect(seen.text.contains(Self.masked), "\(seen)")
        #expect(milter.finish().status == 0)
    }

    @Test func hangupReadsTheRulesAgain() throws {
        let path = work.path + "/rules.yaml"
        func rule(_ word: String) throws {
            let fields = ["description: made up", "category: credential", "severity: high", "confidence: high", "pattern: '\(word)'"]
            _ = try work.write(
                "rules.yaml",
                "pack: own\nversion: 1.0.0\ndescription: made up\nrules:\n  - id: \(word)\n" + fields.map { "    \($0)\n" }.joined())
        }
        try rule("unheardof")
        let milter = try start("--no-default-rules", "--rules", path)
        #expect(try ask("clean") == Self.untouched)
        try rule("nothing")
        milter.signal(SIGHUP)
        #expect(milter.readErrors(until: "rules were read again"), "\(String(decoding: milter.err, as: UTF8.self))")
        #expect(try ask("clean").contains("[REDACTED:nothing]"))
        // Wrong ones are none.
        _ = try work.write("rules.yaml", "rules: 7\n")
        milter.signal(SIGHUP)
        #expect(milter.readErrors(until: "the old ones stay"))
        #expect(try ask("clean").contains("[REDACTED:nothing]"))
        milter.signal(SIGTERM)
        #expect(milter.finish().status == 0)
    }

    /// A socket that a killed one left is taken over; whatever else has the name is left.
    @Test func sockets() throws {
        let killed = try start("--socket-mode", "0600")
        var status = stat()
        #expect(unsafe lstat(socket, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let second = try blot(["milter", "--listen", "unix:" + socket])
        #expect(second.status == 4 && second.errors.contains("somebody listens"), "\(second)")
        killed.signal(SIGKILL)
        _ = killed.finish()
        let next = try start()
        #expect(try ask("masked") == Self.masked)
        next.signal(SIGINT)
        #expect(next.finish().status == 0)
        let file = try work.write("file", "kept")
        let outcome = try blot(["milter", "--listen", "unix:" + file])
        #expect(outcome.status == 4 && outcome.errors.contains("is no socket") && work.read("file") == Bytes("kept".utf8))
    }

    @Test(arguments: [
        ["--listen", "8891"], ["--listen", "unix:run"], [], ["--listen", "inet:1", "--socket-mode", "9"],
        ["--listen", "inet:1", "--timeout", "0"],
        ["--listen", "inet:1", "--mail-policy", "x"], ["--listen", "inet:1", "--log-level", "loud"],
        ["--listen", "inet:1", "--max-connections", "0"],
    ])
    func mistakesStartNothing(options: [String]) throws {
        let outcome = try blot(["milter"] + options)
        #expect(outcome.status == 2 && !outcome.err.isEmpty, "\(outcome)")
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
