/// What stands between two marks of a document: blanks, and a number or a word.
extension DocumentCursor {
    /// What is over the cap between two marks, or behind the last: the first number or word, or the blanks around it.
    func stop(in gap: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Stop? {
        var low = gap.lowerBound
        while low < gap.upperBound, unsafe JSONScalar.isBlank(text[low]) { low += 1 }
        if low - gap.lowerBound > longest { return .blank(gap.lowerBound) }
        var high = low
        while high < gap.upperBound, unsafe !JSONScalar.isBlank(text[high]) { high += 1 }
        if high - low > longest { return .long(low) }
        var behind = high
        while behind < gap.upperBound, unsafe JSONScalar.isBlank(text[behind]) { behind += 1 }
        return behind - high > longest ? .blank(high) : nil
    }

    func holdsScalar(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        for at in range where unsafe !JSONScalar.isBlank(text[at]) { return true }
        return false
    }
}
