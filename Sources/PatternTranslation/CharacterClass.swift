/// A set of characters: of ASCII each, of all others none, all, or what is named.
struct CharacterClass: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// All characters beyond ASCII are in it. Not asked where there are `elements`.
    var isAllBeyond = false
    /// Characters beyond ASCII and properties, as PCRE2 writes them in a class. Such a class needs PCRE2's UTF mode.
    private(set) var elements: [String] = []
    /// All of it is meant the other way round; only where there are `elements`.
    private(set) var isNegated = false
    private var elementsHoldNewline = false

    init() {}

    init(_ scalars: some Sequence<UInt8>) {
        for scalar in scalars { insert(scalar) }
    }

    static let digits = CharacterClass(0x30...0x39)
    static let upper = CharacterClass(0x41...0x5A)
    static let lower = CharacterClass(0x61...0x7A)
    static let word = digits.union(upper).union(lower).union(CharacterClass([0x5F]))
    /// RE2's `\s`, which leaves the vertical tab out.
    static let goSpaces = CharacterClass([0x09, 0x0A, 0x0C, 0x0D, 0x20])
    static let spaces = CharacterClass([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20])
    static let pythonSpaces = spaces.union(CharacterClass(0x1C...0x1F))
    static let newline = CharacterClass([0x0A])

    var needsUnicode: Bool { !elements.isEmpty }
    var reachesBeyondASCII: Bool { needsUnicode || isAllBeyond }
    private var isPlain: Bool { elements.isEmpty }

    mutating func insert(_ scalar: UInt8) {
        if scalar < 64 { low |= 1 << UInt64(scalar) } else if scalar < 128 { high |= 1 << UInt64(scalar - 64) }
    }

    func contains(_ scalar: UInt8) -> Bool {
        scalar < 64 ? low >> UInt64(scalar) & 1 == 1 : scalar < 128 && high >> UInt64(scalar - 64) & 1 == 1
    }

    var holdsNewline: Bool { needsUnicode ? (contains(0x0A) || elementsHoldNewline) != isNegated : contains(0x0A) }

    /// Letters and digits stand in it, not only what stands between words.
    var holdsText: Bool { needsUnicode || low & Self.word.low != 0 || high & Self.word.high != 0 }

    mutating func insert(range: ClosedRange<UInt32>) {
        let ascii = range.clamped(to: 0...0x7F)
        if range.lowerBound < 0x80 { for scalar in ascii { insert(UInt8(truncatingIfNeeded: scalar)) } }
        guard range.upperBound >= 0x80 else { return }
        if range.lowerBound <= 0x80, range.upperBound >= 0x10FFFF {
            isAllBeyond = true
            return
        }
        func text(_ value: UInt32) -> String { Unicode.Scalar(value).map { String(Character($0)) } ?? "\\x{\(String(value, radix: 16))}" }
        let from = max(range.lowerBound, 0x80)
        elements.append(from == range.upperBound ? text(from) : "\(text(from))-\(text(range.upperBound))")
    }

    /// - Parameter text: `\p{…}` or `\P{…}`.
    mutating func insert(property text: String, holdsNewline: Bool) {
        elements.append(text)
        elementsHoldNewline = elementsHoldNewline || holdsNewline
    }

    /// Nil where the two cannot be added up: one of them is meant the other way round.
    mutating func formUnion(_ other: CharacterClass) -> Bool {
        if isPlain && other.isPlain {
            self = union(other)
            return true
        }
        guard !isNegated, !other.isNegated else { return false }
        low |= other.low
        high |= other.high
        isAllBeyond = isAllBeyond || other.isAllBeyond
        elements += other.elements
        elementsHoldNewline = elementsHoldNewline || other.elementsHoldNewline
        return true
    }

    func union(_ other: CharacterClass) -> CharacterClass {
        var result = self
        result.low |= other.low
        result.high |= other.high
        result.isAllBeyond = isAllBeyond || other.isAllBeyond
        return result
    }

    /// The characters of this one, of the other, or of both, as `keeps` says of each. Nil where one names characters beyond ASCII.
    func combined(with other: CharacterClass, _ keeps: (UInt64, UInt64) -> UInt64) -> CharacterClass? {
        guard isPlain, other.isPlain else { return nil }
        var result = CharacterClass()
        result.low = keeps(low, other.low)
        result.high = keeps(high, other.high)
        result.isAllBeyond = keeps(isAllBeyond ? 1 : 0, other.isAllBeyond ? 1 : 0) & 1 == 1
        return result
    }

    var negated: CharacterClass {
        var result = self
        if isPlain {
            result.low = ~low
            result.high = ~high
            result.isAllBeyond.toggle()
        } else {
            result.isNegated.toggle()
        }
        return result
    }
}

