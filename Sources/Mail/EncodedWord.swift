internal import Bytes

/// A word of a header that is written in another character set: `=?utf-8?B?a2V5?=`. RFC 2047.
struct EncodedWord {
    var raw: Range<Int>
    /// Without a language (RFC 2231, 5).
    var label: String
    var charset: Charset
    var isBase64: Bool
    /// What it stands for: in its charset, and in UTF-8.
    var bytes: [UInt8]
    var text: [UInt8]

    /// The word that begins at an offset; nil where none does. Readers take longer ones than RFC 2047 allows, and folds in them.
    ///
    /// - Parameter limit: behind the last `?=`.
    fileprivate init?(_ source: [UInt8], _ start: Int, _ limit: Int) {
        guard let first = Self.textStart(source, start, limit) else { return nil }
        isBase64 = source[first - 2] | 0x20 == UInt8(ascii: "b")
        let label = String(decoding: source[start + 2..<first - 3], as: UTF8.self)
        var at = first
        while at + 1 < limit, source[at] != UInt8(ascii: "?") || source[at + 1] != UInt8(ascii: "=") { at += 1 }
        guard at + 1 < limit else { return nil }
        raw = start..<at + 2
        self.label = String(label.prefix { $0 != "*" })
        charset = Charset(named: self.label) ?? .utf8
        bytes = isBase64 ? Base64Body.decode(source, first..<at) : Self.decodeQ(source, first..<at)
        text = charset.decode(bytes) ?? bytes
    }

    private static func decodeQ(_ source: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if source[at] == UInt8(ascii: "="), at + 2 < range.upperBound, let high = HexDigit.value(source[at + 1]),
                let low = HexDigit.value(source[at + 2])
            {
                result.append(high << 4 | low)
                at += 3
            } else {
                // A fold is nothing.
                if source[at] != 0x0A, source[at] != 0x0D { result.append(source[at] == UInt8(ascii: "_") ? 0x20 : source[at]) }
                at += 1
            }
        }
        return result
    }

    /// Where the text of a word that begins at an offset does.
    fileprivate static func textStart(_ source: [UInt8], _ start: Int, _ limit: Int) -> Int? {
        guard start + 6 < limit, source[start] == UInt8(ascii: "="), source[start + 1] == UInt8(ascii: "?") else { return nil }
        var at = start + 2
        while at < limit, source[at] != UInt8(ascii: "?"), source[at] > 0x20 { at += 1 }
        guard at + 3 < limit, source[at] == UInt8(ascii: "?"), source[at + 2] == UInt8(ascii: "?"), at > start + 2 else { return nil }
        let kind = source[at + 1] | 0x20
        return kind == UInt8(ascii: "b") || kind == UInt8(ascii: "q") ? at + 3 : nil
    }

    /// A text in UTF-8 as words.
    static func words(of text: [UInt8], lineEnd: [UInt8]) -> [UInt8] {
        var words: [[UInt8]] = []
        var at = 0
        while at < text.count {
            var stop = min(text.count, at + 15)
            while stop < text.count, stop > at + 1, text[stop] & 0xC0 == 0x80 { stop -= 1 }
            var word = Array("=?utf-8?Q?".utf8)
            for byte in text[at..<stop] { appendQ(byte, to: &word) }
            words.append(word + Array("?=".utf8))
            at = stop
        }
        return Array(words.joined(separator: lineEnd + [0x20]))
    }

    /// The word with changes of its text, as one or several words; nothing where nothing is left.
    ///
    /// What is kept stays in its character set; a mask is a word of its own, since it is ASCII whatever the others are.
    func written(_ script: EditScript, lineEnd: [UInt8]) -> [UInt8] {
        let source = charset.isTransparent ? bytes : text
        let label = charset.isTransparent ? self.label : "utf-8"
        let changes = charset.isTransparent ? charset.lower(script, text, to: bytes) : script
        var words: [[UInt8]] = []
        var at = 0
        for edit in changes.edits {
            append(source[at..<max(at, edit.range.lowerBound)], label, &words)
            Self.appendQ(changes.text(of: edit), &words)
            at = max(at, edit.range.upperBound)
        }
        append(source[min(at, source.count)...], label, &words)
        return Array(words.joined(separator: lineEnd + [0x20]))
    }

    private func append(_ bytes: ArraySlice<UInt8>, _ label: String, _ words: inout [[UInt8]]) {
        guard !bytes.isEmpty else { return }
        let head = Array("=?\(label)?\(isBase64 ? "B" : "Q")?".utf8)
        // So many that even escapes fit.
        let most = max(4, (MailLimits.encodedWord - head.count - 2) / 3)
        // A word as long as it was is none the longer for being written again.
        var at = bytes.startIndex
        while at < bytes.endIndex {
            var stop = bytes.count <= self.bytes.count ? bytes.endIndex : min(bytes.endIndex, at + most)
            // Not within a character of UTF-8.
            while stop < bytes.endIndex, stop > at + 1, bytes[stop] & 0xC0 == 0x80 { stop -= 1 }
            var word = head
            if isBase64 {
                word += Base64Body.encode(Array(bytes[at..<stop]), lineEnd: [])
            } else {
                for byte in bytes[at..<stop] { Self.appendQ(byte, to: &word) }
            }
            words.append(word + Array("?=".utf8))
            at = stop
        }
    }

    private static func appendQ(_ mask: ArraySlice<UInt8>, _ words: inout [[UInt8]]) {
        let head = Array("=?us-ascii?Q?".utf8)
        var word = head
        for byte in mask {
            if word.count > MailLimits.encodedWord - 5 {
                words.append(word + Array("?=".utf8))
                word = head
            }
            appendQ(byte, to: &word)
        }
        if word.count > head.count { words.append(word + Array("?=".utf8)) }
    }

    /// What may stand in any word, in a phrase too (RFC 2047, 5): all else as an escape.
    private static func appendQ(_ byte: UInt8, to word: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            word.append(byte)
        case 0x20: word.append(UInt8(ascii: "_"))
        default:
            word.append(UInt8(ascii: "="))
            HexDigit.append(byte, to: &word)
        }
    }
}

/// Finds the words of a text. What is looked through is looked through once: there is none behind the last `?=`, and what begins as
/// one before that ends there at the latest.
struct EncodedWords {
    private let source: [UInt8]
    private let limit: Int

    init(_ source: [UInt8], _ range: Range<Int>) {
        self.source = source
        guard unsafe source.withUnsafeBufferPointer({ unsafe ByteSearch.holds(UInt8(ascii: "?"), $0.part(range)) }) else {
            limit = range.lowerBound
            return
        }
        var at = range.upperBound
        while at - 2 >= range.lowerBound, source[at - 2] != UInt8(ascii: "?") || source[at - 1] != UInt8(ascii: "=") { at -= 1 }
        limit = at - 2 >= range.lowerBound ? at : range.lowerBound
    }

    func word(at offset: Int) -> EncodedWord? { offset < limit ? EncodedWord(source, offset, limit) : nil }

    /// Whether one begins at an offset, as far as its first bytes tell.
    func begins(at offset: Int) -> Bool { offset < limit && EncodedWord.textStart(source, offset, limit) != nil }
}
