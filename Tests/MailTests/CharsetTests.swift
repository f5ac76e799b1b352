import CCharset
import TestSupport
import Testing

@testable import Mail

@Suite struct CharsetTests {
    static let sets = [
        ("utf-8", "grüße €"), ("iso-8859-1", "grüße"), ("iso-8859-15", "grüße €"), ("windows-1252", "grüße €"), ("windows-1251", "привет"),
        ("koi8-r", "привет"), ("windows-1255", "שלום"), ("windows-1258", "chào"), ("shift_jis", "日本語テスト"), ("euc-jp", "日本語"),
        ("gb18030", "中文测试€"),
        ("gb2312", "中文"), ("big5", "中文測試"), ("euc-kr", "한국어"), ("iso-2022-jp", "日本語テスト"), ("iso-2022-kr", "한국어"), ("utf-7", "grüße€"),
        ("utf-16", "日本🙂"), ("utf-16le", "日本🙂"), ("utf-16be", "日本🙂"), ("utf-32le", "日本🙂"),
    ]

    static func encode(_ text: String, _ label: String) -> Bytes {
        let name = Charset(named: label)?.name ?? label
        var out = Bytes(repeating: 0, count: text.utf8.count * 8 + 64)
        var count = 0
        let bytes = Bytes(text.utf8)
        let isDone = unsafe bytes.withUnsafeBufferPointer { unsafe charset_encode(name, $0.baseAddress, $0.count, &out, out.count, &count) }
        #expect(isDone, "\(label)")
        return Bytes(out.prefix(count))
    }

    @Test(arguments: sets) func decodes(label: String, sample: String) throws {
        let charset = try #require(Charset(named: label))
        let text = "a \(sample) b\n\(sample)"
        #expect(charset.decode(Self.encode(text, label)).map { String(decoding: $0, as: UTF8.self) } == text, "\(label)")
    }

    /// A mask is right wherever it lands, and what stands around it stays what it was.
    @Test(arguments: sets) func carriesChangesBack(label: String, sample: String) throws {
        let charset = try #require(Charset(named: label))
        let text = "x\(sample)SECRET\(sample) SECRET\n\(sample)"
        let bytes = Self.encode(text, label)
        let decoded = try #require(charset.decode(bytes))
        // ASCII alone, ASCII with a character on both sides, and characters alone.
        let start = 1 + sample.utf8.count
        let first = String(sample.first ?? "x").utf8.count
        let last = String(sample.last ?? "x").utf8.count
        for range in [start..<start + 6, start - last..<start + 6 + first, 1..<1 + first, 0..<decoded.count] {
            var script = EditScript()
            script.append(range, "[MASK]".utf8)
            let changed = charset.lower(script, decoded, to: bytes).apply(to: bytes)
            #expect(charset.decode(changed) == script.apply(to: decoded), "\(label) \(range)")
        }
        #expect(charset.lower(EditScript(), decoded, to: bytes).isEmpty)
    }

    @Test func knowsNoOthers() {
        for label in ["x-nothing", "utf-8//translit", "../gconv", "iso-2022-cn-ext", ""] { #expect(Charset(named: label) == nil) }
    }

    /// Whatever the bytes, decoding ends.
    @Test(arguments: 0..<100) func bearsAnything(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let bytes = Bytes(
            (0..<300).map { _ in
                random.next() % 3 == 0
                    ? [0x1B, 0x24, 0x42, 0x28, 0x2B, 0x2D].randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
            })
        for (label, _) in Self.sets {
            guard let charset = Charset(named: label), let text = charset.decode(bytes) else { continue }
            var script = EditScript()
            script.append(text.count / 3..<text.count / 2, "[MASK]".utf8)
            let changed = charset.lower(script, text, to: bytes).apply(to: bytes)
            #expect(charset.decode(changed) != nil, "seed \(seed), \(label)")
        }
    }
}
