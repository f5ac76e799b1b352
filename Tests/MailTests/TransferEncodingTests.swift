import TestSupport
import Testing

@testable import Mail

@Suite struct TransferEncodingTests {
    @Test(arguments: [
        ("aGVsbG8=", "hello"), ("aGVs\r\nbG8=\r\n", "hello"), ("aGVsbG8", "hello"), ("a!G V s*bG8=", "hello"),
        ("aGVsbG8=aGVsbG8=", "hellohello"),
        ("", ""), ("=", ""), ("aGVsbG", "hell"), ("a", ""), ("aGVsbG8==\r\n", "hello"),
    ]) func readsBase64(raw: String, decoded: String) {
        let bytes = Bytes(raw.utf8)
        #expect(String(decoding: Base64Body.decode(bytes, 0..<bytes.count), as: UTF8.self) == decoded)
    }

    @Test(arguments: [
        ("a=3Db", "a=b"), ("a=\r\nb", "ab"), ("a=\nb", "ab"), ("a=  \r\nb", "ab"), ("a=3", "a=3"), ("a=zz", "a=zz"), ("=c3=a4", "ä"),
        ("a=", "a"),
        ("", ""),
    ]) func readsQuotedPrintable(raw: String, decoded: String) {
        let bytes = Bytes(raw.utf8)
        #expect(String(decoding: QuotedPrintable.decode(bytes, 0..<bytes.count), as: UTF8.self) == decoded)
    }

    /// What was carried back decodes to what was meant, and no line gets too long.
    @Test(arguments: 0..<300) func carriesChangesBack(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let content = Bytes(
            (0..<Int.random(in: 0...400, using: &random)).map { _ in Bytes("abc =.From \n\u{e9}".utf8).randomElement(using: &random)! })
        let script = EditScript.random(content.count, using: &random) { random in
            Bytes("[REDACTED:x]".utf8.prefix(Int.random(in: 0...12, using: &random)))
                + Bytes(repeating: 0x2A, count: random.next() % 9 == 0 ? 200 : 0)
        }
        let wanted = script.apply(to: content)
        let lineEnd: Bytes = [0x0D, 0x0A]
        // Lines of any length, damaged here and there.
        var base64 = Base64Body.encode(content, lineEnd: lineEnd)
        if seed % 3 == 0, base64.count > 20 { base64.insert(0x21, at: 7) }
        if seed % 5 == 0 { base64.removeAll { $0 == UInt8(ascii: "=") } }
        var printable = Bytes()
        var column = 0
        for byte in content {
            if column > 60 {
                printable += [UInt8(ascii: "=")] + lineEnd
                column = 0
            }
            if byte == UInt8(ascii: "=") || byte >= 0x80 || (random.next() % 5 == 0 && byte != 0x0A) {
                printable.append(UInt8(ascii: "="))
                HexDigit.append(byte, to: &printable)
                column += 3
            } else {
                printable.append(byte)
                column = byte == 0x0A ? 0 : column + 1
            }
        }
        for (encoding, raw) in [(TransferEncoding.base64, base64), (.quotedPrintable, printable), (.identity, content)] {
            let around = Bytes("head\r\n".utf8) + raw + Bytes("tail".utf8)
            let body = 6..<6 + raw.count
            let decoded = encoding.decode(around, body)
            #expect(decoded == content, "seed \(seed), \(encoding)")
            let changed = encoding.lower(script, decoded, to: around, body, lineEnd: lineEnd).apply(to: around)
            #expect(changed.starts(with: "head\r\n".utf8) && changed.suffix(4).elementsEqual("tail".utf8))
            let again = encoding.decode(changed, 6..<changed.count - 4)
            #expect(again == wanted, "seed \(seed), \(encoding)")
            guard encoding != .identity else { continue }
            for line in changed[6..<(changed.count - 4)].split(separator: 0x0A) {
                #expect(line.count <= 77, "seed \(seed), \(encoding): \(String(decoding: line, as: UTF8.self))")
            }
        }
    }

    @Test func leavesUntouchedGroupsAlone() {
        let content = Bytes((0..<300).map { UInt8(truncatingIfNeeded: $0) })
        let raw = Base64Body.encode(content, lineEnd: [0x0D, 0x0A])
        var script = EditScript()
        // As long as what it replaces.
        script.append(150..<156, "******".utf8)
        let lowered = TransferEncoding.base64.lower(script, content, to: raw, 0..<raw.count, lineEnd: [0x0D, 0x0A])
        #expect(lowered.edits.count == 1 && lowered.edits[0].range.count <= 10)
    }

    /// A removal must not leave a line that ends a message.
    @Test(arguments: ["x\ntok.\ny", "x\ntokFrom here\ny"]) func makesNoBadLine(text: String) {
        let raw = Bytes(text.utf8)
        var script = EditScript()
        script.append(2..<5, [])
        let changed = QuotedPrintable.lower(script, to: raw, 0..<raw.count, lineEnd: [0x0A]).apply(to: raw)
        let lines = String(decoding: changed, as: UTF8.self).split(separator: "\n")
        #expect(!lines.contains { $0 == "." || $0.hasPrefix("From ") })
        #expect(QuotedPrintable.decode(changed, 0..<changed.count) == script.apply(to: raw))
    }
}
