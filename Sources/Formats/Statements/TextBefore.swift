internal import Bytes
internal import Masking

/// The last bytes of a text that was gone over, and where masks stand in it and in what follows.
struct TextBefore: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where the last mask before `seen` begins, as an offset of the text that follows; below 0 it stands before it.
    private var mask = Int.min
    /// Up to there masks were looked for.
    private var seen = Int.min

    /// So many bytes are known.
    static let most = 8192

    /// Whether what stands on a line may be what a mask made of it: one stands on it, or at most `most` bytes before. Lines are asked for
    /// in their order.
    ///
    /// - Parameter text: follows the bytes.
    mutating func isMasked(upTo line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let low = line.lowerBound - Self.most
        if seen < 0, low < 0 {
            unsafe bytes.withUnsafeBufferPointer { before in
                var at = max(0, before.count + max(seen, low))
                while let next = unsafe Self.mask(in: before, from: at) {
                    mask = next - before.count
                    at = next + 1
                }
            }
        }
        seen = max(seen, low, 0)
        while seen < line.upperBound, let next = unsafe Self.mask(in: text.part(0..<line.upperBound), from: seen) {
            mask = next
            seen = next + 1
        }
        seen = max(seen, line.upperBound)
        return mask >= low
    }

    /// Goes behind whole lines.
    mutating func keep(_ text: UnsafeBufferPointer<UInt8>) {
        if text.count >= Self.most {
            bytes = unsafe Array(text.part(text.count - Self.most..<text.count))
        } else {
            bytes.removeFirst(max(0, bytes.count + text.count - Self.most))
            unsafe bytes.append(contentsOf: text)
        }
        if mask > Int.min { mask -= text.count }
        seen = seen > Int.min ? seen - text.count : seen
    }

    /// Where a mask begins at or after an offset, or what looks like one: a label, or a cover.
    static func mask(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let cover = unsafe ByteSearch.first(Self.cover, in: text, from: start)
        let text = unsafe text.part(0..<(cover ?? text.count))
        var at = start
        while let open = unsafe ByteSearch.first(UInt8(ascii: "["), in: text, from: at) {
            if unsafe MaskGrammar.beginsLabel(at: open, in: text) == true { return open }
            at = open + 1
        }
        return cover
    }

    private static let cover = ByteSearch.lowered("***")
}
