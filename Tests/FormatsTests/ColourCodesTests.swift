import Bytes
import TestSupport
import Testing

@testable import Formats

@Suite struct ColourCodesTests {
    static func join(_ text: [UInt8]) -> (view: [UInt8], map: OffsetMap, mayHoldText: Bool) {
        var view = ByteBuffer()
        var map = OffsetMap()
        view.append(Array("left from before".utf8))
        let mayHoldText = unsafe text.withUnsafeBufferPointer { unsafe ColourCodes.join($0, into: &view, map: &map) }
        return (view.array(), map, mayHoldText)
    }

    static func open(_ text: [UInt8]) -> (view: [UInt8], map: OffsetMap) {
        var view = ByteBuffer()
        var map = OffsetMap()
        view.append(Array("left from before".utf8))
        unsafe text.withUnsafeBufferPointer { unsafe ColourCodes.open($0, into: &view, map: &map) }
        return (view.array(), map)
    }

    struct Case: Sendable {
        var text: String
        var joined: String
        /// Nil where every sequence is a colour.
        var opened: String?
    }

    @Test(arguments: [
        Case(text: "plain", joined: "plain"), Case(text: "", joined: ""),
        Case(text: "␛[31mred␛[0m", joined: "red"), Case(text: "␛[mx", joined: "x"), Case(text: "a␛[1;38;5;200mb␛[K", joined: "ab"),
        // Other CSI, and those with a number that no colour has.
        Case(text: "a␛[2Jb␛[?25lc␛[1 qd␛[>0~e", joined: "abcde", opened: "a⏎2⏎Jb⏎?25⏎lc⏎1 ⏎qd⏎>0⏎~e"),
        Case(text: "a␛[12345mb", joined: "ab", opened: "a⏎12345⏎mb"), Case(text: "a␛[1:2mb", joined: "ab", opened: "a⏎1:2⏎mb"),
        // Two bytes; intermediates.
        Case(text: "␛Mx␛7y␛=z␛c", joined: "xyz", opened: "⏎Mx⏎7y⏎=z⏎c"), Case(text: "␛(Bx␛#8y␛ Fz", joined: "xyz", opened: "⏎(Bx⏎#8y⏎ Fz"),
        // Cut short.
        Case(text: "a␛", joined: "a", opened: "a⏎"), Case(text: "a␛[", joined: "a", opened: "a⏎["),
        Case(text: "a␛(", joined: "a", opened: "a⏎("),
        Case(text: "a␛[31", joined: "a", opened: "a⏎31⏎"), Case(text: "a␛[31\nm", joined: "a\nm", opened: "a⏎31⏎\n"),
        Case(text: "a␛[é", joined: "aé", opened: "a⏎[é"), Case(text: "␛␛[1mx", joined: "x", opened: "⏎x"),
        Case(text: "␛[␛[1mx", joined: "x", opened: "⏎[x"), Case(text: "␛\u{1}x", joined: "\u{1}x", opened: "⏎\u{1}x"),
        // Parameters may not follow intermediates.
        Case(text: "a␛[1 1mb", joined: "a1mb", opened: "a⏎1 ⏎1mb"),
        // Strings.
        Case(text: "a␛]8;;http://x/␇link␛]8;;␇b", joined: "alinkb", opened: "a⏎8;;http://x/⏎link⏎8;;⏎b"),
        Case(text: "a␛P1␛\\b␛_é␛\\c␛^2␇d␛X3␛\\", joined: "abcd", opened: "a⏎1⏎b⏎é⏎c⏎2⏎d⏎3⏎"),
        // Without an end.
        Case(text: "␛]8;;pw\nx␇", joined: "8;;pw\nx␇", opened: "⏎]8;;pw\n"), Case(text: "␛]8;␛[1mx", joined: "8;x", opened: "⏎]8;x"),
        Case(text: "␛Pa\u{18}b␇", joined: "a\u{18}b␇", opened: "⏎Pa\u{18}b␇"),
        // Only lines with such a sequence are opened.
        Case(text: "one\n␛[1mtwo␛[m\r\nth␛7ree\r\nfour\n␛7", joined: "one\ntwo\r\nthree\r\nfour\n", opened: "th⏎7ree\r\n⏎7"),
    ])
    func whatTheViewsShow(item: Case) {
        let text = Array(item.text.replacing("␛", with: "\u{1B}").replacing("␇", with: "\u{7}").utf8)
        let (view, map, mayHoldText) = Self.join(text)
        #expect(String(decoding: view, as: UTF8.self) == item.joined.replacing("␇", with: "\u{7}"))
        #expect(map.viewCount == view.count && mayHoldText == (item.opened != nil))
        let opened = Self.open(text)
        #expect(String(decoding: opened.view, as: UTF8.self) == item.opened?.replacing("␇", with: "\u{7}").replacing("⏎", with: "\n") ?? "")
        #expect(opened.map.viewCount == opened.view.count)
        #expect(unsafe text.withUnsafeBufferPointer { unsafe ColourCodes.stand(in: $0) } == item.text.contains("␛"))
    }

