internal import JSONPath
internal import Streams

/// Writes what a query selected to standard output: `{"path":"$['a'][0]","value":…}`, one on each line.
final class SelectionWriter {
    private static let bufferSize = 256 << 10

    private let sink = DescriptorSink.standardOutput()
    private var buffer: [UInt8] = []

    func write(_ node: JSONTree.Node, of document: JSONDocument) throws(StreamError) {
        append("{\"path\":\"")
        append(escaped: document.normalizedPath(of: node).span)
        append("\",\"value\":")
        append(onOneLine: document.bytes.extracting(document.tree.range(of: node)))
        append("}\n")
        if buffer.count >= Self.bufferSize { try flush() }
    }

    func flush() throws(StreamError) {
        guard !buffer.isEmpty else { return }
        defer { buffer.removeAll(keepingCapacity: buffer.count <= 4 * Self.bufferSize) }
        try sink.write(buffer.span)
    }

    private func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe buffer.append(contentsOf: $0) }
    }

    /// A value as it is spelt; over several lines, without the blanks outside of strings.
    ///
    /// Line separators beyond ASCII, which JSON has within strings only and JavaScript, Python and others end lines at,
    /// become escapes: a line of output is one for every reader.
    private func append(onOneLine value: Span<UInt8>) {
        var isOneLine = true
        var mayHoldSeparator = false
        for i in 0..<value.count {
            let byte = value[i]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { isOneLine = false }
            if byte == 0xE2 || byte == 0xC2 { mayHoldSeparator = true }
        }
        if isOneLine, !mayHoldSeparator {
            unsafe value.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
            return
        }
        var isInString = false
        var isEscaped = false
        var i = 0
        while i < value.count {
            let byte = value[i]
            if let separator = Self.lineSeparator(in: value, at: i) {
                buffer.append(contentsOf: separator.escape.utf8)
                i += separator.length
                continue
            }
            i += 1
            if !isOneLine, !isInString, JSONTreeParser.isBlank(byte) { continue }
            buffer.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            }
        }
    }

    /// U+0085, U+2028 or U+2029.
    private static func lineSeparator(in text: Span<UInt8>, at start: Int) -> (escape: String, length: Int)? {
        switch text[start] {
        case 0xC2 where start + 1 < text.count && text[start + 1] == 0x85: ("\\u0085", 2)
        case 0xE2 where start + 2 < text.count && text[start + 1] == 0x80 && text[start + 2] & 0xFE == 0xA8:
            (text[start + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
        default: nil
        }
    }

    /// The inside of a JSON string. The three bytes that stand for a surrogate become its escape again.
    private func append(escaped text: Span<UInt8>) {
        var i = 0
        while i < text.count {
            let byte = text[i]
            if let separator = Self.lineSeparator(in: text, at: i) {
                buffer.append(contentsOf: separator.escape.utf8)
                i += separator.length
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(byte)
            case 0xED where i + 2 < text.count && text[i + 1] & 0xE0 == 0xA0 && text[i + 2] & 0xC0 == 0x80:
                let unit = 0xD000 | Int(text[i + 1] & 0x3F) << 6 | Int(text[i + 2] & 0x3F)
                buffer.append(contentsOf: "\\u\(String(unit, radix: 16))".utf8)
                i += 2
            default:
                buffer.append(byte)
            }
            i += 1
        }
    }
}
