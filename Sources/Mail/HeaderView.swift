/// Header fields as a reader sees them, a line each, with what every byte stands for.
///
///     source   Subject: =?utf-8?q?key=3D?= ⏎ =?utf-8?b?dG9rXzEyMzQ=?=
///     view     Subject: key=tok_1234⏎
///                       word└──┘└─ word ─┘
///
/// Folds are gone, as are the blanks between two words (RFC 2047, 6.2); words and quoted pairs are decoded. Parameters (of
/// `Content-Type` and `Content-Disposition`) are lines of their own, each value whole.
struct HeaderView {
    private enum Kind {
        /// Byte for byte.
        case verbatim
        /// What no edit cuts.
        case pair
        case word(Int)
        case parameter(Int)
        /// No byte of the source stands for it.
        case added
    }

    private struct Segment {
        var kind: Kind
        var view: Range<Int>
        var raw: Range<Int>
    }

    struct Parameter {
        var list: ParameterList
        var name: String
        var value: [UInt8]
    }

    private let source: [UInt8]
    private(set) var text: [UInt8] = []
    private var segments: [Segment] = []
    private var words: [EncodedWord] = []
    private var parameters: [Parameter] = []

    init(_ source: [UInt8]) { self.source = source }

    // MARK: - Making it

    /// A field with text, or with structure that is not looked into.
    mutating func append(_ field: MIMEStructure.Field) {
        add(.verbatim, field.name.lowerBound..<field.name.upperBound)
        added(":")
        var at = field.value.lowerBound
        let end = field.value.upperBound
        var isQuoted = false
        // Behind a word: blanks before the next one are none.
        while at < end {
            let byte = source[at]
            if byte == 0x0D || byte == 0x0A {
                at += 1
            } else if byte == UInt8(ascii: "="), let word = EncodedWord(source, at, end) {
                add(word)
                at = word.raw.upperBound
                var next = at
                while next < end, Self.isBlank(source[next]) { next += 1 }
                if next > at, EncodedWord(source, next, end) != nil { at = next }
            } else if byte == UInt8(ascii: "\\"), isQuoted, at + 1 < end, source[at + 1] != 0x0D, source[at + 1] != 0x0A {
                let start = text.count
                text.append(source[at + 1])
                segments.append(Segment(kind: .pair, view: start..<text.count, raw: at..<at + 2))
                at += 2
            } else {
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                add(.verbatim, at..<at + 1)
                at += 1
            }
        }
        added("\n")
    }

    /// A field that is a list of parameters.
    mutating func append(_ field: MIMEStructure.Field, _ list: ParameterList) {
        for name in list.names {
            guard let (bytes, label) = list.value(of: name) else { continue }
            var value = label.flatMap { Charset(named: $0) }?.decode(bytes) ?? bytes
            value = Self.decodeWords(value)
            guard !value.isEmpty else { continue }
            let start = text.count
            text += Array(name.utf8) + [UInt8(ascii: "=")]
            let first = list.segments.first { $0.name == name }?.whole ?? field.value
            segments.append(Segment(kind: .added, view: start..<text.count, raw: first.lowerBound..<first.lowerBound))
            segments.append(Segment(kind: .parameter(parameters.count), view: text.count..<text.count + value.count, raw: first))
            parameters.append(Parameter(list: list, name: name, value: value))
            text += value
            added("\n")
        }
    }

