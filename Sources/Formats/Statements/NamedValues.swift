internal import Bytes

/// Values beside what a statement calls their places, as programs for .NET log them:
///
///     @p0=N'k3y'                                          SQL Server
///     [Parameters=[@p0='k3y' (Size = 4000)], …            Entity Framework Core, before the statement
///     -- @p0: 'k3y' (Type = String, Size = -1)            Entity Framework 6
///     ;@p0 = 'k3y' [Type: String (4000:0:0)]              NHibernate
struct NamedValues {
    private var values: [(key: Range<Int>, value: Range<Int>)] = []

    /// Bytes of a key, with what marks it.
    static let longestKey = 64
    private static let mostValues = 512

    init() {}

    /// Finds the values in a part of a text.
    init(in part: Range<Int>, of text: UnsafeBufferPointer<UInt8>) {
        var at = part.lowerBound
        while values.count < Self.mostValues,
            let mark = unsafe ByteSearch.first(UInt8(ascii: "@"), in: text.part(0..<part.upperBound), from: at)
        {
            at = mark + 1
            while at < part.upperBound, at < mark + Self.longestKey, unsafe BoundList.isWord(text[at]) { at += 1 }
            guard at > mark + 1, let value = unsafe Self.value(at: at, in: text, to: part.upperBound) else { continue }
            values.append((mark..<at, value.content))
            at = value.end
        }
    }

    /// The value of a key.
    func value(of key: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard !key.isEmpty else { return nil }
        return values.first { unsafe $0.key.count == key.count && text.part($0.key).elementsEqual(text.part(key)) }?.value
    }

    /// What stands in quotes behind ` = `, `: ` or `=N`; and where it ends.
    static func value(at start: Int, in text: UnsafeBufferPointer<UInt8>, to end: Int) -> (content: Range<Int>, end: Int)? {
        var next = start
        if next < end, unsafe text[next] == UInt8(ascii: ":") { next += 1 }
        while next < end, unsafe text[next] == UInt8(ascii: " ") || text[next] == UInt8(ascii: "=") { next += 1 }
        guard next > start else { return nil }
        if next < end, unsafe text[next] == UInt8(ascii: "N") { next += 1 }
        return unsafe BoundList.quoted(at: next, in: text, to: end)
    }
}
