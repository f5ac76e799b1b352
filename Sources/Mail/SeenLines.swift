internal import Bytes

/// Lines in which nothing was found, so that they need no other look where they stand again: a mail holds the same text as HTML and
/// without it, each look at what was masked meets all that was not, and mails of one program have lines in common.
///
/// A worker keeps them from one message to the next, for its rules are the same.
/// They are compared byte for byte. The hash only says where to look, so that whoever finds two lines with the same one has gained
/// nothing; and where too many are near each other, some are not kept.
struct SeenLines: ~Copyable {
    private struct Line {
        var hash: UInt32
        var start: UInt32
        var count: UInt32
    }

    private var text: [UInt8] = []
    private var lines: [Line] = []
    /// By hash: one more than the index of a line; 0 where there is none.
    private var slots = [UInt16](repeating: 0, count: slotCount)

    private static let slotCount = 1 << 13
    /// So many at the most, with so many bytes together: of a message with more, the first.
    static let mostLines = slotCount / 2
    static let mostText = 512 << 10
    /// Neighbouring slots that are looked at.
    private static let reach = 8

    var isEmpty: Bool { lines.isEmpty }

    /// Makes room for what the next message has, if there is little.
    mutating func makeRoom() {
        guard lines.count > Self.mostLines / 2 || text.count > Self.mostText / 2 else { return }
        lines.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// - Parameters:
    ///   - line: without its line end.
    ///   - hash: of the line.
    func holds(_ line: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Bool {
        var slot = Int(hash) & (Self.slotCount - 1)
        for _ in 0..<Self.reach {
            let index = Int(slots[slot]) - 1
            if index < 0 { return false }
            let known = lines[index]
            if unsafe known.hash == hash && Int(known.count) == line.count && equals(line, at: Int(known.start)) { return true }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        return false
    }

    private func equals(_ line: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe SameBytes.hold($0.part(start..<start + line.count), line) }
    }

    mutating func insert(_ line: UnsafeBufferPointer<UInt8>, _ hash: UInt32) {
        guard lines.count < Self.mostLines, text.count + line.count <= Self.mostText else { return }
        var slot = Int(hash) & (Self.slotCount - 1)
        for _ in 0..<Self.reach {
            if slots[slot] == 0 {
                let start = UInt32(text.count)
                unsafe text.append(contentsOf: line)
                lines.append(Line(hash: hash, start: start, count: UInt32(line.count)))
                slots[slot] = UInt16(lines.count)
                return
            }
            let known = lines[Int(slots[slot]) - 1]
            if unsafe known.hash == hash && Int(known.count) == line.count && equals(line, at: Int(known.start)) { return }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
    }

    /// Sixteen bytes at a time, each multiplied with the next and the two halves of the product joined.
    static func hash(_ line: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let bytes = unsafe UnsafeRawBufferPointer(line)
        let count = unsafe bytes.count
        var hash = first ^ UInt64(count)
        if count >= 16 {
            var at = 0
            while at &+ 16 < count {
                hash = unsafe joined(word(bytes, at) ^ second, word(bytes, at &+ 8) ^ hash)
                at &+= 16
            }
            // The last sixteen, whatever of them was taken already.
            hash = unsafe joined(word(bytes, count - 16) ^ second, word(bytes, count - 8) ^ hash)
        } else if count >= 8 {
            hash = unsafe joined(word(bytes, 0) ^ second, word(bytes, count - 8) ^ hash)
        } else {
            var last: UInt64 = 0
            for at in 0..<count { last = unsafe last << 8 | UInt64(bytes[at]) }
            hash = joined(last ^ second, hash)
        }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let second: UInt64 = 0xD1B5_4A32_D192_ED03

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    }

    @inline(__always)
    private static func joined(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
