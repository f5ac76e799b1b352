import Foundation
import Testing

/// Secrets that are given as they are, in all the clothes that programs put on them.
@Suite struct KnownValueTests {
    let work = Workspace()

    /// SplitMix64: the same values on every run.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// A made-up value: letters, digits, and signs that every syntax has a spelling of.
    private static func value(_ random: inout Random) -> String {
        let signs = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ é")
        let body = (0..<Int.random(in: 8...40, using: &random)).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] }
        return "Q7" + String(body) + "z"
    }

    /// What others make of a value; each text holds it once.
    private static func spellings(of value: String) throws -> [(name: String, text: String)] {
        let json = String(decoding: try JSONSerialization.data(withJSONObject: [value], options: [.withoutEscapingSlashes]), as: UTF8.self)
        let slashes = String(decoding: try JSONSerialization.data(withJSONObject: [value]), as: UTF8.self)
        let twice = String(decoding: try JSONSerialization.data(withJSONObject: [json], options: [.withoutEscapingSlashes]), as: UTF8.self)
        let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let percent = try #require(value.addingPercentEncoding(withAllowedCharacters: unreserved))
        let html = value.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "'", with: "&#39;")
        var texts = [
            ("as it is", "x \(value) y"), ("JSON", json), ("JSON with \\/", slashes), ("JSON in JSON", twice),
            ("percent", "?k=\(percent)&z"),
            ("form", "k=\(percent.replacingOccurrences(of: "%20", with: "+"))&z=1"), ("HTML", "<b>\(html)</b>"),
            ("shell", "export K='\(value.replacingOccurrences(of: "'", with: "'\\''"))'"),
            ("hex", value.utf8.map { String(format: "%02x", $0) }.joined()),
            ("HEX", value.utf8.map { String(format: "%02X", $0) }.joined()),
        ]
        for shift in 0..<3 {
            let data = Data(("xyz".prefix(shift) + value + "~tail").utf8)
            let digits = data.base64EncodedString()
            let url = digits.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            texts.append(("base64, \(shift) bytes before", "{\(digits)}"))
            texts.append(("base64url, \(shift) bytes before", "{\(url.replacingOccurrences(of: "=", with: ""))}"))
            texts.append(
                (
                    "binary, \(shift) bytes before",
                    Data([0xFF, 0, 0x80].prefix(shift) + Array(value.utf8) + [0, 0xFE, 1]).base64EncodedString()
                ))
        }
        return texts
    }

    @Test(arguments: ["0", "3"]) func valuesAreFoundHoweverTheyAreSpelled(depth: String) throws {
        var random = Random(state: 2611)
        for number in 1...25 {
            let value = Self.value(&random)
            let spellings = try Self.spellings(of: value)
            func masked(_ text: String) throws -> Outcome {
                try blot(
                    "--no-default-rules", "--known-env", "K_VALUE", "--decode-depth", depth, input: text, environment: ["K_VALUE": value])
            }
            let outcome = try masked(spellings.map { $0.text + "\n" }.joined())
            let lines = outcome.text.split(separator: "\n", omittingEmptySubsequences: false)
            try #require(lines.count == spellings.count + 1, "value \(number): \(outcome)")
            for (line, (name, text)) in zip(lines, spellings) {
                #expect(line != text, "value \(number), \(name): \(text)")
                #expect(!Self.decoded(String(line)).contains(value.dropFirst(2).dropLast(2)), "value \(number), \(name): \(text) \(line)")
            }
            #expect(try masked(outcome.text).text == outcome.text, "value \(number)")
        }
    }

    /// What is left of a line, and all that the runs of digits in it stand for.
    private static func decoded(_ line: String) -> String {
        var all = line
        for word in line.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=-_".contains($0))) }) {
            var digits = word.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
            while digits.utf8.count % 4 != 0 { digits += "=" }
            if let data = Data(base64Encoded: digits) { all += " " + String(decoding: data, as: UTF8.self) }
        }
        return all
    }

    @Test func lineEndsInBase64AreNoHindrance() throws {
        let value = "Q7made-up/Words+of?some_length"
        let digits = Data(("{\"k\":\"" + value + "\"}").utf8).base64EncodedString()
        for cut in 1..<digits.count {
            let text = digits.prefix(cut) + "\n" + digits.dropFirst(cut) + "\n"
            for depth in ["0", "3"] {
                let outcome = try blot(
                    "--no-default-rules", "--known-env", "K_VALUE", "--decode-depth", depth, input: String(text),
                    environment: ["K_VALUE": value])
                let left = outcome.text.replacingOccurrences(of: "\n", with: "").replacingOccurrences(
                    of: "[REDACTED:known-k-value]", with: ""
                )
                .replacingOccurrences(of: "[REDACTED:known-k-value-lines]", with: "")
                // Two bytes of the value, and the text around it.
                let decoded = Data(base64Encoded: left.padding(toLength: (left.count + 3) / 4 * 4, withPad: "=", startingAt: 0)) ?? Data()
                for start in 0..<value.utf8.count - 5 {
                    let piece = Data(Array(value.utf8)[start..<start + 5])
                    #expect(decoded.range(of: piece) == nil, "cut at \(cut), depth \(depth): \(outcome.text)")
                }
                let shown = outcome.text + String(decoding: decoded, as: UTF8.self)
                #expect(shown.contains("REDACTED"), "cut at \(cut), depth \(depth): \(outcome.text)")
            }
        }
    }

    @Test func valuesAreToldByTheirNamesAlone() throws {
        let value = "Q7" + "made-up-secret-41"
        let file = try work.write("known", "\(value)\n")
        let outcome = try blot(
            ["--no-default-rules", "--known-file", file, "--stats", "-", "--summary"], input: "a \(value) b\n")
        #expect(outcome.text == "a [REDACTED:known-value] b\n")
        #expect(!outcome.errors.contains(value) && outcome.errors.contains("known-value"))
        // Digests of rules tell nothing of them, from which a short one could be guessed.
        let other = try work.write("other", "Q7another-secret-42\n")
        func digest(_ file: String) throws -> Substring? {
            let errors = try blot(["--no-default-rules", "--known-file", file, "--stats", "-"], input: "x\n").errors
            return errors.split(separator: "\n").first { $0.contains("digest") || $0.contains("rules_sha") }
        }
        #expect(try digest(file) == digest(other))
        let kept = try blot(["scan", "--no-default-rules", "--known-file", file, "--format", "text"], input: "a \(value) b\n")
        #expect(!kept.text.contains(value) && !kept.errors.contains(value))
    }

    @Test func whatWouldMaskOrdinaryTextIsRefused() throws {
        for value in ["short", "password", "us-east-1", "aaaaaaaaaaaa", "/usr/local/bin", "https://example.org/", "production", "12345678"]
        {
            let file = try work.write("known", "\(value)\n")
            let outcome = try blot(["--known-file", file], input: "x\n")
            #expect(outcome.status == 2 && outcome.errors.contains("line 1"), "\(value): \(outcome)")
            #expect(!outcome.errors.contains("'\(value)'"))
            let named = try blot(["--known-env", "K_VALUE"], input: "x\n", environment: ["K_VALUE": value])
            #expect(named.status == 2 && named.errors.contains("K_VALUE"), "\(value): \(named)")
            // A glob takes in more than is meant.
            let globbed = try blot(["--known-env", "K_*"], input: "\(value)\n", environment: ["K_VALUE": value])
            #expect(globbed.status == 0 && globbed.errors.contains("K_VALUE is not masked"), "\(value): \(globbed)")
        }
    }

    @Test func aNameThatIsNotThereEndsTheRun() throws {
        let outcome = try blot(["--known-env", "NO_SUCH_NAME"], input: "x\n")
        #expect(outcome.status == 2 && outcome.errors.contains("NO_SUCH_NAME"))
    }

    @Test func linesOfAKeyAreMaskedOneByOne() throws {
        let lines = (0..<4).map { "\($0)MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA\($0)madeup" }
        let key = "-----BEGIN MADE UP KEY-----\n" + lines.joined(separator: "\n") + "\n-----END MADE UP KEY-----\n"
        let outcome = try blot(
            ["--no-default-rules", "--known-env", "K_VALUE"], input: "log: \(lines[2])\n" + key, environment: ["K_VALUE": key])
        for line in lines { #expect(!outcome.text.contains(line)) }
    }

    @Test func valuesOfSeveralLinesAreMaskedAsTheyStand() throws {
        // Rules for lines did not see them, and nobody was told.
        for value in ["user=bob\npass=Xk29dkQ", "one1\r\ntwo2\r\nthree3", "-----BEGIN X-----\nQ7abcdefgh\nQ7ijklmn\n-----END X-----\n"] {
            let outcome = try blot(
                ["--no-default-rules", "--known-env", "K_VALUE"], input: "a\n\(value)\nb\n", environment: ["K_VALUE": value])
            #expect(outcome.status == 0 && outcome.text.hasPrefix("a\n[REDACTED:known-k-value-lines]\n"), "\(value): \(outcome)")
        }
    }

    @Test func longValuesAreTaken() throws {
        // One pattern of all forms was more than PCRE2 compiles.
        var random = Random(state: 77)
        for length in [300, 600, 1_700, 8_000] {
            let value = (0..<length / 40).map { _ in Self.value(&random) }.joined().prefix(length)
            let text = "x \(value) y\n" + Data(value.utf8).base64EncodedString() + "\n"
            let outcome = try blot(
                ["--no-default-rules", "--known-env", "K_VALUE"], input: text, environment: ["K_VALUE": String(value)])
            #expect(outcome.status == 0 && outcome.text.hasPrefix("x [REDACTED:known-k-value"), "\(length): \(outcome.errors)")
            #expect(!outcome.text.contains(value.prefix(20)), "\(length)")
        }
    }
}