    /// Words within a quoted value: not allowed, and common.
    private static func decodeWords(_ value: [UInt8]) -> [UInt8] {
        guard value.contains(UInt8(ascii: "?")) else { return value }
        var result: [UInt8] = []
        var at = 0
        while at < value.count {
            if value[at] == UInt8(ascii: "="), let word = EncodedWord(value, at, value.count) {
                result += word.text
                at = word.raw.upperBound
                var next = at
                while next < value.count, isBlank(value[next]) { next += 1 }
                if next > at, EncodedWord(value, next, value.count) != nil { at = next }
            } else {
                result.append(value[at])
                at += 1
            }
        }
        return result
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

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

    private mutating func added(_ character: String) {
        let start = text.count
        text += character.utf8
        let raw = segments.last?.raw.upperBound ?? 0
        segments.append(Segment(kind: .added, view: start..<text.count, raw: raw..<raw))
    }

    // MARK: - Carrying changes back

    /// Changes of the source that show as changes of the view.
    ///
    /// - Throws: where the delimiter of parts would have to change.
    func lower(_ script: EditScript, lineEnd: [UInt8]) throws(MailError) -> [(range: Range<Int>, text: [UInt8])] {
        var result: [(range: Range<Int>, text: [UInt8])] = []
        var ofWords: [Int: EditScript] = [:]
        var ofParameters: [Int: EditScript] = [:]
        var first = 0
        for edit in script.edits {
            while first < segments.count, segments[first].view.upperBound <= edit.range.lowerBound { first += 1 }
            var mask = Array(script.text(of: edit))
            // What is not in words, together with the folds between.
            var hull: Range<Int>?
            var isBehindWord = false
            func close() {
                guard let range = hull else { return }
                var text = mask
                mask = []
                // Words stand apart from all else.
                if text.isEmpty, isBehindWord { text = [0x20] }
                result.append((range, text))
                hull = nil
            }
            var at = first
            while at < segments.count, segments[at].view.lowerBound < edit.range.upperBound {
                let segment = segments[at]
                at += 1
                let low = max(segment.view.lowerBound, edit.range.lowerBound) - segment.view.lowerBound
                let high = min(segment.view.upperBound, edit.range.upperBound) - segment.view.lowerBound
                switch segment.kind {
                case .verbatim:
                    let raw = segment.raw.lowerBound + low..<segment.raw.lowerBound + high
                    hull = (hull?.lowerBound ?? raw.lowerBound)..<raw.upperBound
                case .pair: hull = (hull?.lowerBound ?? segment.raw.lowerBound)..<segment.raw.upperBound
                case .word(let index):
                    if hull != nil, !mask.isEmpty { mask.append(0x20) }
                    close()
                    ofWords[index, default: EditScript()].append(low..<high, mask)
                    mask = []
                    isBehindWord = true
                case .parameter(let index):
                    close()
                    ofParameters[index, default: EditScript()].append(low..<high, mask)
                    mask = []
                case .added:
                    close()
                    isBehindWord = false
                }
            }
            close()
        }
        for (index, changes) in ofWords {
            let word = words[index]
            var raw = word.raw
            let text = word.written(changes, lineEnd: lineEnd)
            // A word that is gone takes the blanks before it along, or a line of blanks would be left.
            if text.isEmpty {
                while raw.lowerBound > 0, Self.isBlank(source[raw.lowerBound - 1]) { raw = raw.lowerBound - 1..<raw.upperBound }
            }
            if text.isEmpty, raw.lowerBound > 0, source[raw.lowerBound - 1] == UInt8(ascii: ":") {
                result.append((raw, [0x20]))
            } else {
                result.append((raw, text))
            }
        }
        for (index, changes) in ofParameters {
            let parameter = parameters[index]
            guard parameter.name != "boundary" else {
                throw MailError(.unmaskable, "a rule finds something in the delimiter of its parts")
            }
            rewrite(parameter, changes.apply(to: parameter.value), lineEnd, &result)
        }
        return result
    }

    private func rewrite(
        _ parameter: Parameter, _ value: [UInt8], _ lineEnd: [UInt8], _ result: inout [(range: Range<Int>, text: [UInt8])]
    ) {
        var isFirst = true
        for segment in parameter.list.segments where segment.name == parameter.name {
            if isFirst {
                result.append((segment.whole, Self.written(parameter.name, value, lineEnd)))
                isFirst = false
                continue
            }
            var low = segment.whole.lowerBound
            while low > 0, Self.isBlank(source[low - 1]) || source[low - 1] == UInt8(ascii: ";") { low -= 1 }
            result.append((low..<segment.whole.upperBound, []))
        }
    }

    /// A value longer than this is written in pieces (RFC 2231, 3).
    private static let longestValue = 200

    private static func written(_ name: String, _ value: [UInt8], _ lineEnd: [UInt8]) -> [UInt8] {
        let isPlain = value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var text = [UInt8(ascii: "\"")]
            for byte in bytes {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            return text + [UInt8(ascii: "\"")]
        }
        if isPlain, value.count <= longestValue { return Array("\(name)=".utf8) + quoted(value[...]) }
        var pieces: [[UInt8]] = []
        var at = 0
        while at < value.count {
            let stop = min(value.count, at + (isPlain ? 60 : 20))
            let number = pieces.count
            if isPlain {
                pieces.append(Array("\(name)*\(number)=".utf8) + quoted(value[at..<stop]))
            } else {
                var piece = Array("\(name)*\(number)*=\(number == 0 ? "utf-8''" : "")".utf8)
                for byte in value[at..<stop] {
                    let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
                    if isLetter || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: ".")
                        || byte == UInt8(ascii: "-")
                    {
                        piece.append(byte)
                    } else {
                        piece.append(UInt8(ascii: "%"))
                        HexDigit.append(byte, to: &piece)
                    }
                }
                pieces.append(piece)
            }
            at = stop
        }
        return Array(pieces.joined(separator: [UInt8(ascii: ";")] + lineEnd + [0x20]))
    }
}
