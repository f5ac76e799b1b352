internal import Bytes

/// Where a span that is counted in bytes ends: at the end of a line, so that what remains of the text stays readable.
public enum LineEnd {
    /// The end of the line on which the last byte before `reach` stands, its line end left out.
    ///
    /// - Parameters:
    ///   - start: of what ends there: the result is no less.
    ///   - patience: a line that goes on for longer than this behind `reach` is cut; without that a line without end would
    ///     have to be waited for.
    ///   - mayWait: more may come. Otherwise the text's end is the last line's.
    /// - Returns: nil where more must come to tell. The result follows from the bytes alone, however many there are yet.
    public static func around(
        _ reach: Int, from start: Int, patience: Int, mayWait: Bool, in text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let limit = reach + patience
        let known = unsafe text.part(0..<min(limit + 1, text.count))
        if let feed = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: known, from: min(max(start, reach - 1), known.count)) {
            return unsafe feed > start && text[feed - 1] == UInt8(ascii: "\r") ? feed - 1 : feed
        }
        if limit < text.count { return limit }
        return mayWait ? nil : unsafe max(start, text.count - length(atEndOf: text))
    }

    /// The length of the line end that a text ends with: 0, 1 or 2.
    public static func length(atEndOf text: UnsafeBufferPointer<UInt8>) -> Int {
        guard unsafe text.last == UInt8(ascii: "\n") else { return 0 }
        return unsafe text.count > 1 && text[text.count - 2] == UInt8(ascii: "\r") ? 2 : 1
    }
}
