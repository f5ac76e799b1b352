internal import JSONPath
internal import Streams

/// Cuts an input into JSON documents: one after the other, with blanks, line ends or U+001E (RFC 7464) between them or
/// with nothing, and a byte order mark before all.
///
///     buffer   … documents read │ document │ next ones … │ room
///                               └ start    └ end         └ filled
///
/// Holds one document and about as much again, at most.
struct JSONDocumentStream: ~Copyable {
    /// The longest document taken: queries are asked about a document as a whole, and its tree takes more than its bytes.
    private static let longestDocument = 64 << 20
    /// The least read at once.
    private static let readSize = 256 << 10
    private static let recordSeparator: UInt8 = 0x1E
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let source: DecodingSource
    private let limits = JSONTree.Limits()
    private var buffer: [UInt8] = []
    private var filled = 0
    private var isAtEnd = false
    /// The document that was given last, or where the next one may begin.
    private var start = 0
    private var end = 0
    /// Of the buffer's first byte, counted from the start of the input.
    private var bufferOffset = 0
    /// Line ends before `start`, and where in the input the line begins that it stands on.
    private var lines = 0
    private var lineOffset = 0

    init(_ source: DecodingSource) { self.source = source }

    /// The bytes that the tree given last was parsed from.
    var bytes: Span<UInt8> {
        @_lifetime(borrow self) get { buffer.span.extracting(0..<filled) }
    }

    /// The next document; nil at the end.
    ///
    /// - Parameter beforeWaiting: called before a read that would wait for somebody.
    /// - Throws: `StreamError`, and `CommandFailure` for what is no JSON or too large.
    mutating func next(beforeWaiting: () throws -> Void) throws -> JSONTree? {
        try skipToDocument(beforeWaiting)
        guard start < filled else { return nil }
        var parser = JSONTreeParser(at: start, limits: limits)
        while try !advance(&parser) {
            guard filled <= examinedEnd else { throw tooLong }
            if start > 0 {
                // At most once a document: from here on it begins at zero.
                dropConsumed()
                parser = JSONTreeParser(at: 0, limits: limits)
            }
            try fill(beforeWaiting)
        }
        guard parser.position - start <= Self.longestDocument else { throw tooLong }
        end = parser.position
        return parser.takeTree()
    }

    /// Up to where the document may reach, and one byte more: what is behind it is not looked at, so that it does not
    /// matter how much was read at once.
    private var examinedEnd: Int { start + Self.longestDocument + 1 }

    private var tooLong: CommandFailure {
        CommandFailure(.failed, "\(place(of: start)): the document is longer than \(Self.longestDocument >> 20) MiB")
    }

    private func advance(_ parser: inout JSONTreeParser) throws -> Bool {
        do throws(JSONSyntaxError) {
            let end = min(filled, examinedEnd)
            return try parser.advance(over: bytes.extracting(0..<end), isEnd: isAtEnd && end == filled)
        } catch {
            throw CommandFailure(.failed, "\(place(of: error.offset)): \(describe(error.reason))")
        }
    }

    /// Where something stands in the input, for people: name, line, column in bytes, and byte, the first two from 1.
    ///
    /// - Parameter offset: of `bytes`, at or behind the start of the last document.
    func place(of offset: Int) -> String {
        var line = lines + 1
        var lineStart = lineOffset
        for i in start..<max(start, min(offset, filled)) where buffer[i] == UInt8(ascii: "\n") {
            line += 1
            lineStart = bufferOffset + i + 1
        }
        let place = bufferOffset + offset
        return "\(source.name): line \(line), column \(place - lineStart + 1) (byte \(place))"
    }

    private func describe(_ reason: JSONSyntaxError.Reason) -> String {
        switch reason {
        case .tooManyNodes: "the document has more than \(limits.nodes) values"
        case .nestedTooDeeply: "arrays and objects nest more than \(limits.depth) deep"
        default: "\(reason)"
        }
    }

    // MARK: Reading

    /// Moves `start` to the first byte of the next document, or to the end of the input.
    private mutating func skipToDocument(_ beforeWaiting: () throws -> Void) throws {
        move(to: end)
        if bufferOffset + start == 0 {
            while filled < 3, !isAtEnd, Self.byteOrderMark.starts(with: buffer[..<filled]) { try fill(beforeWaiting) }
            if buffer[..<filled].starts(with: Self.byteOrderMark) { move(to: 3) }
        }
        while true {
            var place = start
            while place < filled, JSONTreeParser.isBlank(buffer[place]) || buffer[place] == Self.recordSeparator { place += 1 }
            move(to: place)
            if start < filled || isAtEnd { return }
            dropConsumed()
            try fill(beforeWaiting)
        }
    }

    private mutating func move(to offset: Int) {
        for i in start..<offset where buffer[i] == UInt8(ascii: "\n") {
            lines += 1
            lineOffset = bufferOffset + i + 1
        }
        start = offset
        end = offset
    }

    /// Moves what is not read yet to the front.
    private mutating func dropConsumed() {
        buffer.removeSubrange(..<start)
        filled -= start
        bufferOffset += start
        start = 0
        end = 0
    }

    /// Reads once.
    private mutating func fill(_ beforeWaiting: () throws -> Void) throws {
        if source.mayBlock, !source.readyNow() { try beforeWaiting() }
        if buffer.count - filled < Self.readSize {
            // Twice the size each time: all that is copied for it is no more than the document.
            let more = min(max(buffer.count, 2 * Self.readSize), Self.longestDocument)
            buffer.append(contentsOf: repeatElement(0, count: more))
        }
        let filled = filled
        let count = try unsafe buffer.withUnsafeMutableBytes { room in
            try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
        }
        self.filled += count
        isAtEnd = count == 0
    }
}
