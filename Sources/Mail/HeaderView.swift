internal import Bytes

/// Header fields as a reader sees them, a line each, with what every byte stands for.
///
///     source   Subject: =?utf-8?q?key=3D?= ⏎ =?utf-8?b?dG9rXzEyMzQ=?=
///     view     Subject: key=tok_1234⏎
///                       word└──┘└─ word ─┘
///
/// Folds are gone, as are the blanks between two words (RFC 2047, 6.2); words and quoted pairs are decoded. Parameters (of
/// `Content-Type` and `Content-Disposition`) are lines of their own, each value whole; what else stands in such a field, comments
/// above all, is a line as well.
struct HeaderView {
    enum Kind {
        /// Byte for byte.
        case verbatim
        /// The name of a field.
        case name
        /// What no edit cuts.
        case pair
        case word(Int)
        case parameter(Int)
        /// No byte of the source stands for it.
        case added
    }

    struct Segment {
        var kind: Kind
        var view: Range<Int>
        var raw: Range<Int>
    }

    struct Parameter {
        var list: ParameterList
        /// In `list.values`.
        var index: Int
        /// In UTF-8, words decoded.
        var value: [UInt8]

        var source: ParameterList.Value { list.values[index] }
    }

    let source: [UInt8]
    private(set) var text: [UInt8] = []
    private(set) var segments: [Segment] = []
    private(set) var words: [EncodedWord] = []
    private(set) var parameters: [Parameter] = []

    init(_ source: [UInt8]) { self.source = source }

    // MARK: - Making it

    /// A field with text, or with structure that is not looked into.
    mutating func append(_ field: MIMEStructure.Field) {
        begin(field)
        append(field.value)
        added(0x0A)
    }

    /// A field that is a list of parameters.
    mutating func append(_ field: MIMEStructure.Field, _ list: ParameterList) {
        // What is no parameter, in pieces that nothing joins.
        begin(field)
        var at = field.value.lowerBound
        for segment in list.segments {
            if at < segment.whole.lowerBound {
                append(at..<segment.whole.lowerBound)
                added(0x0A)
            }
            at = max(at, segment.whole.upperBound)
        }
        if at < field.value.upperBound { append(at..<field.value.upperBound) }
        added(0x0A)
        for (index, parameter) in list.values.enumerated() {
            var value = parameter.charset.flatMap { Charset(named: $0) }?.decode(parameter.bytes) ?? parameter.bytes
            value = Self.decodeWords(value)
            guard !value.isEmpty else { continue }
            let start = text.count
            text += parameter.name.utf8
            text.append(UInt8(ascii: "="))
            let first = list.segments[parameter.pieces[0]].whole
            segments.append(Segment(kind: .added, view: start..<text.count, raw: first.lowerBound..<first.lowerBound))
            segments.append(Segment(kind: .parameter(parameters.count), view: text.count..<text.count + value.count, raw: first))
            parameters.append(Parameter(list: list, index: index, value: value))
            text += value
            added(0x0A)
        }
    }

    /// The line of an mbox, without its line end: what stands before the blank is no text.
    mutating func append(envelope line: Range<Int>) {
        var end = line.upperBound
        while end > line.lowerBound, source[end - 1] == 0x0A || source[end - 1] == 0x0D { end -= 1 }
        let start = line.lowerBound + (source[line.lowerBound] == UInt8(ascii: ">") ? 6 : 5)
        guard start < end else { return }
        add(.verbatim, start..<end)
        added(0x0A)
    }

    private mutating func begin(_ field: MIMEStructure.Field) {
        add(.name, field.name)
        added(UInt8(ascii: ":"))
    }

    /// Bytes of a field's value, with its folds.
    private mutating func append(_ range: Range<Int>) {
        let end = range.upperBound
        var at = range.lowerBound
        var isQuoted = false
        let words = EncodedWords(source, range)
        while at < end {
            let byte = source[at]
            if byte == 0x0D || byte == 0x0A {
                at += 1
            } else if byte == UInt8(ascii: "="), let word = words.word(at: at) {
                add(word)
                at = word.raw.upperBound
                // Blanks before the next one are none.
                var next = at
                while next < end, Self.isBlank(source[next]) { next += 1 }
                if next > at, words.begins(at: next) { at = next }
            } else if byte == UInt8(ascii: "\\"), isQuoted, at + 1 < end, source[at + 1] != 0x0D, source[at + 1] != 0x0A {
                let start = text.count
                text.append(source[at + 1])
                segments.append(Segment(kind: .pair, view: start..<text.count, raw: at..<at + 2))
                at += 2
            } else {
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                // As far as nothing stands for anything else.
                let stop = unsafe source.withUnsafeBufferPointer { unsafe Self.plain.end(in: $0.part(0..<end), from: at + 1) }
                add(.verbatim, at..<stop)
                at = stop
            }
        }
    }

    private static let plain = ByteClass { byte in
        switch byte {
        case 0x0A, 0x0D, UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "\""): false
        default: true
        }
    }

    /// Words within a quoted value: not allowed, and common.
    private static func decodeWords(_ value: [UInt8]) -> [UInt8] {
        guard value.contains(UInt8(ascii: "?")) else { return value }
        var result: [UInt8] = []
        var at = 0
        let words = EncodedWords(value, 0..<value.count)
        while at < value.count {
            if value[at] == UInt8(ascii: "="), let word = words.word(at: at) {
                result += word.text
                at = word.raw.upperBound
                var next = at
                while next < value.count, isBlank(value[next]) { next += 1 }
                if next > at, words.begins(at: next) { at = next }
            } else {
                result.append(value[at])
                at += 1
            }
        }
        return result
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

    private mutating func add(_ kind: Kind, _ raw: Range<Int>) {
        let start = text.count
        text += source[raw]
        if case .verbatim = kind, let last = segments.last, case .verbatim = last.kind, last.raw.upperBound == raw.lowerBound {
            segments[segments.count - 1].view = last.view.lowerBound..<text.count
            segments[segments.count - 1].raw = last.raw.lowerBound..<raw.upperBound
            return
        }
        segments.append(Segment(kind: kind, view: start..<text.count, raw: raw))
    }

    private mutating func add(_ word: EncodedWord) {
        let start = text.count
        // A line end in a word must not make a line.
        text += word.text.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        segments.append(Segment(kind: .word(words.count), view: start..<text.count, raw: word.raw))
        words.append(word)
    }

    private mutating func added(_ byte: UInt8) {
        let start = text.count
        text.append(byte)
        let raw = segments.last?.raw.upperBound ?? 0
        segments.append(Segment(kind: .added, view: start..<text.count, raw: raw..<raw))
    }
}
