internal import Bytes
internal import Engine
internal import Masking

/// What does not settle is masked as a whole: of JSON the string that it stands in, so that JSON stays what it is (law 5), elsewhere
/// its lines.
extension TextProcessor {
    /// In place of a group in the output, all of the string or of the lines that it touches, as an edit of the output.
    func withheld(_ found: Edit, asLine: Bool, _ job: Job, in output: borrowing ByteBuffer) -> Edit {
        unsafe output.withBytes { bytes in
            let start = unsafe Self.lineStart(found.raw.lowerBound, in: bytes)
            var end = unsafe Self.withoutLineEnd(Self.lineEnd(max(found.end - 1, found.raw.lowerBound), in: bytes), in: bytes)
            if !asLine, let landing = found.landing, landing.strings > 0,
                let string = unsafe Self.string(around: found.raw.lowerBound..<found.end, line: start..<end, in: bytes)
            {
                return Self.withheld(string, landing: .string(depth: 1), as: found)
            }
            // Of a record that goes on, what is decided.
            if parts.last, end == bytes.count { end = outputOffset(ofRaw: job.decided) }
            return unsafe Self.withheld(start..<max(end, found.end), in: bytes, as: found)
        }
    }

    /// All that is decided of a text.
    func everything(of text: UnsafeBufferPointer<UInt8>, _ job: Job, as rule: Int) -> Edit {
        let end = unsafe Self.withoutLineEnd(job.decided, in: text)
        let range = job.start..<max(end, job.start + 1)
        return unsafe Self.withheld(range, in: text, as: Edit(range, rule: rule, withheld: .unstable, group: 0))
    }

    /// A value of JSON that is all of a range is masked by another.
    private static func withheld(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, as found: Edit) -> Edit {
        var (low, high) = (range.lowerBound, min(range.upperBound, bytes.count))
        while low < high, unsafe JSONScalar.isBlank(bytes[low]) { low += 1 }
        while high > low, unsafe JSONScalar.isBlank(bytes[high - 1]) { high -= 1 }
        let value = unsafe bytes.part(low..<max(low, high))
        var skipper = ValueSkipper()
        guard unsafe JSONSniff.of(value, atEnd: true) == true, unsafe skipper.end(in: value) == value.count else {
            return withheld(range, landing: nil, as: found)
        }
        return withheld(low..<high, landing: .value(depth: 0, isNumber: false), as: found)
    }

    private static func withheld(_ range: Range<Int>, landing: Landing?, as found: Edit) -> Edit {
        var edit = Edit(range, rule: found.rule, withheld: .unstable, group: found.group)
        edit.landing = landing
        edit.path = found.path
        edit.isSelected = found.isSelected
        return edit
    }

    /// What stands between the quotes of the string that holds a range, of strings in strings the outermost.
    private static func string(around range: Range<Int>, line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        // No string holds what runs over the end of one.
        for offset in range where unsafe isQuote(offset, from: range.lowerBound, in: bytes) { return nil }
        var low = range.lowerBound
        while low > line.lowerBound, unsafe !isQuote(low - 1, from: line.lowerBound, in: bytes) { low -= 1 }
        var high = range.upperBound
        while high < line.upperBound, unsafe !isQuote(high, from: low, in: bytes) { high += 1 }
        return low > line.lowerBound && high < line.upperBound ? low..<high : nil
    }

    /// A quote behind an even number of backslashes.
    private static func isQuote(_ offset: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard unsafe bytes[offset] == UInt8(ascii: "\"") else { return false }
        var first = offset
        while first > start, unsafe bytes[first - 1] == UInt8(ascii: "\\") { first -= 1 }
        return (offset - first) % 2 == 0
    }

    static func withoutLineEnd(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard offset > 0, unsafe bytes[offset - 1] == UInt8(ascii: "\n") else { return offset }
        return unsafe offset > 1 && bytes[offset - 2] == UInt8(ascii: "\r") ? offset - 2 : offset - 1
    }
}
