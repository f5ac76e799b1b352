import Testing

@testable import Report

@Suite struct JSONTextTests {
    /// Skips one value, which checks it against the grammar.
    private func error(_ bytes: [UInt8]) -> DocumentError.Kind? {
        do {
            var reader = try JSONReader(bytes.span)
            try reader.skip()
            try reader.finish()
            return nil
        } catch {
            return error.kind
        }
    }

    @Test(arguments: [
        "0", "-0", "12", "-1.5", "1e5", "1E+5", "1e-05", "\"\"", "\"a\\u0000\\n\\/\"", "\"\\ud83d\\ude00\"", "null", "true",
        "false",
        "[]", "{}", " [ 1 , 2 ] ", "{\"a\":{\"b\":[]}}", "[[[[]]]]", "\"\u{7f}é日😀\"", "\t\r\n 1",
    ]) func acceptsJSON(text: String) {
        #expect(error(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", DocumentError.Kind.unexpectedEnd), (" ", .unexpectedEnd), ("[", .unexpectedEnd), ("{\"a\"", .unexpectedEnd),
        ("\"abc", .unexpectedEnd), ("nul", .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
        ("\"\\u12", .unexpectedEnd),
        ("1e", .unexpectedEnd), ("nulL", .unexpectedByte), ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte),
        ("[1 2]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte),
        ("[1}", .unexpectedByte), ("'a'", .unexpectedByte), ("NaN", .unexpectedByte), ("+1", .unexpectedByte),
        (".5", .unexpectedByte), ("\u{feff}1", .unexpectedByte), ("01", .invalidNumber), ("-x", .invalidNumber),
        ("1.x", .invalidNumber), ("1ex", .invalidNumber), ("1 1", .trailingBytes), ("1x", .trailingBytes),
        ("\"\\x\"", .invalidEscape), ("\"\\u12G4\"", .invalidEscape), ("\"\\ud800\"", .invalidEscape),
        ("\"\\ud800x\"", .invalidEscape), ("\"\\udc00\\ud800\"", .invalidEscape), ("\"\\ud800\\u0041\"", .invalidEscape),
        ("\"a\nb\"", .controlCharacter), ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
    ]) func refusesOthers(text: String, kind: DocumentError.Kind) {
        #expect(error(Array(text.utf8)) == kind)
    }

    @Test func canonicallyEqualKeysAreTwoKeys() {
        #expect(error(Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8)) == nil)
    }

    @Test func refusesInvalidUTF8() {
        for bad: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]] {
            #expect(error([0x22] + bad + [0x22]) == .invalidUTF8)
        }
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(error(nested(JSONReader.depthLimit)) == nil)
        #expect(error(nested(JSONReader.depthLimit + 1)) == .tooDeep(limit: JSONReader.depthLimit))
        #expect(error([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == .tooDeep(limit: JSONReader.depthLimit))
        let objects = String(repeating: "{\"a\":", count: 100_000)
        #expect(error(Array(objects.utf8)) == .tooDeep(limit: JSONReader.depthLimit))
    }

    @Test func lengthIsBounded() {
        let long = [UInt8](repeating: 0x20, count: JSONReader.lengthLimit + 1)
        #expect(error(long) == .tooLong(limit: JSONReader.lengthLimit))
    }

    @Test(arguments: [
        ("0", 0), ("1", 1_000_000), ("1.5", 1_500_000), ("0.0000004", 0), ("0.0000005", 1), ("0.9999999", 1_000_000),
        ("1.23456749999", 1_234_567), ("1e3", 1_000_000_000), ("2.5e-1", 250_000), ("9007199254.740991", Counter.largest),
    ]) func secondsAreExact(text: String, expected: Int) throws {
        let bytes = Array(text.utf8)
        var reader = try JSONReader(bytes.span)
        #expect(try reader.microseconds() == expected)
    }

    @Test(arguments: ["-1", "-0.5", "9007199255", "1e17", "1e999", "99999999999999999999", "9007199254.740992"])
    func secondsOutOfRange(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(throws: DocumentError(kind: .outOfRange, offset: 0, path: "")) {
            var reader = try JSONReader(bytes.span)
            _ = try reader.microseconds()
        }
    }

    /// Invalid bytes come out as the standard library replaces them.
    @Test func bytesBecomeText() throws {
        let seed: UInt64 = 0x5eed_000a
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        // Bytes at the edges of table 3-7 of the Unicode Standard.
        let edges: [UInt8] = [
            0x00, 0x22, 0x41, 0x5c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
            0xee,
            0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...8, using: &random)).map { _ in edges.randomElement(using: &random) ?? 0 }
            var output: [UInt8] = []
            JSONWriter.append(to: &output, .compact) { $0.string(bytes.span) }
            var reader = try JSONReader(output.span)
            let read = try reader.string()
            #expect(Name(read) == Name(String(decoding: bytes, as: UTF8.self)), "\(bytes)")
        }
    }

    @Test func writerAppends() {
        var output = Array("x".utf8)
        JSONWriter.append(to: &output, .compact) {
            $0.object {
                $0.key("a")
                $0.array {
                    $0.integer(1)
                    $0.null()
                    $0.object { _ in }
                }
                $0.key("b")
                $0.seconds(microseconds: 1_000_042)
            }
        }
        #expect(String(decoding: output, as: UTF8.self) == "x{\"a\":[1,null,{}],\"b\":1.000042}")
    }
}
