internal import Bytes

/// Text between tags.
extension HTMLView {
    /// What a byte is in text.
    enum Kind: UInt8 {
        /// It stands for itself in any text.
        case plain
        case blank
        /// Markup, a blank of another kind, or what may begin a character without a width.
        case other
    }

    static let kinds: [Kind] = (0..<256).map { byte in
        switch UInt8(byte) {
        case 0x20: .blank
        case 0x0A, 0x0D, 0x09, 0x0C, UInt8(ascii: "<"), UInt8(ascii: "&"): .other
        default: InvisibleText.mayBegin(UInt8(byte)) ? .other : .plain
        }
    }

    private static let plain = ByteClass { kinds[Int($0)] == .plain }

    mutating func takeText(_ at: Int, _ kinds: [Kind]) -> Int {
        let byte = source[at]
        switch kinds[Int(byte)] {
        case .plain: return takeRun(at)
        case .blank:
            if verbatim == 0, at + 1 < source.count, kinds[Int(source[at + 1])] == .plain { return takeRun(at) }
            return takeBlanks(at)
        case .other:
            if byte == UInt8(ascii: "&"), let reference = CharacterReference(source, at) {
                append(reference.text, raw: at..<reference.end)
                return reference.end
            }
            if byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C { return takeBlanks(at) }
            if let length = InvisibleText.length(source, at) { return at + length }
            return takeRun(at)
        }
    }

    /// Takes all from an offset on that stands for itself, single blanks between words with it.
    private mutating func takeRun(_ at: Int) -> Int {
        let end = unsafe source.withUnsafeBufferPointer {
            unsafe verbatim == 0 ? Self.plain.wordsEnd(in: $0, from: at + 1) : Self.plain.end(in: $0, from: at + 1)
        }
        text += source[at..<end]
        map.appendVerbatim(raw: at, length: end - at)
        return end
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C }

    private mutating func takeBlanks(_ start: Int) -> Int {
        var at = start
        while at < source.count, Self.isBlank(source[at]) {
            if verbatim > 0 {
                text.append(source[at])
                map.appendVerbatim(raw: at, length: 1)
            }
            at += 1
        }
        guard verbatim == 0 else { return at }
        text.append(0x20)
        if at == start + 1, source[start] == 0x20 {
            map.appendVerbatim(raw: start, length: 1)
        } else {
            map.appendAtomic(raw: start..<at, viewLength: 1)
        }
        return at
    }

    mutating func append(_ bytes: [UInt8], raw: Range<Int>) {
        if InvisibleText.length(bytes, 0) == bytes.count { return }
        text += bytes
        map.appendAtomic(raw: raw, viewLength: bytes.count)
    }

    /// A line end that no byte of the source stands for.
    mutating func breakLine(at offset: Int) {
        guard showsText, text.last != 0x0A else { return }
        text.append(0x0A)
        map.appendAtomic(raw: offset..<offset, viewLength: 1)
    }
}
