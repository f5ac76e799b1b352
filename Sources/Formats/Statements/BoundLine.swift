internal import Bytes

/// What libraries of Java write behind a statement, a line for all of its parameters or one for each:
///
///     ==> Parameters: ann(String), k3y(String), null             MyBatis
///     bind => [7, ann, k3y]                                      EclipseLink
///     binding parameter [2] as [VARCHAR] - [k3y]                 Hibernate 5
///     binding parameter (2:VARCHAR) <- [k3y]                     Hibernate 6
///     column index 2, parameter value [k3y], value class […]     Spring
struct BoundLine {
    private(set) var values: [Range<Int>] = []
    /// Of a line for one parameter its number, from 0.
    private(set) var number: Int?
    private(set) var range: Range<Int>

    private static let farthestValue = 80
    private static let parameters = Array("Parameters: ".utf8)
    private static let bind = Array("bind => ".utf8)
    private static let binding = Array("binding parameter ".utf8)
    private static let column = Array("parameter value ".utf8)
    private static let index = Array("column index ".utf8)

    /// - Parameters:
    ///   - mark: where a colon or a bracket stands that may be the first of the values, as `mayBegin` says.
    ///   - end: the line's end, or where a quote stands in it: in a record of JSON, a string ends there.
    ///   - count: so many parameters the statement has.
    init?(at mark: Int, in text: UnsafeBufferPointer<UInt8>, to end: Int, parameters count: Int) {
        guard mark + 2 <= end else { return nil }
        let text = unsafe text.part(0..<end)
        range = mark..<end
        switch unsafe text[mark] {
        case UInt8(ascii: ":"):
            guard unsafe Self.stands(Self.parameters[...], before: mark + 2, in: text), unsafe takeTyped(mark + 2..<end, in: text),
                values.count == count
            else { return nil }
        case UInt8(ascii: "["):
            if unsafe Self.stands(Self.bind[...], before: mark, in: text) {
                guard unsafe takeBare(mark + 1..<end, in: text), values.count == count else { return nil }
            } else if unsafe Self.stands(Self.column[...], before: mark, in: text) {
                let low = max(0, mark - Self.farthestValue)
                guard let found = unsafe Self.last(Self.index, in: text, low..<mark),
                    unsafe takeOne(number: found, of: count, value: mark + 1, in: text, to: end)
                else { return nil }
            } else {
                fallthrough
            }
        case UInt8(ascii: "("):
            guard unsafe Self.stands(Self.binding[...], before: mark, in: text),
                let value = unsafe Self.behindArrow(mark, in: text, to: end),
                unsafe takeOne(number: mark + 1, of: count, value: value, in: text, to: end)
            else { return nil }
        default: return nil
        }
    }

    /// Whether the words before a mark are such that the values of a line may follow.
    static func mayBegin(at mark: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch unsafe text[mark] {
        case UInt8(ascii: ":"): unsafe stands(parameters.dropLast(2), before: mark, in: text)
        case UInt8(ascii: "["):
            unsafe stands(bind[...], before: mark, in: text) || stands(column[...], before: mark, in: text)
                || stands(binding[...], before: mark, in: text)
        case UInt8(ascii: "("): unsafe stands(binding[...], before: mark, in: text)
        default: false
        }
    }

    // MARK: - All parameters

    /// Takes `ann(String), 7(Integer), null`. A value may hold what stands between values.
    private mutating func takeTyped(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = line.lowerBound
        var at = start
        let end =
            unsafe line.upperBound > line.lowerBound && text[line.upperBound - 1] == UInt8(ascii: "\r")
            ? line.upperBound - 1 : line.upperBound
        while at <= end {
            guard unsafe at == end || (text[at] == UInt8(ascii: ",") && at + 1 < end && text[at + 1] == UInt8(ascii: " ")) else {
                at += 1
                continue
            }
            if unsafe text.part(start..<at).elementsEqual("null".utf8) {
                values.append(start..<start)
            } else {
                var open = at
                if open > start, unsafe text[open - 1] == UInt8(ascii: ")") {
                    open -= 1
                    while open > start, unsafe BoundList.isWord(text[open - 1]) { open -= 1 }
                }
                guard open < at, open > start, unsafe text[open - 1] == UInt8(ascii: "(") else {
                    if at == end { return false }
                    at += 1
                    continue
                }
                values.append(start..<open - 1)
            }
            guard values.count <= BoundStatement.mostPlaces else { return false }
            start = at + 2
            at = start
        }
        return !values.isEmpty
    }

    /// Takes `7, ann, k3y]`.
    private mutating func takeBare(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let close = unsafe ByteSearch.last(UInt8(ascii: "]"), in: text, before: line.upperBound), close >= line.lowerBound else {
            return false
        }
        var start = line.lowerBound
        for at in line.lowerBound...close {
            guard unsafe at == close || (text[at] == UInt8(ascii: ",") && text[at + 1] == UInt8(ascii: " ")) else { continue }
            values.append(start..<max(start, at))
            guard values.count <= BoundStatement.mostPlaces else { return false }
            start = at + 2
        }
        return true
    }

    // MARK: - One parameter

    /// Takes what stands in brackets up to the last one on the line, or to `], `, and the number before it.
    private mutating func takeOne(
        number at: Int, of count: Int, value start: Int, in text: UnsafeBufferPointer<UInt8>, to end: Int
    ) -> Bool {
        var digits = 0
        var next = at
        while next < end, next < at + 3, let digit = unsafe BoundList.digit(text[next]) {
            digits = digits * 10 + digit
            next += 1
        }
        guard digits > 0, digits <= count, let close = unsafe ByteSearch.last(UInt8(ascii: "]"), in: text, before: end), close >= start
        else {
            return false
        }
        var high = start
        while high < close, unsafe !(text[high] == UInt8(ascii: "]") && text[high + 1] == UInt8(ascii: ",")) { high += 1 }
        number = digits - 1
        values = [start..<high]
        return true
    }

    /// Where the value begins behind `- [` or `<- [`.
    private static func behindArrow(_ mark: Int, in text: UnsafeBufferPointer<UInt8>, to end: Int) -> Int? {
        var at = mark
        while at + 2 < min(end, mark + farthestValue) {
            if unsafe text[at] == UInt8(ascii: "-") && text[at + 1] == UInt8(ascii: " ") && text[at + 2] == UInt8(ascii: "[") {
                return at + 3
            }
            at += 1
        }
        return nil
    }

    // MARK: - Words

    private static func stands(_ word: ArraySlice<UInt8>, before offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe offset >= word.count && offset <= text.count && text.part(offset - word.count..<offset).elementsEqual(word)
    }

    /// Behind the last place in a range at which a word stands.
    private static func last(_ word: [UInt8], in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var at = range.upperBound
        while at - word.count >= range.lowerBound {
            if unsafe stands(word[...], before: at, in: text) { return at }
            at -= 1
        }
        return nil
    }
}
