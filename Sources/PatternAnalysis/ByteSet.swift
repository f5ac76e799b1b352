/// A set of byte values: 256 bits.
///
/// Four plain words: SIMD vectors of them are no faster here, and many times slower in unoptimised builds.
public struct ByteSet: Hashable, Sendable {
    /// Bit b of the word says whether byte b, 64 + b, 128 + b, 192 + b is in the set.
    public var words: (UInt64, UInt64, UInt64, UInt64) { (word0, word1, word2, word3) }

    @usableFromInline var word0: UInt64 = 0
    @usableFromInline var word1: UInt64 = 0
    @usableFromInline var word2: UInt64 = 0
    @usableFromInline var word3: UInt64 = 0

    public init() {}

    public init(_ byte: UInt8) { insert(byte) }

    public init(_ range: ClosedRange<UInt8>) { insert(range) }

    public init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    private init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    public static let none = ByteSet()
    public static let all = ByteSet(.max, .max, .max, .max)

    @inlinable
    public func contains(_ byte: UInt8) -> Bool { word(byte >> 6) >> UInt64(byte & 63) & 1 != 0 }

    @inlinable
    func word(_ index: UInt8) -> UInt64 {
        switch index {
        case 0: word0
        case 1: word1
        case 2: word2
        default: word3
        }
    }

    public mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: word0 |= bit
        case 1: word1 |= bit
        case 2: word2 |= bit
        default: word3 |= bit
        }
    }

    public mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    public mutating func formUnion(_ other: ByteSet) {
        word0 |= other.word0
        word1 |= other.word1
        word2 |= other.word2
        word3 |= other.word3
    }

    public func union(_ other: ByteSet) -> ByteSet {
        ByteSet(word0 | other.word0, word1 | other.word1, word2 | other.word2, word3 | other.word3)
    }

    public func intersection(_ other: ByteSet) -> ByteSet {
        ByteSet(word0 & other.word0, word1 & other.word1, word2 & other.word2, word3 & other.word3)
    }

    public func subtracting(_ other: ByteSet) -> ByteSet { intersection(other.complement) }

    public var complement: ByteSet { ByteSet(~word0, ~word1, ~word2, ~word3) }

    public func isSuperset(of other: ByteSet) -> Bool { other.subtracting(self).isEmpty }
    public var isEmpty: Bool { word0 | word1 | word2 | word3 == 0 }
    public var isAll: Bool { word0 & word1 & word2 & word3 == .max }

    public var count: Int {
        word0.nonzeroBitCount + word1.nonzeroBitCount + word2.nonzeroBitCount + word3.nonzeroBitCount
    }

    /// The smallest byte of the set; nil where it is empty.
    public var lowest: UInt8? {
        for index: UInt8 in 0..<4 where word(index) != 0 { return index << 6 | UInt8(truncatingIfNeeded: word(index).trailingZeroBitCount) }
        return nil
    }

    /// Calls `body` for every byte of the set, in ascending order.
    @inlinable
    public func visit(_ body: (UInt8) -> Void) {
        for index: UInt8 in 0..<4 {
            var bits = word(index)
            while bits != 0 {
                body(index << 6 | UInt8(truncatingIfNeeded: bits.trailingZeroBitCount))
                bits &= bits &- 1
            }
        }
    }

    /// A–Z are bits 1…26 of word 1, a–z the bits 32 further on.
    private static let upperLetters: UInt64 = 0x07FF_FFFE

    /// The set with the other case of each of its ASCII letters added: what PCRE2's default tables do under `(?i)`.
    public var foldingCase: ByteSet {
        let upper = word1 & Self.upperLetters
        let lower = (word1 >> 32) & Self.upperLetters
        return ByteSet(word0, word1 | upper << 32 | lower, word2, word3)
    }

    /// The set with its upper-case ASCII letters replaced by the lower-case ones.
    public var loweringCase: ByteSet {
        let upper = word1 & Self.upperLetters
        return ByteSet(word0, word1 & ~upper | upper << 32, word2, word3)
    }
}

extension ByteSet {
    // The classes of PCRE2's default ("C" locale) tables, byte mode, without UCP: pcre2pattern(3), "Generic character types"
    // and "POSIX character classes".
    static let lineFeed = ByteSet(0x0A)
    static let notLineFeed = lineFeed.complement
    static let digits = ByteSet(0x30...0x39)
    static let lower = ByteSet(0x61...0x7A)
    static let upper = ByteSet(0x41...0x5A)
    static let letters = lower.union(upper)
    static let alphanumerics = letters.union(digits)
    static let word = alphanumerics.union(ByteSet(0x5F))
    static let notWord = word.complement
    static let space = ByteSet(0x09...0x0D).union(ByteSet(0x20))
    static let blank = ByteSet([0x09, 0x20])
    static let horizontalSpace = ByteSet([0x09, 0x20, 0xA0])
    static let verticalSpace = ByteSet(0x0A...0x0D).union(ByteSet(0x85))
    static let hexDigits = digits.union(ByteSet(0x41...0x46)).union(ByteSet(0x61...0x66))
    static let control = ByteSet(0x00...0x1F).union(ByteSet(0x7F))
    static let graphic = ByteSet(0x21...0x7E)
    static let printable = ByteSet(0x20...0x7E)
    static let punctuation = graphic.subtracting(alphanumerics)
    static let ascii = ByteSet(0x00...0x7F)
}
