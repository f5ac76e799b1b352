import Testing

/// Secrets that log drivers cut, as they do it: a line is cut at 16 KiB.
@Suite struct LogDriverTests {
    private static func docker(_ text: String, _ stream: String = "stdout") -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "{\"log\":\"\(escaped)\",\"stream\":\"\(stream)\",\"time\":\"2024-05-01T10:00:00.1Z\"}\n"
    }

    private static func runtime(_ text: String, isPart: Bool, _ stream: String = "stdout") -> String {
        "2016-10-06T00:17:09.669794202Z \(stream) \(isPart ? "P" : "F") \(text)\n"
    }

    /// A line for each secret, which the cut goes through the middle of; between its parts stands a record of the other stream.
    private static func log(isDocker: Bool) -> String {
        var log = ""
        for (_, text, secret) in PlantedSecretTests.planted {
            guard let start = text.firstRange(of: secret)?.lowerBound else { continue }
            let middle = text.utf8.distance(from: text.startIndex, to: start) + secret.utf8.count / 2
            let line = Array((String(repeating: "x ", count: 8_192).dropLast(middle) + text + " end").utf8)
            let first = String(decoding: line[..<16_384], as: UTF8.self)
            let last = String(decoding: line[16_384...], as: UTF8.self)
            log +=
                isDocker
                ? docker(first) + docker("other\n", "stderr") + docker(last + "\n")
                : runtime(first, isPart: true) + runtime("other", isPart: false, "stderr") + runtime(last, isPart: false)
        }
        return log
    }

    @Test(arguments: [false, true]) func noneIsTold(isDocker: Bool) throws {
        let log = Self.log(isDocker: isDocker)
        let outcome = try blot("--stats", "-", input: log)
        #expect(outcome.status == 0 && outcome.text.split(separator: "\n").count == PlantedSecretTests.planted.count * 3)
        for (kind, _, secret) in PlantedSecretTests.planted {
            for half in [secret.prefix(secret.count / 2), secret.dropFirst(secret.count / 2)] where half.count > 4 {
                #expect(!outcome.text.contains(half), "\(kind)")
            }
        }
        #expect(outcome.errors.contains("\"total\": \(PlantedSecretTests.planted.count),"), "\(outcome.errors)")
        let again = try blot("-j", "3", "--fail-on", "low", input: outcome.text)
        #expect(again.text == outcome.text && again.status == 0)
    }

    /// A part waits for its line's rest; other lines leave at once.
    @Test func aPartWaitsForItsRest() throws {
        let child = try Child(MadeUp.options.map { Bytes($0.utf8) })
        let whole = Self.runtime("whole", isPart: false)
        child.send(whole + Self.runtime(String("x \(MadeUp.token)".dropLast(6)), isPart: true))
        try #require(child.read(whole.utf8.count, milliseconds: 10_000))
        #expect(!child.read(whole.utf8.count + 1, milliseconds: 50))
        child.send(Self.runtime(String(MadeUp.token.suffix(6)) + " y", isPart: false))
        let expected = whole + Self.runtime("x [REDACTED:made-up-token]", isPart: true) + Self.runtime(" y", isPart: false)
        #expect(child.read(expected.utf8.count, milliseconds: 10_000))
        #expect(child.finish().text == expected)
    }

    /// Without its rest it leaves at the input's end.
    @Test func aPartIsNotKept() throws {
        let log = "a\n" + Self.docker("part of a line") + Self.docker("another", "stderr")
        #expect(try blot(MadeUp.options, input: log).text == log)
    }
}
