import Bytes
import Engine
import Foundation
import Masking
import TestSupport
import Testing

@testable import Formats

/// Secrets in text that is spelled otherwise: found there, masked where they stand, and all around them still decodes.
@Suite struct EncodedTextTests {
    static let rules = [
        rule("email", #"[a-z.]+@[a-z]+\.example\b"#),
        rule("token", #"\btok_([A-Za-z0-9]{12})\b"#),
        fields("password", ["password"]),
    ]

    enum Layer: String, CaseIterable {
        case percent, base64, base64URL, unpadded, hex, upperHex, entities, escapes, json

        func encode(_ text: String) -> String {
            switch self {
            case .percent: text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            case .base64: Data(text.utf8).base64EncodedString()
            case .unpadded: Data(text.utf8).base64EncodedString().replacingOccurrences(of: "=", with: "")
            case .base64URL:
                Data(text.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
                    .replacingOccurrences(of: "=", with: "")
            case .hex: text.utf8.map { String(format: "%02x", $0) }.joined()
            case .upperHex: text.utf8.map { String(format: "%02X", $0) }.joined()
            case .entities:
                text.unicodeScalars.map { CharacterSet.alphanumerics.contains($0) ? String($0) : "&#\($0.value);" }.joined()
            case .escapes: text.unicodeScalars.map { $0 == "@" ? String(format: "\\u%04x", $0.value) : String($0) }.joined()
            case .json: String(decoding: try! JSONEncoder().encode([text]), as: UTF8.self)
            }
        }

        func decode(_ text: String) -> String? {
            switch self {
            case .percent: return text.removingPercentEncoding
            case .base64, .unpadded, .base64URL:
                var digits = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
                while digits.utf8.count % 4 != 0 { digits += "=" }
                return Data(base64Encoded: digits).map { String(decoding: $0, as: UTF8.self) }
            case .hex, .upperHex:
                let digits = Array(text.utf8)
                guard digits.count % 2 == 0 else { return nil }
                var bytes: [UInt8] = []
                for at in stride(from: 0, to: digits.count, by: 2) {
                    guard let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) else { return nil }
                    bytes.append(byte)
                }
                return String(decoding: bytes, as: UTF8.self)
            case .entities:
                let names = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&amp;": "&"]
                var decoded = ""
                var rest = text[...]
                while let found = rest.range(of: #"&(#[0-9]+|[a-z]+);"#, options: .regularExpression) {
                    let number = UInt32(rest[found].dropFirst(2).dropLast()).flatMap(Unicode.Scalar.init)
                    guard let sign = number.map({ String(Character($0)) }) ?? names[String(rest[found])] else { return nil }
                    decoded += rest[..<found.lowerBound] + sign
                    rest = rest[found.upperBound...]
                }
                return decoded + rest
            case .escapes:
                return text.replacingOccurrences(of: "\\u0040", with: "@")
            case .json: return try? JSONDecoder().decode([String].self, from: Data(text.utf8)).first
            }
        }
    }

    /// What a rule takes as it stands gets a mask as it stands, if all that it holds is a secret for another: in digits, the first would
    /// find it again and again, and all of the line was withheld.
    @Test(arguments: [Layer.base64, .unpadded, .hex])
    func aValueOfDigitsThatHoldsNothingButASecretHasAPlainMask(layer: Layer) throws {
        let bench = try Bench(Self.rules)
        let digits = layer.encode("ann.lee@acme.example")
        for text in ["password: \(digits)\n", "{\"password\": \"\(digits)\"}\n", "x\npassword=\(digits) y\n"] {
            let outcome = try bench.run(text)
            #expect(
                outcome.withheld.isEmpty && outcome.text.contains("[REDACTED:") && !outcome.text.contains(digits.prefix(8)), "\(outcome)")
            #expect(try bench.run(outcome.output).isUnchanged, "\(outcome.text)")
        }
    }

    /// Blanks behind a mask keep groups of three bytes where they were.
    private func withoutBlanks(_ text: String) -> String {
        text.replacingOccurrences(of: #"\] {1,2}"#, with: "]", options: .regularExpression)
    }

    @Test(arguments: Layer.allCases, [EngineKind.fast, .reference])
    func secretsInALayerAreMaskedAndTheRestStaysAsItIs(layer: Layer, kind: EngineKind) throws {
        let bench = try Bench(Self.rules, kind: kind)
        for shift in 0..<3 {
            let start = String(repeating: "x", count: shift)
            let plain = #"\#(start){"who":"ann.b@c.example","password":"hunter two","n":"tok_abcdefghijkl","z":1}"#
            let text = "before \(layer.encode(plain)) after\n"
            let outcome = try bench.run(text)
            #expect(outcome.text.hasPrefix("before ") && outcome.text.hasSuffix(" after\n"))
            let masked = outcome.text.dropFirst(7).dropLast(7)
            let decoded = withoutBlanks(try #require(layer.decode(String(masked))))
            #expect(
                decoded == #"\#(start){"who":"[REDACTED:email]","password":"[REDACTED:password]","n":"tok_[REDACTED:token]","z":1}"#,
                "\(layer), \(shift) bytes before: \(outcome.text)")
            #expect(outcome.leaks.count == 3)
            #expect(try bench.run(outcome.output).isUnchanged)
        }
    }

    @Test func layersInLayers() throws {
        let fast = try Bench(Self.rules)
        let reference = try Bench(Self.rules, kind: .reference)
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            var layers: [Layer] = []
            for _ in 0..<1 + random.below(3) { layers.append(random.pick([.percent, .base64, .base64URL, .hex, .entities, .json])) }
            // Where a text is nothing but a name, what is behind it is no text of its own.
            var text = "at \(random.below(1000)) ann.b@c.example said \"tok_abcdefghijkl\"; ok"
            for layer in layers { text = layer.encode(text) }
            let outcome = try fast.run("log: \(text) end\n")
            var decoded = String(outcome.text.dropFirst(5).dropLast(5))
            for layer in layers.reversed() {
                decoded = try #require(layer.decode(decoded), "seed \(seed), \(layers): \(outcome.text)")
            }
            #expect(!decoded.contains("ann.b") && !decoded.contains("abcdefghijkl"), "seed \(seed), \(layers): \(decoded)")
            #expect(decoded.contains("said") && decoded.contains("; ok"), "seed \(seed), \(layers): \(decoded)")
            #expect(outcome.leaks.count == 2, "seed \(seed), \(layers)")
            #expect(try fast.run(outcome.output).isUnchanged, "seed \(seed), \(layers)")
            #expect(try reference.run("log: \(text) end\n").output == outcome.output, "seed \(seed), \(layers)")
        }
    }

    @Test func neighboursInOneGroupOfThreeBytesAreBothMasked() throws {
        let bench = try Bench([rule("digits", "[0-9]{4}"), rule("letters", "[a-z]{4}")])
        for between in ["", "-", "--", "---"] {
            let text = Layer.base64.encode("<\(1234)\(between)abcd\(between)5678>")
            let outcome = try bench.run(text)
            let decoded = try #require(Layer.base64.decode(outcome.text))
            #expect(decoded.hasPrefix("<") && decoded.hasSuffix(">"), "\(decoded)")
            for secret in ["1234", "abcd", "5678"] { #expect(!decoded.contains(secret)) }
            #expect(try bench.run(outcome.output).isUnchanged)
        }
    }

    @Test func aSecretIsTheSameInAllSpellings() throws {
        let bench = try Bench(Self.rules)
        let secret = "ann.bee@cee.example"
        var hashes: Set<UInt64> = []
        for layer in Layer.allCases {
            for text in ["<\(secret)>", "ab <\(secret)> c"] {
                for leak in try bench.run("x \(layer.encode(text)) y").leaks { hashes.insert(leak.hash) }
            }
        }
        hashes.formUnion(try bench.run(secret).leaks.map(\.hash))
        #expect(hashes.count == 1)
    }

    @Test func aColourInAStringIsKeptAsAWhole() throws {
        // What follows the colour looked like a secret of its own, and took the end of the colour with it.
        let bench = try Bench(Self.rules)
        let text = #"{"m":"\u001b[31mann\u001b[0m.b@c.example"}"#
        #expect(try bench.run(text).text == #"{"m":"\u001b[31m[REDACTED:email]\u001b[0m"}"#)
    }

    @Test func whatIsInNoTextStays() throws {
        let bench = try Bench([rule("any", "[ -~]{6,}")])
        // Digests, identifiers and paths decode to no text, so that a rule for any text finds them as they stand only.
        for word in ["9e107d9d372bb6826bd81d3542a419d6", "org/apache/hadoop/hdfs/server/namenode", "f47ac10b-58cc-4372-a567-0e02b2c3d479"] {
            let outcome = try bench.run(word)
            #expect(outcome.text == "[REDACTED:any]", "\(outcome.text)")
        }
    }

    @Test func longRunsAreLookedAtInWindows() throws {
        let bench = try Bench(Self.rules)
        for place in [200_000, 196_600, 196_607, 146_000, 350_000] {
            var plain = Array(repeating: UInt8(ascii: "."), count: 400_000)
            plain.replaceSubrange(place..<place + 17, with: Array(" tok_abcdefghijkl".utf8))
            plain[place + 17] = UInt8(ascii: " ")
            let text = Data(plain).base64EncodedString()
            let outcome = try bench.run("data:\(text)\n")
            let decoded = try #require(Layer.base64.decode(String(outcome.text.dropFirst(5).dropLast())))
            #expect(!decoded.contains("abcdefghijkl") && decoded.contains("tok_[REDACTED:token]"), "at \(place)")
            #expect(outcome.leaks.count == 1, "at \(place)")
        }
    }

    @Test func masksAreSpelledAsTheirPlaceIs() throws {
        let bench = try Bench([rule("email", #"[a-z.]+@[a-z]+\.example\b"#, mask: .fixed("a&b <c> 50%"))])
        #expect(try bench.run("x=ann%40c.example&y").text == "x=a%26b%20%3Cc%3E%2050%25&y")
        #expect(try bench.run("<b>ann&#64;c.example</b>").text == "<b>a&amp;b &lt;c&gt; 50%</b>")
    }

    @Test func whatFollowsTextInARunIsLeftAsItIs() throws {
        let bench = try Bench(Self.rules)
        let text = Layer.unpadded.encode("ann.b@c.example, and so on..") + "//////8AAAD/"
        let outcome = try bench.run(text)
        #expect(outcome.text.hasSuffix("//////8AAAD/"))
        #expect(
            try #require(Layer.base64.decode(outcome.text.replacingOccurrences(of: "//////8AAAD/", with: ""))).contains("[REDACTED:email]"))
    }

    @Test func aSecretThatTwoViewsShowLeavesWhatStandsAroundIt() throws {
        // Found in base64 and again in the percent-encoded text within, it took its neighbours along.
        let bench = try Bench([rule("secret", #"(?<=token=)[A-Za-z0-9]{12}"#)])
        for shift in 0..<3 {
            let start = String(repeating: "x", count: shift)
            for plain in [
                "\(start)https://h/x?next=%2Fhome&token=abcdefghijkl&tab=1", "\(start)<a href=h?a=1&amp;token=abcdefghijkl&amp;tab=1>",
            ] {
                for layers in [[Layer.base64], [.base64, .base64], [.hex, .base64], [.base64URL, .percent]] {
                    let text = layers.reduce(plain) { $1.encode($0) }
                    let outcome = try bench.run("p:\(text)\n")
                    var decoded = String(outcome.text.dropFirst(2).dropLast())
                    for layer in layers.reversed() { decoded = try #require(layer.decode(decoded), "\(layers): \(outcome.text)") }
                    let expected = plain.replacingOccurrences(of: "abcdefghijkl", with: "[REDACTED:secret]")
                    #expect(decoded.replacingOccurrences(of: "] *&", with: "]&", options: .regularExpression) == expected, "\(layers)")
                    #expect(outcome.leaks.count == 1)
                    #expect(try bench.run(outcome.output).isUnchanged)
                }
            }
        }
    }

    @Test func digitsBehindAnEscapeAreReadFromTheirStart() throws {
        // Those of the escape made one run with them, which stands for something else.
        let bench = try Bench(Self.rules)
        let digits = Layer.base64.encode("mail ann.b@c.example now")
        for text in [
            "state=%7B%22t%22%3A%22\(digits)%22%7D", "a\\n\(digits)\\u0040\\nend", #"{"m":"\u001b[31m\#(digits)"}"#,
            "x&#65;\(digits) &amp;",
        ] {
            let outcome = try bench.run(text + "\n")
            #expect(outcome.leaks.count == 1 && !outcome.text.contains(digits), "\(text): \(outcome.text)")
            #expect(try bench.run(outcome.output).isUnchanged)
        }
    }

    @Test func hexadecimalDigitsBehindAWordAreSeen() throws {
        let bench = try Bench(Self.rules)
        let digits = Layer.hex.encode("mail ann.b@c.example now")
        for start in ["'\\x", "0x", "bytes", "key=a", "id_"] {
            let outcome = try bench.run("\(start)\(digits)';\n")
            #expect(outcome.leaks.count == 1, "\(start): \(outcome.text)")
        }
    }

    @Test func textsThatNULsPartAreSeen() throws {
        // As a mail server logs the answer to AUTH PLAIN.
        let bench = try Bench(Self.rules)
        let outcome = try bench.run("AUTH PLAIN \(Layer.base64.encode("\u{0}ann.b@c.example\u{0}tok_abcdefghijkl"))\n")
        let decoded = try #require(Layer.base64.decode(String(outcome.text.dropFirst(11).dropLast())))
        #expect(withoutBlanks(decoded) == "\u{0}[REDACTED:email]\u{0}tok_[REDACTED:token]", "\(decoded.debugDescription)")
    }
}