// As PCRE2 writes it.
extension CharacterClass {
    /// The class by itself, outside of brackets.
    var text: String {
        guard isPlain else {
            let beyond = isAllBeyond ? "\\x{80}-\\x{10FFFF}" : ""
            return "[" + (isNegated ? "^" : "") + Self.ranges(low, high, mayApproximate: !isNegated) + beyond + elements.joined() + "]"
        }
        if isAllBeyond {
            let rest = negated
            if rest.low == 0, rest.high == 0 { return "(?s:.)" }
            switch rest {
            case .newline: return "."
            case .digits: return "\\D"
            case .word: return "\\W"
            case .spaces: return "\\S"
            default: break
            }
            // Whichever names fewer.
            if rest.low.nonzeroBitCount + rest.high.nonzeroBitCount <= 64 {
                return "[^" + Self.ranges(rest.low, rest.high, mayApproximate: false) + "]"
            }
            return "[" + Self.ranges(low, high, mayApproximate: true) + "[:^ascii:]]"
        }
        if low == 0, high == 0 { return "(?!)" }
        switch self {
        case .digits: return "\\d"
        case .word: return "\\w"
        case .spaces, .goSpaces: return "\\s"
        default: break
        }
        if low.nonzeroBitCount + high.nonzeroBitCount == 1 {
            let only = low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount
            return Self.literal(Unicode.Scalar(UInt8(truncatingIfNeeded: only)))
        }
        return "[" + Self.ranges(low, high, mayApproximate: true) + "]"
    }

    /// - Parameter mayApproximate: `\s` may stand for RE2's, which has one character less.
    private static func ranges(_ low: UInt64, _ high: UInt64, mayApproximate: Bool) -> String {
        var rest = CharacterClass()
        rest.low = low
        rest.high = high
        var text = ""
        func take(_ part: CharacterClass, _ name: String) {
            guard rest.low & part.low == part.low, rest.high & part.high == part.high else { return }
            text += name
            rest.low &= ~part.low
            rest.high &= ~part.high
        }
        take(.word, "\\w")
        take(.spaces, "\\s")
        if mayApproximate { take(.goSpaces, "\\s") }
        var at: UInt8 = 0
        while at < 128 {
            guard rest.contains(at) else {
                at += 1
                continue
            }
            var end = at
            while end < 127, rest.contains(end + 1) { end += 1 }
            text += inClass(at)
            if end > at { text += (end > at + 1 ? "-" : "") + inClass(end) }
            at = end + 1
        }
        return text
    }

    private static func inClass(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "]"), UInt8(ascii: "["), UInt8(ascii: "^"), UInt8(ascii: "-"):
            "\\" + String(Character(Unicode.Scalar(byte)))
        default: control(byte) ?? String(Character(Unicode.Scalar(byte)))
        }
    }

    /// A character outside of classes.
    static func literal(_ scalar: Unicode.Scalar) -> String {
        if "\\^$.|?*+()[]{}".unicodeScalars.contains(scalar) { return "\\" + String(Character(scalar)) }
        if scalar.value < 0x80, let text = control(UInt8(truncatingIfNeeded: scalar.value)) { return text }
        return String(Character(scalar))
    }

    private static func control(_ byte: UInt8) -> String? {
        switch byte {
        case 0x09: return "\\t"
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0..<0x20, 0x7F:
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        default: return nil
        }
    }
}
