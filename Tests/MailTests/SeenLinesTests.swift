import Bytes
import Engine
import Formats
import Masking
import TestSupport
import Testing

@testable import Mail

/// Lines that were looked at once are not looked at again where they stand again. Nobody may see that in a result.
@Suite struct SeenLinesTests {
    private func alternative(_ text: String, _ html: String) -> Bytes {
        let parts = [("plain", text), ("html", html)].map { "--b\nContent-Type: text/\($0.0)\n\n\($0.1)\n" }.joined()
        return Bytes("Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n\(parts)--b--\n".utf8)
    }

    /// The worker of several messages.
    private func results(of messages: [Bytes], alone: Bool, _ rules: [Rule] = testRules) throws -> [Bytes] {
        let detector = try Detector(rules, strategy: { $0.mask ?? .label })
        func worker() throws -> MailProcessor {
            MailProcessor(detector, masker: Masker(key: nil), options: MailOptions(), archives: nil)
        }
        var processor = try TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init(hash: { _ in 0 }))
        var mail = try worker()
        var outcome = MailOutcome()
        var results: [Bytes] = []
        for message in messages {
            if alone { mail = try worker() }
            unsafe message.withUnsafeBufferPointer { unsafe mail.process($0, &processor, into: &outcome) }
            results.append(outcome.block.isUnchanged ? message : outcome.block.output.array())
        }
        return results
    }

    @Test func findsWhatStandsInEveryPart() throws {
        let masked = try mask(alternative("one\nkey \(token)\ntwo", "one<br>key \(token)<br>two"))
        #expect(!masked.text.contains(token) && masked.leaks == 2)
    }

    /// A match over lines goes through lines that were clean by themselves, and does not skip them.
    @Test func seesMatchesOverSeenLines() throws {
        let masked = try mask(alternative("clean\nlines\n", "BEGIN BOX<br>clean<br>lines<br>END BOX"))
        #expect(!masked.text.contains("clean<br>lines"), "\(masked.text)")
        let far = (0..<30).map { "line number \($0)" }
        let apart = try mask(alternative(far.joined(separator: "\n"), "BEGIN BOX<br>\(far.joined(separator: "<br>"))<br>END BOX"))
        #expect(apart.leaks == 0, "what is 300 bytes away was joined: \(apart.text)")
    }

    /// Lines that a log driver cut are looked at together, though their last parts were seen by themselves.
    @Test func seesLinesThatDriversCut() throws {
        let time = "2026-01-01T00:00:00.000000000Z stdout"
        let last = "\(time) F 123def456 end"
        let masked = try mask(alternative("\(last)\n", "\(time) P key tok_abc<br>\(last)<br>"))
        #expect(!masked.text.contains("tok_abc"), "\(masked.text)")
        #expect(masked.text.contains("plain\n\n\(last)\n"), "a part of its own is no secret: \(masked.text)")
    }

    @Test func doesNotDependOnEarlierMessages() throws {
        var random = SeededGenerator(seed: 11)
        let pool = [
            "one", "two lines", "key \(token)", "BEGIN BOX", "END BOX", "password: hunter22", "", " ", "{\"ssn\": \"12\"}", "BEGIN END",
        ]
        let messages = (0..<200).map { _ in
            func lines(_ joint: String) -> String {
                (0..<Int.random(in: 0...6, using: &random)).map { _ in pool.randomElement(using: &random) ?? "" }.joined(separator: joint)
            }
            return alternative(lines("\n"), lines("<br>"))
        }
        let together = try results(of: messages, alone: false)
        let alone = try results(of: messages, alone: true)
        for (number, message) in messages.enumerated() where together[number] != alone[number] {
            Issue.record("seed 11, message \(number): \(String(decoding: message, as: UTF8.self))")
        }
    }

    /// A line was clean because of the one behind it; behind it stands another now, or none stood there.
    @Test(arguments: ["key-begin abcdef\nX\n", "key-begin abcdef\n", "key-begin abcdef", "key-begin\n"])
    func aLineOnWhichAMatchMayBeginIsNotSeen(first: String) throws {
        var key = Rule(
            id: "key", description: "", detection: .pattern("key-begin\\s+([a-z]{6})\\s+end"), place: RulePlace(file: "test", line: 1))
        key.isMultiline = true
        key.keywords = ["key-begin"]
        let messages = [first, "key-begin abcdef\nend\n"].map { Bytes("Subject: x\n\n\($0)".utf8) }
        let together = try results(of: messages, alone: false, [key])
        #expect(String(decoding: together[1], as: UTF8.self).hasSuffix("key-begin [REDACTED:key]\nend\n"))
        #expect(try results(of: messages, alone: true, [key]) == together)
    }

    @Test func keepsNoMoreThanItsBounds() {
        var seen = SeenLines()
        func insert(_ text: String) {
            var text = text
            text.withUTF8 { unsafe seen.insert($0, SeenLines.hash($0)) }
        }
        func holds(_ text: String) -> Bool {
            var text = text
            return text.withUTF8 { unsafe seen.holds($0, SeenLines.hash($0)) }
        }
        for number in 0..<20_000 { insert("line \(number)") }
        #expect(holds("line 0") && !holds("line 19999") && !holds("line") && !holds(""))
        insert("")
        seen.makeRoom()
        #expect(seen.isEmpty && !holds("line 0"))
        insert("")
        #expect(holds("") && !holds("x"))
    }

    /// Text that was taken for quoted-printable and is none is searched as it stands as well.
    @Test(arguments: [
        ("caf=C3=A9 =E2=82=AC =F0=9F=98=80 a=3Db =\nend=20\n", true), ("=C3=\n=A9", true), ("end=20", true), ("end=09\r\nx=\r\ny", true),
        ("", true), ("no escape", true),
        ("key=ABcd", false), ("a=20b", false), ("=C3=28", false), ("=C3", false), ("=A9", false), ("=E0=80=80", false),
        ("=ED=A0=80", false),
        ("=F4=90=80=80", false), ("=", false), ("=4", false), ("a=b", false), ("= \n", false), ("=2E\n", false), ("=C3\n=A9", false),
        ("=E9", false), ("=C0=80", false), ("key: 0123456789ab=\nend", false), ("a word=\nend", true),
        ("gr=C3=B6=C3=9Fe=\nend", true), ("=C3=9F0123456789=\nend", false),
    ])
    func tellsPlainQuotedPrintable(text: String, isPlain: Bool) {
        let bytes = Bytes("x=41".utf8) + Bytes(text.utf8)
        #expect(QuotedPrintable.isPlain(bytes, 4..<bytes.count) == isPlain)
    }

    @Test func searchesEscapesThatMayBeNone() throws {
        let masked = try mask(mail("text/plain", encoding: "quoted-printable", Bytes("password=ABCDEF\r\n".utf8)))
        #expect(!masked.text.contains("ABCDEF"), "\(masked.text)")
    }
}
