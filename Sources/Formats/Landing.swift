/// Where a mask lands, and what the place asks of it (law 5).
public enum Landing: Sendable, Equatable {
    case plain
    /// A value of JSON that stands without quotes (`"ssn": 123456789`): the mask must bring its own, written as the
    /// key's are (`"` or `\"` in a string that holds JSON).
    case bareJSON(backslashes: Int)

    /// More backslashes than JSON in JSON in JSON needs are not JSON.
    private static let mostBackslashes = 15

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
        guard case .bareJSON(let backslashes) = self else { return }
        for _ in 0..<backslashes { output.append(UInt8(ascii: "\\")) }
        output.append(UInt8(ascii: "\""))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
