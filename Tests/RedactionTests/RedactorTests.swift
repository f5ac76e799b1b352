import Redaction
import Testing

@Suite struct RedactorTests {
    static let pack = """
        pack: made-up
        version: 1.0.0
        description: Rules of the tests
        rules:
          - id: made-up-token
            description: A token that no vendor has
            category: credential
            severity: high
            confidence: high
            pattern: 'tok_[a-z0-9]{12}'
            examples:
              match: ['tok_<<a-z0-9*12>>']
          - id: made-up-box
            description: A box of several lines
            category: credential
            severity: critical
            confidence: high
            multiline: true
            keywords: ['BEGIN BOX']
            pattern: 'BEGIN BOX[\\s\\S]{0,200}?END BOX'
            examples:
              match: ["BEGIN BOX\\nEND BOX"]

        """
    static let token = "tok_" + String(repeating: "a1", count: 6)

    static func redactor(_ options: Redactor.Options = .init()) throws -> Redactor {
        try Redactor(rules: [.yaml(pack, name: "made-up.yaml")], options: options)
    }

    // MARK: - Texts

    @Test func masksWhatTheCommandMasks() throws {
        let redactor = try Redactor()
        #expect(redactor.redact("login failed for ann.lee@acme-corp.com, again") == "login failed for [REDACTED:email], again")
        #expect(redactor.redact("nothing here") == "nothing here")
        #expect(redactor.redact("") == "")
        let json = redactor.redact(#"{"user":"ann","password":"Gf8k2\"LmQx7Vr"}"#)
        #expect(json == #"{"user":"ann","password":"[REDACTED:generic-password]"}"#)
    }

    @Test func tellsWhatWasFound() throws {
        let result = try Self.redactor().examine("é \(Self.token) BEGIN BOX\nx\nEND BOX\n")
        #expect(result.output == "é [REDACTED:made-up-token] [REDACTED:made-up-box]\n" && result.isExamined)
        #expect(result.findings.map(\.rule) == ["made-up-token", "made-up-box"])
        #expect(result.findings.map(\.severity) == ["high", "critical"])
        let bytes = Array(result.output.utf8)
        #expect(
            result.findings.map { String(decoding: bytes[$0.range], as: UTF8.self) } == [
                "[REDACTED:made-up-token]", "[REDACTED:made-up-box]",
            ])
    }

