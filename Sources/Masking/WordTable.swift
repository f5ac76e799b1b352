/// A set of byte strings that is asked, without allocating, whether a stretch of text is one of them.
struct WordTable: Sendable {
    /// The words one after another.
    private let bytes: [UInt8]
    /// Where each word ends in `bytes`; it begins where the one before ends.
    private let ends: [Int]
    /// By hash and the free place behind it: a word's index, or -1. At least half of them are free.
    private let slots: [Int32]
    /// Bytes of the longest word; 0 for no words.
    let longest: Int

    /// Empty words are left out.
    init(_ words: some Sequence<String>) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var longest = 0
        for word in words where !word.isEmpty {
            let start = bytes.count
            bytes += word.utf8
            ends.append(bytes.count)
            longest = max(longest, bytes.count - start)
        }
        var size = 2
        while size < 2 * ends.count { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for index in ends.indices {
            let word = (index > 0 ? ends[index - 1] : 0)..<ends[index]
            var slot = Self.hash(word, in: bytes.span) & (size - 1)
            // One that is there twice takes a second place, which nobody asks for.
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
        self.bytes = bytes
        self.ends = ends
        self.slots = slots
        self.longest = longest
    }

    /// FNV-1a.
    private static func hash(_ part: Range<Int>, in text: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in part { hash = (hash ^ UInt64(text[offset])) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: hash >> 16)
    }

    /// Whether `text[part]` equals a word.
    func contains(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        guard part.count <= longest else { return false }
        var slot = Self.hash(part, in: text) & (slots.count - 1)
        while slots[slot] >= 0 {
            if equals(text, part, range(Int(slots[slot]))) { return true }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// Where a word that stands over `position` ends, if one does; of several the longest reach.
    func end(ofWordOver position: Int, in text: Span<UInt8>) -> Int? {
        var reach = position
        for index in ends.indices {
            let word = range(index)
            var start = min(position, text.count - word.count)
            let earliest = max(0, position - word.count + 1)
            while start >= earliest, start + word.count > reach {
                if equals(text, start..<start + word.count, word) { reach = start + word.count }
                start -= 1
            }
        }
        return reach > position ? reach : nil
    }

    private func range(_ index: Int) -> Range<Int> {
        (index > 0 ? ends[index - 1] : 0)..<ends[index]
    }

    /// Whether `text[part]` is the word at `bytes[word]`.
    private func equals(_ text: Span<UInt8>, _ part: Range<Int>, _ word: Range<Int>) -> Bool {
        guard part.count == word.count else { return false }
        for offset in 0..<part.count where text[part.lowerBound + offset] != bytes[word.lowerBound + offset] { return false }
        return true
    }
}
