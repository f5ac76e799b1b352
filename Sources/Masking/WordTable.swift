/// A set of byte strings that is asked, without allocating, whether a stretch of text is one of them.
struct WordTable: Sendable {
    /// The words one after another, sorted by their bytes.
    private let bytes: [UInt8]
    /// Where each word ends in `bytes`; it begins where the one before ends.
    private let ends: [Int]
    /// Bytes of the longest word; 0 for no words.
    let longest: Int

    /// Empty words are left out.
    init(_ words: some Sequence<String>) {
        var sorted: [[UInt8]] = []
        for word in words where !word.isEmpty { sorted.append(Array(word.utf8)) }
        sorted.sort { $0.lexicographicallyPrecedes($1) }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var longest = 0
        var last: [UInt8] = []
        for word in sorted where word != last {
            bytes += word
            ends.append(bytes.count)
            longest = max(longest, word.count)
            last = word
        }
        self.bytes = bytes
        self.ends = ends
        self.longest = longest
    }

    /// Whether `text[part]` equals a word: a binary search.
    func contains(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        guard part.count <= longest else { return false }
        var low = 0
        var high = ends.count
        while low < high {
            let middle = low + (high - low) / 2
            switch order(text, part, range(middle)) {
            case 0: return true
            case ..<0: high = middle
            default: low = middle + 1
            }
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
                if order(text, start..<start + word.count, word) == 0 { reach = start + word.count }
                start -= 1
            }
        }
        return reach > position ? reach : nil
    }

    private func range(_ index: Int) -> Range<Int> {
        (index > 0 ? ends[index - 1] : 0)..<ends[index]
    }

    /// Negative, zero or positive as `text[part]` sorts before, with or after the word at `bytes[word]`.
    private func order(_ text: Span<UInt8>, _ part: Range<Int>, _ word: Range<Int>) -> Int {
        for offset in 0..<min(part.count, word.count) {
            let difference = Int(text[part.lowerBound + offset]) - Int(bytes[word.lowerBound + offset])
            if difference != 0 { return difference }
        }
        return part.count - word.count
    }
}