    @Test func keepsEveryByteThatIsNoSecret() throws {
        let noise = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) }
        let redactor = try Self.redactor()
        #expect(redactor.redact(noise) == noise)
        let around: [UInt8] = [0xFF, 0x00] + Array(Self.token.utf8) + [0x0D, 0xC3]
        #expect(redactor.redact(around) == [0xFF, 0x00] + Array("[REDACTED:made-up-token]".utf8) + [0x0D, 0xC3])
    }

    @Test(arguments: [
        (Mask.label, "[REDACTED:made-up-token]"), (.fixed("***"), "***"), (.fill, "****************"),
        (.keep(first: 2, last: 2), "to************a1"),
        (.remove, ""),
    ])
    func masksAsAsked(mask: Mask, shown: String) throws {
        #expect(try Self.redactor(.init(mask: mask)).redact("a \(Self.token) b") == "a \(shown) b")
    }

    @Test func pseudonymsFollowFromTheKey() throws {
        let key = Array("a key of sixteen".utf8)
        let first = try Self.redactor(.init(mask: .pseudonym(key: key))).redact(Self.token)
        let again = try Self.redactor(.init(mask: .pseudonym(key: key))).redact(Self.token)
        let other = try Self.redactor(.init(mask: .pseudonym(key: Array(key.reversed())))).redact(Self.token)
        #expect(first.hasPrefix("[REDACTED:made-up-token:") && first == again && first != other)
    }

    @Test func rulesAreChosen() throws {
        let text = "\(Self.token) BEGIN BOX END BOX"
        #expect(try Self.redactor(.init(only: ["made-up-box"])).redact(text) == "\(Self.token) [REDACTED:made-up-box]")
        #expect(try Self.redactor(.init(except: ["made-up-box"])).redact(text) == "[REDACTED:made-up-token] BEGIN BOX END BOX")
    }

    @Test func saysWhatIsWrong() {
        #expect(throws: RedactorError.self) { try Redactor(rules: [.yaml("rules: [", name: "broken.yaml")]) }
        #expect(throws: RedactorError.self) { try Redactor(rules: [.file("/nowhere/pack.yaml")]) }
        #expect(throws: RedactorError.self) { try Redactor(options: .init(only: ["no-such-rule"])) }
        #expect(throws: RedactorError.self) { try Redactor(options: .init(mask: .pseudonym(key: [1, 2]))) }
        #expect(throws: RedactorError.self) { try Redactor(options: .init(mask: .fixed("a\nb"))) }
    }

    // MARK: - Lines over the bound

    @Test(arguments: [1, 7, 300, 5_000, 1 << 20])
    func longLinesAreWithheld(chunk: Int) async throws {
        let redactor = try Self.redactor(.init(longestRecord: 1_024))
        let long = String(repeating: "x", count: 1_025)
        let fits = String(repeating: "y", count: 1_024)
        let text = "a \(Self.token)\n\(fits)\n\(long)\nb\n\(long)\r\nc\nBEGIN BOX\n\(long)END BOX\nd \(Self.token)\n\(long)"
        let expected =
            "a [REDACTED:made-up-token]\n\(fits)\n[WITHHELD:record-limit]\nb\n[WITHHELD:record-limit]\nc\n[WITHHELD:record-limit]\n"
            + "d [REDACTED:made-up-token]\n[WITHHELD:record-limit]"
        #expect(await stream(redactor, Array(text.utf8), chunk) == expected)
        let whole = redactor.examine(text)
        #expect(whole.output == expected && !whole.isExamined)
        #expect(redactor.redact(expected) == expected)
    }

    // MARK: - Streams

    private func stream(_ redactor: Redactor, _ bytes: [UInt8], _ chunk: Int) async -> String {
        var chunks: [[UInt8]] = []
        for at in stride(from: 0, to: bytes.count, by: chunk) { chunks.append(Array(bytes[at..<min(bytes.count, at + chunk)])) }
        var output: [UInt8] = []
        for await part in redactor.redact(
            AsyncStream { continuation in
                for chunk in chunks { continuation.yield(chunk) }
                continuation.finish()
            })
        { output += part }
        return String(decoding: output, as: UTF8.self)
    }

    /// With every built-in rule, which takes seconds to make in a build for debugging.
    private static let builtIn = Result { try Redactor() }

    @Test(arguments: [1, 2, 3, 5, 64, 1_000])
    func cutsDecideNothing(chunk: Int) async throws {
        let redactor = try Self.builtIn.get()
        var text = ""
        for index in 0..<40 {
            text += "line \(index) password=Gf8k2LmQx7Vr\(index) ann\(index)@acme-corp.com\r\n"
            text += "{\"token\":\"Qx7VrGf8k2LmZw4TyBn9\",\"n\":[1,2]}\n"
        }
        text +=
            "-----BEGIN PRIVATE " + "KEY-----\n" + String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", count: 20)
            + "-----END PRIVATE KEY-----\nend"
        let whole = redactor.redact(text)
        #expect(whole.contains("[REDACTED:") && !whole.contains("MIIEvQ") && !whole.contains("Gf8k2"))
        #expect(await stream(redactor, Array(text.utf8), chunk) == whole)
        #expect(redactor.redact(whole) == whole)
    }

    /// What was decided leaves before more comes.
    @Test func linesLeaveAtOnce() async throws {
        let redactor = try Self.redactor()
        let (chunks, continuation) = AsyncStream<[UInt8]>.makeStream()
        var output = redactor.redact(chunks).makeAsyncIterator()
        continuation.yield(Array("a \(Self.token)\nb".utf8))
        #expect(await output.next() == Array("a [REDACTED:made-up-token]\n".utf8))
        continuation.yield(Array(" c\n".utf8))
        #expect(await output.next() == Array("b c\n".utf8))
        continuation.yield(Array("BEGIN BOX\n".utf8))
        continuation.yield(Array("END BOX\n".utf8))
        #expect(await output.next() == Array("[REDACTED:made-up-box]\n".utf8))
        continuation.finish()
        #expect(await output.next() == nil)
    }

    private struct Failed: Error {}

    @Test func errorsPassAndShowNothingUndecided() async throws {
        let redactor = try Self.redactor()
        var output: [UInt8] = []
        let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(Array("a\ntok_a1a1".utf8))
            continuation.finish(throwing: Failed())
        }
        await #expect(throws: Failed.self) { for try await part in redactor.redact(chunks) { output += part } }
        #expect(output == Array("a\n".utf8))
    }

    // MARK: - Threads

    @Test func manyMayAskAtOnce() async throws {
        let redactor = try Self.redactor(.init(workers: 2))
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for round in 0..<200
                    where redactor.redact("\(task) \(Self.token) \(round)") != "\(task) [REDACTED:made-up-token] \(round)" {
                        return false
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
