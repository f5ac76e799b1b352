internal import Bytes

/// Reads a message line by line (RFC 5322, RFC 2045, RFC 2046), as leniently as readers do, and notes where they differ.
///
/// What is open is a stack, with a bound; nothing recurses. A delimiter is looked for among all multiparts that are open, the
/// innermost first, so that a part whose end is missing ends with the one around it.
struct MIMEParser {
    let bytes: [UInt8]
    let end: Int
    var result = MIMEStructure()
    let hasLoneReturns: Bool
    /// The first line feed at or after `feedSought`.
    var nextFeed = -1
    var feedSought = 0
    /// Look for a delimiter where none is announced, or the one that is never comes.
    let guesses: Bool

    struct Open {
        var entity: Int
        var boundaries: [[UInt8]]
        var parts = 0
        /// No part began yet, or the last one ended: where what is no part's begins.
        var gap: Int?
        var isClosed = false
    }
    var stack: [Open] = []
    var depth = 0

    enum Mode {
        case header, body, gap
    }
    var mode = Mode.header
    /// Of which the header or the body is being read.
    var current = 0
    var headerStart = 0
    var bodyStart = 0
    var firstField = 0
    /// Of all header fields so far.
    var headerBytes = 0
    var canBeField = true

    /// - Parameters:
    ///   - isMessage: the bytes are a message, and not an entity within one.
    ///   - type: what they are, where they have no header of their own.
    static func parse(_ bytes: [UInt8], within type: ContentType? = nil, depth: Int = 0) throws(MailError) -> MIMEStructure {
        var parser = MIMEParser(bytes, guesses: false, depth: depth)
        var result = try parser.run(type)
        let delimited = Set(result.delimiters.map(\.entity))
        let isMissing = result.entities.indices.contains { result.entities[$0].isMultipart && !delimited.contains($0) }
        guard isMissing else { return result }
        var second = MIMEParser(bytes, guesses: true, depth: depth)
        result = try second.run(type)
        result.doubts.insert(.boundary)
        return result
    }

    init(_ bytes: [UInt8], guesses: Bool, depth: Int) {
        self.bytes = bytes
        self.guesses = guesses
        self.depth = depth
        end = bytes.count
        (hasLoneReturns, result.doubts) = unsafe bytes.withUnsafeBufferPointer { all in
            var isLone = false
            var at = 0
            while let found = unsafe ByteSearch.first(0x0D, in: all, from: at) {
                if unsafe found + 1 >= all.count || all[found + 1] != 0x0A {
                    isLone = true
                    break
                }
                at = found + 2
            }
            let hasNUL = unsafe ByteSearch.first(0, in: all, from: 0) != nil
            return (isLone, isLone || hasNUL ? .control : [])
        }
    }

    // MARK: - Lines

    /// A line without its end, and where the next begins.
    mutating func line(at start: Int) -> (content: Int, next: Int) {
        // Of lines that end in a return alone, many lie before the next line feed.
        if nextFeed < start || start < feedSought {
            nextFeed = unsafe bytes.withUnsafeBufferPointer { unsafe ByteSearch.first(0x0A, in: $0, from: start) } ?? end
            feedSought = start
        }
        let feed = nextFeed
        return unsafe bytes.withUnsafeBufferPointer { all in
            let newline = feed
            if hasLoneReturns, let found = unsafe ByteSearch.first(0x0D, in: all.part(0..<newline), from: start), found + 1 != newline {
                return (found, found + 1)
            }
            let content = unsafe newline > start && all[newline - 1] == 0x0D && newline < end ? newline - 1 : newline
            return (content, min(end, newline + 1))
        }
    }

    mutating func run(_ type: ContentType?) throws(MailError) -> MIMEStructure {
        var at = 0
        result.entities = [MIMEStructure.Entity()]
        result.entities[0].isTop = type == nil
        if let type {
            result.entities[0].type = type
            try openBody(at: 0)
        } else {
            at = skipEnvelope(at: 0)
            result.envelope = 0..<at
            beginHeader(of: 0, at: at)
        }
        while at < end {
            if mode != .header, !hasLoneReturns {
                at = dashes(from: at)
                if at == end { break }
            }
            let (content, next) = line(at: at)
            if content - at >= 2, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-"), !stack.isEmpty,
                try takeDelimiter(at..<content, next)
            {
                at = next
                continue
            }
            if mode == .header { at = try takeHeaderLine(at..<content, next) } else { at = next }
        }
        try closeAll(at: end, upTo: 0)
        return result
    }

    /// The first line at or behind the one that begins at an offset that may be a delimiter; the end where there is none.
    private func dashes(from start: Int) -> Int {
        guard !stack.isEmpty else { return end }
        return unsafe bytes.withUnsafeBufferPointer { all in
            if unsafe start + 1 < all.count && all[start] == UInt8(ascii: "-") && all[start + 1] == UInt8(ascii: "-") { return start }
            return unsafe ByteSearch.first(Self.dashes, in: all, from: start).map { $0 + 1 } ?? end
        }
    }

    private static let dashes = Array("\n--".utf8)

    /// The line of an mbox: `From someone Thu Jan  1 …`, quoted or not. What merely begins like that is text.
    mutating func skipEnvelope(at start: Int) -> Int {
        let (content, next) = line(at: start)
        let text = bytes[start..<content]
        return MailSniff.isEnvelope(text.first == UInt8(ascii: ">") ? text.dropFirst() : text) ? next : start
    }
}
