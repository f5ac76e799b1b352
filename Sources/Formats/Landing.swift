/// Where a mask lands, and what the place asks of it (law 5).
public enum Landing: Sendable, Equatable {
    case plain
    /// A value of JSON that stands without quotes (`"ssn": 123456789`): the mask must bring its own, written as the
    /// key's are (`"` or `\"` in a string that holds JSON).
    case bareJSON(backslashes: Int)
    /// Within a string of JSON, or within so many, one in another: what the mask keeps of the secret needs its escapes.
    case string(depth: Int)
    /// In the place of a value of JSON, whatever it was, that stands in so many strings.
    case value(depth: Int, isNumber: Bool)
    /// In the place of an object or an array that stands in so many strings. `isPart`: of a document that is read in pieces, so
    /// that what the mask says must not depend on how much of it there is.
    case container(depth: Int, isPart: Bool)
    /// What is left of a container of which an earlier piece of the document had the mask: nothing is written.
    case rest
    /// A member of a JSON object, which goes with its comma.
    case member
    /// All that a cell of a table holds.
    case cell

    /// More backslashes than JSON in JSON in JSON needs are not JSON.
    private static let mostBackslashes = 15

    /// It stands for all of a value, not for a part.
    var isWhole: Bool {
        switch self {
        case .value, .container, .rest, .member: true
        case .plain, .bareJSON, .string, .cell: false
        }
    }

    /// A container of which other pieces of the document may hold the rest.
    var isPiece: Bool { if case .container(_, true) = self { true } else { false } }

    /// It stands for a value as a whole, which the mask replaces.
    var isValue: Bool {
        switch self {
        case .value, .container: true
        case .plain, .bareJSON, .string, .rest, .member, .cell: false
        }
    }

    /// In how many strings the secret stands, as they were found to be JSON.
    var strings: Int {
        switch self {
        case .string(let depth), .value(let depth, _), .container(let depth, _): depth
        case .plain, .bareJSON, .rest, .member, .cell: 0
        }
    }

    /// Looks at what stands around a span of raw bytes.
    public static func of(_ span: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Landing {
        // Behind the span: `,`, `}`, `]` or the end of the line.
        var after = span.upperBound
        while after < text.count, unsafe isBlank(text[after]) { after += 1 }
        if after < text.count {
            switch unsafe text[after] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
            default: return .plain
            }
        }
        // Before it: `"`, `:`, blanks.
        var at = span.lowerBound - 1
        while at >= 0, unsafe isBlank(text[at]) { at -= 1 }
        guard at > 0, unsafe text[at] == UInt8(ascii: ":") else { return .plain }
        at -= 1
        while at >= 0, unsafe isBlank(text[at]) { at -= 1 }
        guard at >= 0, unsafe text[at] == UInt8(ascii: "\"") else { return .plain }
        at -= 1
        var backslashes = 0
        while at >= 0, unsafe text[at] == UInt8(ascii: "\\"), backslashes <= mostBackslashes {
            backslashes += 1
            at -= 1
        }
        guard at >= 0, backslashes <= mostBackslashes else { return .plain }
        return .bareJSON(backslashes: backslashes)
    }

    func appendQuote(to output: inout [UInt8]) {
        let backslashes: Int
        switch self {
        case .bareJSON(let count): backslashes = count
        case .value(let depth, _), .container(let depth, _): backslashes = 1 << depth - 1
        case .plain, .string, .rest, .member, .cell: return
        }
        for _ in 0..<backslashes { output.append(UInt8(ascii: "\\")) }
        output.append(UInt8(ascii: "\""))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
