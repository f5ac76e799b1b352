internal import CByteScan
internal import Glibc

/// Looking for bytes in bytes, at memory speed.
public enum ByteSearch {
    /// The first offset at or after `from` that holds `byte`.
    public static func first(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        guard let hit = unsafe memchr(base + from, Int32(byte), bytes.count - from) else { return nil }
        return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }

    /// The last offset before `before` that holds `byte`.
    public static func last(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, before: Int) -> Int? {
        guard before > 0, before <= bytes.count, let base = bytes.baseAddress else { return nil }
        let at = unsafe bytescan_find_last(base, before, byte)
        return at < before ? at : nil
    }

    /// Whether a byte stands in a few: quicker than `first` for what is a dozen bytes long.
    public static func holds(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        return unsafe bytescan_holds(base, bytes.count, byte)
    }

    /// Which of the bytes that something is spelled with stand in a text.
    public struct Marks: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let percent = Marks(rawValue: UInt32(BYTESCAN_MARK_PERCENT))
        public static let ampersand = Marks(rawValue: UInt32(BYTESCAN_MARK_AMPERSAND))
        public static let backslash = Marks(rawValue: UInt32(BYTESCAN_MARK_BACKSLASH))
        public static let nul = Marks(rawValue: UInt32(BYTESCAN_MARK_NUL))
        /// U+001B.
        public static let escape = Marks(rawValue: UInt32(BYTESCAN_MARK_ESCAPE))
        /// A `v` and, three bytes on, a `u`, in either case, as in `VALUES`.
        public static let values = Marks(rawValue: UInt32(BYTESCAN_MARK_VALUES))
        public static let all: Marks = [.percent, .ampersand, .backslash, .nul, .escape, .values]
    }

    /// The marks in a text, in one pass: most short texts have none.
    public static func marks(in bytes: UnsafeBufferPointer<UInt8>) -> Marks {
        guard let base = bytes.baseAddress else { return [] }
        return unsafe Marks(rawValue: bytescan_marks(base, bytes.count))
    }

    /// The first offset at or after `from` at which a list of bytes may begin: `[` and a digit, or `<B`.
    public static func listStart(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        let at = unsafe bytescan_list_start(base, bytes.count, from)
        return at < bytes.count ? at : nil
    }

    /// The first offset at or after `from` at which the place of a parameter may stand in a statement of SQL: `$1`, `%s`, or a `?` or
    /// `@` behind a space, `(`, `=` or `,`.
    public static func parameter(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        let at = unsafe bytescan_parameter(base, bytes.count, from)
        return at < bytes.count ? at : nil
    }

    /// The first offset at or after `from` that holds a bracket of JSON, `{` or `[`.
    public static func bracket(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        let at = unsafe bytescan_find_bracket(base, bytes.count, from)
        return at < bytes.count ? at : nil
    }

    public static func count(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        return unsafe bytescan_count(base, bytes.count, byte)
    }

    /// Whether `needle`, which is lower case, stands in `bytes`, ASCII case ignored.
    public static func contains(_ needle: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return needle.isEmpty }
        return unsafe needle.withUnsafeBufferPointer { wanted in
            guard let start = wanted.baseAddress else { return true }
            let at = unsafe bytescan_find_caseless(base, bytes.count, start, wanted.count)
            return at < bytes.count
        }
    }

    /// The first offset at or after `from` at which `needle`, which is lower case, stands, ASCII case ignored.
    public static func first(_ needle: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        return unsafe needle.withUnsafeBufferPointer { wanted in
            guard let start = wanted.baseAddress else { return from }
            let at = unsafe from + bytescan_find_caseless(base + from, bytes.count - from, start, wanted.count)
            return at < bytes.count ? at : nil
        }
    }

    /// Whether two runs are equal, ASCII case ignored; `lowered` is lower case.
    public static func equals(_ bytes: UnsafeBufferPointer<UInt8>, lowered: [UInt8]) -> Bool {
        unsafe bytes.count == lowered.count && contains(lowered, in: bytes)
    }

    /// The first run at or after `from` of 15 bytes or more that base64 is written with, in either alphabet, and no such byte
    /// behind it.
    public static func wordRun(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Range<Int>? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        var start = 0
        let end = unsafe bytescan_word_run(base, bytes.count, from, &start)
        return start < end ? start..<end : nil
    }

    /// As `wordRun`, of runs that may stand for text in base64 or hexadecimal digits, or hold what does: a few more than do.
    public static func codedRun(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Range<Int>? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        var start = 0
        let end = unsafe bytescan_coded_run(base, bytes.count, from, &start)
        return start < end ? start..<end : nil
    }

    /// As `wordRun`, of letters and digits alone.
    public static func alphanumericRun(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Range<Int>? {
        guard from >= 0, from < bytes.count, let base = bytes.baseAddress else { return nil }
        var start = 0
        let end = unsafe bytescan_alphanumeric_run(base, bytes.count, from, &start)
        return start < end ? start..<end : nil
    }

    public static func lowered(_ text: String) -> [UInt8] { text.utf8.map(lowered) }

    /// Of ASCII letters only.
    static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}

/// The part of a buffer that a range names. The range must lie inside.
extension UnsafeBufferPointer<UInt8> {
    @inlinable
    public func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(rebasing: self[range])
    }
}
