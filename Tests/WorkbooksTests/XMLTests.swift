import Bytes
import CXML
import TestSupport
import Testing

@testable import Workbooks

/// Events of XML: the plain reader and expat, which goes on where something is that it does not know, say the same.
@Suite struct XMLTests {
    struct Event: Equatable, CustomStringConvertible {
        var kind: UInt8
        var start: Int
        var length: Int
        var means: [UInt8]
        var description: String { "\(kind)@\(start)+\(length)\(means)" }
    }

    /// What is read, in pieces of a size; neighbouring texts are one. Nil where it is refused.
    private static func events(_ text: [UInt8], pieces: Int) -> (events: [Event], failure: String?) {
        var found: [Event] = []
        do throws(WorkbookError) {
            let reader = try XMLEvents(part: "x")
            var at = 0
            repeat {
                let end = min(at + pieces, text.count)
                let piece = Array(text[at..<end])
                unsafe try piece.withUnsafeBufferPointer { (bytes) throws(WorkbookError) in
                    for event in unsafe try reader.feed(bytes, isFinal: end == text.count) {
                        let isText = event.kind == 3
                        if isText, let last = found.last, last.kind == 3, last.start + last.length == Int(event.start) {
                            found[found.count - 1].length += Int(event.length)
                            continue
                        }
                        let count = event.kind == 1 ? 1 : Int(event.count)
                        let means = unsafe withUnsafeBytes(of: event.text) { unsafe Array($0.prefix(isText ? 0 : count)) }
                        found.append(
                            Event(
                                kind: event.kind, start: Int(event.start), length: Int(event.length),
                                means: event.kind > 4 || event.kind == 2 ? [] : means))
                    }
                }
                at = end
            } while at < text.count
        } catch {
            return (found, "\(error)")
        }
        return (found, nil)
    }

    /// As expat reads it: a comment that the plain reader does not know stands before it.
    private static func expat(_ text: [UInt8]) -> (events: [Event], failure: String?) {
        let comment = Array("<!---->".utf8)
        let (events, failure) = events(comment + text, pieces: 1 << 20)
        return (
            events.dropFirst().map { event in
                var event = event
                event.start -= comment.count
                return event
            }, failure
        )
    }

