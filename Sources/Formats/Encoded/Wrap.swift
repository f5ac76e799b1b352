internal import Bytes

/// A spelling that a span stands in, and what of the units that it takes is not its own.
///
///     text      …  {"password":"hunter2","user":…
///     base64    …  eyJw  YXNz  d29y  ZCI6  Imh1  bnRl  cjIi  LCJ1  …
///     groups of three bytes:          "hu   nte   r2"
///     head  "   span  hunter2   tail  "
struct Wrap: Equatable {
    var spelling: TextSpelling
    /// In how many strings of JSON what is spelled so stands, in the text that holds it.
    var strings: Int
    /// The wrap of that text; -1 where it is the text itself.
    var parent: Int32
    /// What stands before and behind the span within its first and last unit.
    var head: [UInt8] = []
    var tail: [UInt8] = []
    /// Nothing of the text stands behind its last unit.
    var isEnd = false
}

/// The wraps of spans, by number.
final class WrapTable {
    private var wraps: [Wrap] = []

    func removeAll() { wraps.removeAll(keepingCapacity: true) }

    func number(of wrap: Wrap) -> Int32 {
        // Spans of one text come one behind the other.
        if let known = wraps.suffix(8).lastIndex(of: wrap) { return Int32(truncatingIfNeeded: known) }
        wraps.append(wrap)
        return Int32(truncatingIfNeeded: wraps.count - 1)
    }

    /// The wrap of a span made of two that touch or overlap, and whether the second one says how its mask is to be written.
    ///
    /// Where one holds the other, nothing that the larger leaves is the smaller's: its wrap is that of both.
    func joined(_ a: Int32, _ aRange: Range<Int>, _ b: Int32, _ bRange: Range<Int>, isOneRule: Bool) -> (wrap: Int32, isSecond: Bool) {
        if a == b { return (a, bRange.count > aRange.count) }
        if aRange == bRange {
            // The same secret, seen through more layers or fewer: fewer are less to be written again. Digits that stand for a mask are none
            // for another rule that takes them as they stand: it would find them again and again.
            if !isOneRule, a < 0 || b < 0, isDigits(max(a, b)) { return (-1, b < 0) }
            let isSecond = a < 0 || (b >= 0 && depth(of: b) < depth(of: a))
            return (isSecond ? b : a, isSecond)
        }
        if aRange.lowerBound <= bRange.lowerBound, aRange.upperBound >= bRange.upperBound { return (a, false) }
        if bRange.lowerBound <= aRange.lowerBound, bRange.upperBound >= aRange.upperBound { return (b, true) }
        let isSecond = bRange.count > aRange.count
        let larger = isSecond ? b : a
        guard a >= 0, b >= 0 else { return (larger < 0 ? -1 : bare(larger), isSecond) }
        let (first, second) = aRange.lowerBound < bRange.lowerBound ? (a, b) : (b, a)
        return (overlapping(first, second) ?? bare(larger), isSecond)
    }

    /// Whether the text itself shows base64 or hexadecimal digits.
    private func isDigits(_ wrap: Int32) -> Bool {
        guard let coding = layers(of: wrap).first?.spelling.coding else { return false }
        return coding.isBase64 || coding == .hexadecimal
    }

    private func depth(of wrap: Int32) -> Int {
        var depth = 0
        var at = wrap
        while at >= 0 {
            depth += 1
            at = wraps[Int(at)].parent
        }
        return depth
    }

    /// Of two that overlap, in order: the head of the first and the tail of the second, through the layers that both have.
    private func overlapping(_ first: Int32, _ second: Int32) -> Int32? {
        let (outer, others) = (layers(of: first), layers(of: second))
        var whole: Int32 = -1
        for (one, other) in zip(outer, others) {
            guard one.spelling == other.spelling, one.strings == other.strings else { break }
            whole = number(
                of: Wrap(
                    spelling: one.spelling, strings: one.strings, parent: whole, head: one.head, tail: other.tail, isEnd: other.isEnd))
        }
        return whole < 0 ? nil : whole
    }

    /// From the outermost on.
    private func layers(of wrap: Int32) -> [Wrap] {
        var layers: [Wrap] = []
        var at = wrap
        while at >= 0 {
            layers.append(wraps[Int(at)])
            at = layers[layers.count - 1].parent
        }
        return layers.reversed()
    }

    /// Without what stands in the first and the last unit.
    private func bare(_ wrap: Int32) -> Int32 {
        guard wrap >= 0 else { return wrap }
        var bare = wraps[Int(wrap)]
        bare.head = []
        bare.tail = []
        bare.isEnd = false
        bare.parent = self.bare(bare.parent)
        return number(of: bare)
    }

    /// The bytes that stand for a mask in a wrap.
    ///
    /// What follows in base64 must stay where groups begin. So bytes are spelled longer than they need where another spelling stands
    /// in it, and else blanks put behind the mask, until all groups are full.
    func write(_ mask: [UInt8], in wrap: Int32) -> [UInt8] {
        for blanks in 0...Self.mostBlanks {
            for escapes in 0...2 {
                let spelled = spell(mask + [UInt8](repeating: UInt8(ascii: " "), count: blanks), in: wrap, escapes: escapes)
                if spelled.isAligned { return spelled.bytes }
            }
        }
        return spell(mask, in: wrap, escapes: 0).bytes
    }

    /// Each layer of base64 can ask for two more of what stands in it.
    private static let mostBlanks = 27

    /// - Parameter escapes: so many bytes that need none are written as escapes where there can be some.
    private func spell(_ mask: [UInt8], in wrap: Int32, escapes: Int) -> (bytes: [UInt8], isAligned: Bool) {
        var bytes = mask
        var isAligned = true
        var at = wrap
        while at >= 0 {
            let layer = wraps[Int(at)]
            let whole = layer.head + bytes + layer.tail
            if layer.spelling.coding.isBase64, !layer.isEnd, whole.count % 3 != 0 { isAligned = false }
            bytes.removeAll(keepingCapacity: true)
            layer.spelling.append(whole[...], escapes: escapes, to: &bytes)
            if layer.strings > 0 {
                var escaped: [UInt8] = []
                JSONEscape.append(bytes[...], level: layer.strings, to: &escaped)
                bytes = escaped
            }
            at = layer.parent
        }
        return (bytes, isAligned)
    }

    /// What raw bytes of a span stand for.
    func read(_ raw: [UInt8], in wrap: Int32) -> [UInt8] {
        var bytes = raw
        for layer in layers(of: wrap) {
            for _ in 0..<layer.strings {
                bytes = Self.decoded(bytes) { text, output, _ in unsafe JSONEscape.decode(0..<text.count, in: text, to: &output) }
            }
            bytes = Self.decoded(bytes) { text, output, map in
                unsafe layer.spelling.decode(0..<text.count, in: text, to: &output, map: &map)
            }
            bytes = Array(bytes.dropFirst(layer.head.count).dropLast(layer.tail.count))
        }
        return bytes
    }

    private static func decoded(
        _ bytes: [UInt8], _ decode: (UnsafeBufferPointer<UInt8>, inout ByteBuffer, inout OffsetMap) -> Void
    ) -> [UInt8] {
        var output = ByteBuffer(capacity: max(1, bytes.count))
        var map = OffsetMap()
        unsafe bytes.withUnsafeBufferPointer { unsafe decode($0, &output, &map) }
        return output.array()
    }
}
