internal import Bytes

/// Words that a rule wants near a match.
extension Scanner {
    /// Letters up to which a near word must begin or end a word of the text: `ssn` is meant by `userSsn` and `ssn_hash`, and not by
    /// `className`.
    static let shortWord = 5

    /// As `stands`; a short word counts where it stands for itself.
    func standsAsWord(_ word: [UInt8], in part: Range<Int>, of scope: Scope, _ state: inout RecordState) -> Bool {
        guard word.count <= Self.shortWord else { return stands(word, in: part, of: scope, &state) }
        return unsafe Self.standsApart(word, in: part, of: scope.text) { place in
            unsafe !holdsMask(scope, &state) || standsOutsideMasks(word, in: place, of: scope.text)
        }
    }

    /// Whether a word stands for itself in a part of a text, at a place that `counts`.
    static func standsApart(
        _ word: [UInt8], in part: Range<Int>, of whole: UnsafeBufferPointer<UInt8>, _ counts: (Range<Int>) -> Bool
    ) -> Bool {
        let text = unsafe whole.part(0..<part.upperBound)
        var at = part.lowerBound
        while let start = unsafe ByteSearch.first(word, in: text, from: at) {
            at = start + 1
            let place = start..<start + word.count
            if unsafe isApart(place, in: whole), counts(place) { return true }
        }
        return false
    }

    /// Whether what stands at a place begins or ends a word: next to it is no letter, or one of the other case, as in `customerId`.
    /// Beside a letter of the place that is at one of its ends only, there; a place without any is apart by itself.
    private static func isApart(_ place: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = unsafe text[place].first, let last = unsafe text[place].last else { return false }
        let opens = unsafe !isLetter(first) || place.lowerBound == 0 || parts(text[place.lowerBound - 1], first)
        let closes = unsafe !isLetter(last) || place.upperBound == text.count || parts(last, text[place.upperBound])
        switch (isLetter(first), isLetter(last)) {
        case (true, true): return opens || closes
        case (true, false): return opens
        case (false, true): return closes
        case (false, false): return true
        }
    }

    /// Whether a word ends between two bytes, one of which is a letter.
    private static func parts(_ left: UInt8, _ right: UInt8) -> Bool {
        !isLetter(left) || !isLetter(right) || (left >= UInt8(ascii: "a") && right <= UInt8(ascii: "Z"))
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") }
}