    private static func check(_ text: [UInt8], _ seed: String = "") {
        let expected = expat(text)
        for pieces in [1, 2, 3, 7, 64, 1 << 20] {
            let found = events(text, pieces: pieces)
            #expect(
                (found.failure == nil) == (expected.failure == nil),
                "\(seed) \(String(decoding: text, as: UTF8.self)) in \(pieces): \(found), \(expected)")
            guard expected.failure == nil else { continue }
            #expect(found.events == expected.events, "\(seed) \(String(decoding: text, as: UTF8.self)) in \(pieces)")
        }
    }

    @Test(arguments: [
        "<a/>", "<a></a>", " <a>\n b&amp;c </a>\n", "<a b='c' d = \"e'\"\n/>", "<p:a p:b=\"c\"><c r=\"A1\"><v>1</v></c></p:a>",
        "<a>&#65;&#x1F600;&lt;&#10;</a>", "<a>]] ]> ]]&gt; ]</a>", "<a>ü€😀</a>", "<a b=\"ü&amp;\">x</a >", "<a>x\r\ny\rz</a>",
        "<a>x<!-- y -->z<b/></a>",
        "<a><![CDATA[<b>]]></a>", "<a><?b c?>d</a>", "<a b=\"1\" c=\"2\"><b/></a><!-- -->", "<a\u{FFFD}/>", "<ä/>", "<a>\u{7F}</a>",
        "<a>\t</a>",
        "<row><c><v>1</v><f>2</f></c><c/></row>", "<a>\u{85}\u{2028}</a>",
        // Not well-formed.
        "", "<", "<a>", "<a></b>", "<a/><b/>", "<a>&foo;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>]]></a>", "<a b=\"<\"/>", "<a b=c/>",
        "<a b=\"c\"d=\"e\"/>", "<a b=\"1\" b=\"2\"/>", "<a>\u{1}</a>", "<a b=\"\u{1}\"/>", "<a>&</a>", "<a>&amp</a>", "<a", "<a b", "<a b=",
        "<a b=\"",
        "x<a/>", "<a/>x", "</a>", "<a></a></a>", "<1/>", "< a/>", "<a>\u{FFFE}</a>", "<!DOCTYPE a><a/>", "<a><!DOCTYPE a></a>", "<a/>&amp;",
        "&amp;<a/>",
        "<a/ >", "<a b=\"&\"/>", "<a b=\"&bar;\"/>", "<a>&#1114112;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#xg;</a>", "<:/>", "<-a/>",
        "<a:b:c/>",
    ])
    func plainIsAsExpatReads(_ text: String) { Self.check(Array(text.utf8)) }

    /// Bytes that are no UTF-8, each way in which they may not be.
    @Test func whatIsNoUTF8IsRefused() {
        for bytes in [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xC3, 0x28], [0xFF],
        ] as [[UInt8]] {
            for (before, behind) in [("<a>", "</a>"), ("<a b=\"", "\"/>"), ("<a>x", "y</a>")] {
                Self.check(Array(before.utf8) + bytes + Array(behind.utf8))
            }
        }
    }

    @Test(arguments: [
        "<?xml version=\"1.0\"?><a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<a>b</a>",
        "<?xml version='1.0' encoding='utf-8'?>\n<a/>", "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "\u{FEFF}<a/>",
    ])
    func declarations(_ text: String) {
        let bytes = Array(text.utf8)
        let whole = Self.events(bytes, pieces: 1 << 20)
        #expect(whole.failure == nil && whole.events.last?.kind == 2)
        for pieces in [1, 2, 5, 40] { #expect(Self.events(bytes, pieces: pieces).events == whole.events) }
    }

    @Test(arguments: [
        "<?xml version=\"1.0\" encoding=\"latin1\"?><a/>", " <?xml version=\"1.0\"?><a/>", "<?xml?><a/>",
        "<?xml version=\"1.0\" standalone=\"maybe\"?><a/>",
    ])
    func otherDeclarationsAreRefused(_ text: String) {
        for pieces in [1, 1 << 20] { #expect(Self.events(Array(text.utf8), pieces: pieces).failure != nil) }
    }

    /// So many levels are read, and no more; by either reader.
    @Test(arguments: ["", "<!---->"])
    func depthIsBounded(_ before: String) {
        func nested(_ depth: Int, _ inner: String) -> [UInt8] {
            Array((before + String(repeating: "<a>", count: depth) + inner + String(repeating: "</a>", count: depth)).utf8)
        }
        let most = Int(WorkbookLimits.depth)
        for inner in ["", "<!-- -->x"] {
            #expect(Self.events(nested(most, inner), pieces: 100).failure == nil)
            #expect(Self.events(nested(most + 1, inner), pieces: 100).failure?.contains("nest deeper") == true)
        }
    }

    /// Documents made at random of what either reader has to tell apart, most of them not well-formed.
    @Test func generatedDocuments() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(seed)
        let pieces = [
            "<a>", "</a>", "<b c=\"d\">", "</b>", "<e/>", "text", "&amp;", "&#65;", "]", "]]", ">", "\n", "\r", " ", "<!-- x -->",
            "<![CDATA[y]]>",
            "<?p q?>", "ü", "\"", "<", "&", "<a b='1' c=\"&lt;\">", "=", "/", "\u{1}", "<a b=\"1\" b=\"2\">",
        ].map { Array($0.utf8) }
        for _ in 0..<600 {
            var text = Array("<a>".utf8)
            var open = ["a"]
            for _ in 0..<random.next(14) {
                switch random.next(10) {
                case 0..<3:
                    let name = ["a", "b", "row", "c"][random.next(4)]
                    open.append(name)
                    text += Array("<\(name)>".utf8)
                case 3..<6: if open.count > 1 { text += Array("</\(open.removeLast())>".utf8) }
                case 6..<9: text += pieces[5 + random.next(15)]
                default: text += pieces[random.next(pieces.count)]
                }
            }
            while let name = open.popLast() { text += Array("</\(name)>".utf8) }
            Self.check(text, "seed \(seed)")
        }
    }

    private struct SplitMix {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed }
        mutating func next(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return bound == 0 ? 0 : Int((z ^ (z >> 31)) % UInt64(bound))
        }
    }
}
