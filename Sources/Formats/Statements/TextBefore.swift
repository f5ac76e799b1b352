internal import Bytes
internal import Masking

/// The last bytes of a text that was gone over, and where masks stand in it and in what follows.
struct TextBefore: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where masks may be runs of a fill byte, three stars are taken for one.
    private let masks: MaskGrammar
    /// Where the last mask before `seen` begins, as an offset of the text that follows; below 0 it stands before it.
    private var last = Int.min
    /// Up to there masks were looked for.
    private var seen = Int.min

    /// So many bytes are known.
    static let most = 8192

    init(masks: MaskGrammar) { self.masks = masks }

    /// Whether what stands on a line may be what a mask made of it: one stands on it, or at most `most` bytes before. Lines are asked for
    /// in their order.
    ///
    /// - Parameter text: follows the bytes.
    mutating func isMasked(upTo line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let low = line.lowerBound - Self.most
        if seen < 0, low < 0 {
            unsafe bytes.withUnsafeBufferPointer { before in
                var at = max(0, before.count + max(seen, low))
                while let next = unsafe mask(in: before, from: at) {
                    last = next - before.count
                    at = next + 1
                }
            }
        }
        seen = max(seen, low, 0)
        while seen < line.upperBound, let next = unsafe mask(in: text.part(0..<line.upperBound), from: seen) {
            last = next
            seen = next + 1
        }
        seen = max(seen, line.upperBound)
        return last >= low
    }

    /// Goes behind whole lines.
    mutating func keep(_ text: UnsafeBufferPointer<UInt8>) {
        if text.count >= Self.most {
            bytes = unsafe Array(text.part(text.count - Self.most..<text.count))
        } else {
            bytes.removeFirst(max(0, bytes.count + text.count - Self.most))
            unsafe bytes.append(contentsOf: text)
        }
        if last > Int.min { last -= text.count }
        seen = seen > Int.min ? seen - text.count : seen
    }

    /// Where a mask begins at or after an offset, or what may be one: a label, or a cover.
    ///
    /// - Parameter text: whole lines.
    func mask(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var cover = unsafe masks.covers ? ByteSearch.first(Self.cover, in: text, from: start) : nil
        while let found = cover, let end = unsafe Self.endOfHead(at: found, in: text) {
            cover = unsafe ByteSearch.first(Self.cover, in: text, from: end)
        }
        let text = unsafe text.part(0..<(cover ?? text.count))
        return unsafe masks.nextMask(in: text.span, from: start)?.lowerBound ?? cover
    }

    /// Where the stars and blanks end that a line begins with, if a cover stands in them: `*** INFO` covers no value.
    private static func endOfHead(at cover: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        func isOfHead(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var start = cover
        while start > 0, unsafe isOfHead(text[start - 1]) { start -= 1 }
        guard unsafe start == 0 || text[start - 1] == UInt8(ascii: "\n") else { return nil }
        var end = cover
        while end < text.count, unsafe isOfHead(text[end]) { end += 1 }
        return end
    }

    private static let cover = ByteSearch.lowered("***")
}
