public import Bytes
public import Engine

/// What is known of an input before its first bytes are looked at.
public struct DialectHints: Sendable, Hashable {
    /// Its name says that it is a table, so that it is a file: all of the sample is waited for.
    public var isNamed = false
    /// The user says so.
    public var isForced = false
    public var delimiter: UInt8?
    public var quote: QuoteHint = .unknown
    public var hasHeader: Bool?

    public enum QuoteHint: Sendable, Hashable {
        case unknown, none
        case byte(UInt8)
    }

    public init() {}
}

/// Finds out whether an input is a table, and how it is written.
///
/// A table that nobody announced must show itself at once, for a log must not be taken for one, and a line that arrives on a
/// pipe leaves at once (law 7): its first line names columns (`isNameLine`), and the two behind it have as many cells. Of one
/// that is announced, by its name or by the user, more is looked at, and more is allowed: lines before the table, no header,
/// rows of other lengths. What is found depends on the bytes of the sample alone, however they came (law 2).
public enum DialectSniff {
    /// What is looked at, in bytes.
    public static let sampleSize = 64 << 10
    /// Of an input that the user says to be a table, which may be a pipe: so many lines.
    static let forcedLines = 10
    /// A first line that names columns is no longer.
    private static let longestNameLine = 4_096

    public enum Answer: Sendable, Equatable {
        /// More must come to tell.
        case wait
        case text
        /// The table begins at an offset: behind the mark of a byte order, and lines that do not belong to it.
        case table(Dialect, start: Int, naming: Naming)
    }

    /// How the names of a header stand to the cells below them.
    public enum Naming: Sendable {
        case straight
        /// A column of row names stands before those that the header names.
        case shifted
        /// The header is one name shorter than its rows, and nothing tells where the column without a name is: what rules say of
        /// either name holds in each column.
        case either
    }

    /// What can be a delimiter: a byte that no mask holds, and no word.
    public static func mayDelimit(_ byte: UInt8) -> Bool { DialectFinder.mayDelimit(byte) }

    public static func of(_ head: UnsafeBufferPointer<UInt8>, atEnd: Bool, _ hints: DialectHints) -> Answer {
        guard hints.isNamed || hints.isForced else { return unsafe unannounced(head, atEnd: atEnd, hints) }
        guard let size = unsafe sample(of: head, atEnd: atEnd, hints) else { return .wait }
        let isWhole = atEnd && size == head.count
        return unsafe DialectFinder(head.part(0..<size), isWhole: isWhole, hints).find()
    }

    /// How much of an announced table is looked at; nil where more must come.
    static func sample(of head: UnsafeBufferPointer<UInt8>, atEnd: Bool, _ hints: DialectHints) -> Int? {
        if !hints.isNamed {
            var lines = 0
            var at = 0
            while lines < forcedLines, at < sampleSize, let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: head, from: at) {
                at = end + 1
                lines += 1
            }
            if lines == forcedLines { return min(at, sampleSize) }
        }
        if head.count >= sampleSize { return sampleSize }
        return atEnd ? head.count : nil
    }

    // MARK: - Tables that nobody announced

    private static func unannounced(_ head: UnsafeBufferPointer<UInt8>, atEnd: Bool, _ hints: DialectHints) -> Answer {
        let line = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: head, from: 0)
        let first = unsafe head.part(0..<min(line ?? head.count, longestNameLine))
        guard unsafe mayNameColumns(first) else { return .text }
        guard let line else { return atEnd || head.count >= longestNameLine ? .text : .wait }
        // What cannot be names leaves at once (law 7).
        guard line < longestNameLine, unsafe DialectFinder(head.part(0..<line + 1), isWhole: true, hints).namesColumns else { return .text }
        var at = line + 1
        for _ in 0..<2 {
            guard let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: head, from: at) else {
                if !atEnd, head.count < sampleSize { return .wait }
                if head.count >= sampleSize || at == line + 1 && head.count <= at { return .text }
                at = head.count
                break
            }
            at = end + 1
        }
        var strict = hints
        strict.hasHeader = true
        return unsafe DialectFinder(head.part(0..<at), isWhole: atEnd && at == head.count, strict).findStrictly()
    }

    /// Whether a line, or the start of one, may be names of columns: no byte stands in it that log lines have and names do not.
    private static func mayNameColumns(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in line.indices {
            switch unsafe line[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: continue
            case UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "%"), UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "/"), UInt8(ascii: "&"),
                UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
                UInt8(ascii: "\r"):
                continue
            default: return false
            }
        }
        return true
    }
}
