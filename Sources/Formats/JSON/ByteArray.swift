internal import Bytes
internal import Engine

/// Arrays of numbers that stand for bytes: `journalctl -o json` writes a field so that holds control characters or is not
/// UTF-8.
///
///     {"PRIORITY":"6","MESSAGE":[27,91,51,49,109,112,97,115,115,…]}
enum ByteArray {
    /// A shorter array of small numbers is more often a list of something.
    static let shortest = 8

    /// The first offset at or after `start` of a bracket behind which so many of them stand, in a member, or an array of arrays
    /// begins (`RowNames`).
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while let bracket = unsafe ByteSearch.first(UInt8(ascii: "["), in: text, from: at) {
            at = bracket + 1
            if unsafe RowNames.begins(at, in: text) { return bracket }
            guard bracket > start, unsafe text[bracket - 1] == UInt8(ascii: ":") || JSONScalar.isBlank(text[bracket - 1]) else { continue }
            if unsafe begins(at, in: text) { return bracket }
        }
        return nil
    }

    private static func begins(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = start
        for number in 0..<shortest {
            if number > 0 {
                while at < text.count, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
                guard at < text.count, unsafe text[at] == UInt8(ascii: ",") else { return false }
                at += 1
            }
            while at < text.count, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
            let first = at
            while at < text.count, at - first < 4, unsafe JSONScalar.isDigit(text[at]) { at += 1 }
            guard (1...3).contains(at - first) else { return false }
        }
        return true
    }

    /// The byte that a number stands for; nil where it is none.
    static func byte(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard (1...3).contains(range.count) else { return nil }
        var value = 0
        for at in range {
            guard unsafe JSONScalar.isDigit(text[at]) else { return nil }
            value = unsafe value * 10 + Int(text[at] - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }
}

extension TextProcessor {
    /// An array that stands for bytes, as a text.
    mutating func addBytes(of array: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let item = json.levels[level].tape.tokens[array]
        let elements = array + 1..<max(array + 1, Int(item.next))
        guard !item.isOpen, !item.isContinued, elements.count >= ByteArray.shortest else { return }
        // Whoever cut the document counts it: a longer one may also have been cut apart.
        guard level > 0 || item.range.count <= detector.limits.record else { return }
        for element in elements {
            let number = json.levels[level].tape.tokens[element]
            guard number.kind == .number, unsafe ByteArray.byte(number.range, in: text) != nil else { return }
        }
        let strings = json.surroundings(of: Int(item.start), at: level).strings + 1
        json.holdsBytes = true
        var first = elements.lowerBound
        while true {
            let end = min(elements.upperBound, first + Self.longestString)
            let next = json.levels[level + 1]
            let start = next.text.count
            for element in first..<end {
                let number = json.levels[level].tape.tokens[element].range
                next.text.append(unsafe ByteArray.byte(number, in: text) ?? 0)
                next.map.appendAtomic(raw: number, viewLength: 1)
            }
            finish(.bytes, start, token: array, strings: strings, state: item.state, json, level: level + 1)
            if end == elements.upperBound { return }
            first = end - Self.stringOverlap
        }
    }
}