    @Test func aSequenceIsNoLongerThanItMayBe() {
        for (length, isOne) in [(ControlSequence.longest, true), (ControlSequence.longest + 1, false)] {
            let csi = [0x1B, 0x5B] + [UInt8](repeating: 0x31, count: length - 3) + [0x6D]
            #expect(Self.join(csi + [0x78]).view == (isOne ? [0x78] : [0x6D, 0x78]))
            let osc = [0x1B, 0x5D] + [UInt8](repeating: 0x31, count: length - 4) + [0x1B, 0x5C]
            #expect(Self.join(osc + [0x78]).view.count == (isOne ? 1 : length - 3))
        }
        for (length, isColour) in [(ControlSequence.longestColour, true), (ControlSequence.longestColour + 1, false)] {
            let csi: [UInt8] = [0x1B, 0x5B] + (0..<length - 3).map { $0 % 2 == 0 ? 0x31 : 0x3B } + [0x6D]
            #expect(Self.join(csi).mayHoldText == !isColour)
        }
    }

    static let alphabet: [UInt8] = [
        0x1B, 0x1B, 0x1B, 0x5B, 0x5D, 0x50, 0x31, 0x3B, 0x20, 0x28, 0x6D, 0x07, 0x5C, 0x0A, 0x61, 0xC3, 0x00, 0x18,
    ]

    /// Whatever stands in a text, each byte of a view stands for itself, and the two views together show every byte but those
    /// that make a sequence one.
    @Test(arguments: Array(1...200) as [UInt64])
    func everyByteIsSeen(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = (0..<random.below(120)).map { _ in random.pick(Self.alphabet) }
        var seen: Set<Int> = []
        let (view, map, _) = Self.join(text)
        for offset in view.indices {
            let raw = map.rawHull(of: offset..<offset + 1)
            #expect(raw.map { $0.count == 1 && text[$0.lowerBound] == view[offset] } == true, "seed \(seed), offset \(offset)")
            seen.formUnion(raw ?? 0..<0)
        }
        let opened = Self.open(text)
        for offset in opened.view.indices { seen.formUnion(opened.map.rawHull(of: offset..<offset + 1) ?? 0..<0) }
        var at = 0
        while at < text.count {
            guard text[at] == 0x1B else {
                #expect(seen.contains(at), "seed \(seed), offset \(at)")
                at += 1
                continue
            }
            let sequence = unsafe text.withUnsafeBufferPointer { unsafe ControlSequence.at(at, in: $0) }
            let end = at + sequence.length
            #expect(!text[at..<end].contains(0x0A), "seed \(seed), offset \(at)")
            let content = sequence.kind == .string ? at + 2..<end - sequence.endLength : at + 1..<end
            if sequence.kind != .colour { #expect(seen.isSuperset(of: content), "seed \(seed), offset \(at)") }
            at = end
        }
    }
}
