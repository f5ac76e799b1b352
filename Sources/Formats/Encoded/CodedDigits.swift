internal import Bytes

/// Text in digits, base64 or hexadecimal ones, within runs of such.
enum CodedDigits {
    struct Run {
        var range: Range<Int>
        var spelling: TextSpelling
        /// Nothing of the text stands behind it.
        var isEnd: Bool
    }

    /// Shorter runs are none: hardly a secret is shorter, and many a word is as long.
    private static let shortest = 16

    /// What in a run of digits, as `ByteSearch.wordRun` gives it, stands for text; in most runs nothing does.
    static func all(in run: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> [Run] {
        var found: [Run] = []
        var at = run.lowerBound
        while let digits = unsafe hexadecimal(in: run, from: at, of: text) {
            at = digits.upperBound
            if let run = unsafe hexadecimal(digits, of: text) { found.append(run) }
        }
        if let whole = unsafe base64(run, of: text) { return found + [whole] }
        // A word before it may have been taken along.
        let part = unsafe text.part(0..<run.upperBound)
        at = run.lowerBound
        while let word = unsafe ByteSearch.alphanumericRun(in: part, from: at), word != run {
            at = word.upperBound
            if let run = unsafe base64(word, of: text) { found.append(run) }
        }
        return found
    }

    /// Of base64, in either alphabet.
    static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: - Hexadecimal

    /// The next hexadecimal digits in a run, as many as there must be; before them may stand the mark of a number, or a word.
    private static func hexadecimal(in run: Range<Int>, from start: Int, of text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var first = start
        while first + shortest <= run.upperBound {
            // The last byte of where they could be tells first.
            var at = first + shortest
            while at > first, unsafe HexText.digit(text[at - 1]) != nil { at -= 1 }
            if at > first {
                first = at
                continue
            }
            var end = first + shortest
            while end < run.upperBound, unsafe HexText.digit(text[end]) != nil { end += 1 }
            return first..<end
        }
        return nil
    }

    /// Of an odd number of digits either the first belongs to a word before, or the last to one behind.
    private static func hexadecimal(_ digits: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Run? {
        for start in digits.lowerBound...digits.lowerBound + digits.count % 2 {
            let end = unsafe HexText.textEnd(of: start..<digits.upperBound, in: text)
            guard end - start >= shortest else { continue }
            let isUpper = unsafe text.part(start..<end).contains { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
            return Run(range: start..<end, spelling: .init(coding: .hexadecimal, isUpper: isUpper), isEnd: true)
        }
        return nil
    }

    // MARK: - Base64

    private static func base64(_ run: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Run? {
        guard unsafe Base64Text.mayBegin(text[run.lowerBound]) else { return nil }
        var end = unsafe Base64Text.textEnd(of: run, in: text)
        if end < run.upperBound { end = unsafe max(end, Base64Text.wideEnd(of: run, in: text)) }
        guard end - run.lowerBound >= shortest - 1 else { return nil }
        let isEnd = end == run.upperBound
        var fill = 0
        if isEnd {
            while fill < 2, (run.count + fill) % 4 != 0, end < text.count, unsafe text[end] == UInt8(ascii: "=") {
                end += 1
                fill += 1
            }
        }
        guard end - run.lowerBound >= shortest else { return nil }
        let isURL = unsafe text.part(run).contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        let isPadded = fill > 0 || (run.count % 4 == 0 && !isURL)
        return Run(range: run.lowerBound..<end, spelling: .init(coding: isURL ? .base64URL : .base64, isPadded: isPadded), isEnd: isEnd)
    }
}

extension TextCoding {
    /// Whether something in a text is spelled otherwise: for texts in which that is not looked at, and must be told.
    static func stands(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        if unsafe PercentText.first(in: text, from: 0) != nil || EntityText.first(in: text, from: 0) != nil
            || EscapedText.first(in: text, from: 0) != nil || WideText.first(in: text, from: 0, crossesLines: false) != nil
            || ByteListText.first(in: text, from: 0) != nil || InsertRows.first(in: text, from: 0, floor: 0, crossesLines: false) != nil
        {
            return true
        }
        var at = 0
        while let run = unsafe ByteSearch.codedRun(in: text, from: at) {
            at = run.upperBound
            if unsafe !CodedDigits.all(in: run, of: text).isEmpty { return true }
        }
        return false
    }
}
