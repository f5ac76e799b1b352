import Bytes
import Testing

@testable import Formats

@Suite struct ColourCodesTests {
    static func strip(_ text: [UInt8]) -> (view: [UInt8], map: OffsetMap) {
        var view = ByteBuffer()
        var map = OffsetMap()
        view.append(Array("left from before".utf8))
        unsafe text.withUnsafeBufferPointer { unsafe ColourCodes.strip($0, into: &view, map: &map) }
        return (view.array(), map)
    }

    struct Case: Sendable {
        var text: String
        var view: String
    }

    @Test(arguments: [
        Case(text: "plain", view: "plain"), Case(text: "", view: ""),
        Case(text: "\u{1B}[31mred\u{1B}[0m", view: "red"), Case(text: "\u{1B}[mx", view: "x"),
        Case(text: "a\u{1B}[1;38;5;200mb", view: "ab"),
        Case(text: "a\u{1B}[2Kb\u{1B}[?25lc\u{1B}[1 qd\u{1B}[>0~e", view: "abcde"),
        // Cut short, or none.
        Case(text: "a\u{1B}", view: "a\u{1B}"), Case(text: "a\u{1B}[", view: "a\u{1B}["), Case(text: "a\u{1B}[31", view: "a\u{1B}[31"),
        Case(text: "a\u{1B}[31\nm", view: "a\u{1B}[31\nm"), Case(text: "a\u{1B}[é", view: "a\u{1B}[é"),
        Case(text: "\u{1B}Mx", view: "\u{1B}Mx"),
        Case(text: "\u{1B}\u{1B}[1mx", view: "\u{1B}x"), Case(text: "\u{1B}[\u{1B}[1mx", view: "\u{1B}[x"),
        // Parameters may not follow intermediates.
        Case(text: "a\u{1B}[1 1mb", view: "a\u{1B}[1 1mb"),
        // A hyperlink's address is text, whole or cut short.
        Case(text: "\u{1B}]8;;http://x/\u{7}link\u{1B}]8;;\u{7}", view: "\u{1B}]8;;http://x/\u{7}link\u{1B}]8;;\u{7}"),
        Case(text: "\u{1B}]8;;pw\nx\u{7}", view: "\u{1B}]8;;pw\nx\u{7}"), Case(text: "\u{1B}]8;\u{1B}[1mx", view: "\u{1B}]8;x"),
    ])
    func codesAreOutOfTheView(item: Case) {
        let text = Array(item.text.utf8)
        let (view, map) = Self.strip(text)
        #expect(String(decoding: view, as: UTF8.self) == item.view)
        #expect(map.viewCount == view.count)
        #expect(unsafe text.withUnsafeBufferPointer { unsafe ColourCodes.stand(in: $0) } == item.text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func aCodeIsNoLongerThanItMayBe() {
        for (length, isCode) in [(ColourCodes.longest, true), (ColourCodes.longest + 1, false)] {
            let csi = [0x1B, 0x5B] + [UInt8](repeating: 0x31, count: length - 3) + [0x6D]
            #expect(Self.strip(csi + [0x78]).view.count == (isCode ? 1 : length + 1))
        }
    }

    /// The same, read off ECMA-48 a byte at a time.
    static func naiveLength(_ t: [UInt8], _ start: Int) -> Int {
        let rest = t[start...].prefix(ColourCodes.longest)
        guard rest.count > 1 else { return 0 }
        if t[start + 1] == 0x5B {
            var stage = 0
            for i in rest.indices.dropFirst(2) {
                if stage == 0, (0x30...0x3F).contains(t[i]) { continue }
                if (0x20...0x2F).contains(t[i]) { stage = 1 } else { return (0x40...0x7E).contains(t[i]) ? i + 1 - start : 0 }
            }
        }
        return 0
    }

    @Test(arguments: Array(1...200) as [UInt64])
    func agreesWithByteByByte(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [0x1B, 0x1B, 0x5B, 0x5D, 0x31, 0x3B, 0x20, 0x6D, 0x07, 0x5C, 0x0A, 0x61, 0xC3, 0x00]
        let text = (0..<random.below(120)).map { _ in random.pick(alphabet) }
        var expected: [(byte: UInt8, raw: Int)] = []
        var at = 0
        while at < text.count {
            let length = text[at] == 0x1B ? Self.naiveLength(text, at) : 0
            if length == 0 { expected.append((text[at], at)) }
            at += max(1, length)
        }
        let (view, map) = Self.strip(text)
        #expect(view == expected.map(\.byte), "seed \(seed)")
        for (offset, item) in expected.enumerated() {
            #expect(map.rawHull(of: offset..<offset + 1) == item.raw..<item.raw + 1, "seed \(seed), offset \(offset)")
        }
    }
}
