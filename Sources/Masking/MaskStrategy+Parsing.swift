extension MaskStrategy {
    /// The longest fixed text, in bytes: a mask is a mark, not a message, and `MaskGrammar` looks back this far.
    public static let longestFixedText = 64

    /// The most bytes that `keep` may name for one end. A quarter of a secret that long is 256 bytes of secret; whoever
    /// asks for more has the argument wrong.
    public static let longestKeptEnd = 64

    /// Reads `label`, `fixed:TEXT`, `fill`, `fill:C`, `keep:FIRST,LAST`, `pseudonym`, `remove`, `null` or `digits`.
    ///
    /// Case counts, and no space may stand around the parts.
    public init(parsing text: String) throws(MaskStrategyError) {
        let name = text.prefix { $0 != ":" }
        let argument = name.endIndex < text.endIndex ? text[text.index(after: name.endIndex)...] : nil
        switch (name, argument) {
        case ("label", nil): self = .label
        case ("pseudonym", nil): self = .pseudonym
        case ("remove", nil): self = .remove
        case ("null", nil): self = .null
        case ("digits", nil): self = .digits
        case ("fill", nil): self = .fill(Self.defaultFill)
        case ("fill", let character?): self = try .fill(Self.fillByte(character))
        case ("fixed", let text?): self = .fixed(String(text))
        case ("keep", let ends?): self = try Self.keep(parsing: ends)
        case ("fixed", nil), ("keep", nil): throw .argumentMissing(strategy: String(name))
        case ("label", _), ("pseudonym", _), ("remove", _), ("null", _), ("digits", _):
            throw .argumentUnexpected(strategy: String(name))
        default: throw .unknown(String(name))
        }
        try check()
    }

    /// Throws where the strategy, made by hand perhaps, could break the syntax of what it is put into.
    ///
    /// A fixed text is 1…64 printable ASCII characters without `"`, `'`, `\`, `,`, `;`, `<`, `>`, `&`; it does not begin
    /// with `=`, `+`, `-` or `@` (a spreadsheet would calculate it), and neither begins nor ends with a space (a reader
    /// may trim it).
    public func check() throws(MaskStrategyError) {
        switch self {
        case .label, .pseudonym, .remove, .null, .digits: return
        case .fill(let byte):
            guard Self.fillAlphabet.utf8.contains(byte) else { throw .fillNotAllowed }
        case .keep(let first, let last):
            let allowed = 0...Self.longestKeptEnd
            guard allowed.contains(first), allowed.contains(last) else { throw .keepOutOfRange }
        case .fixed(let text):
            try Self.check(fixed: text)
        }
    }

    private static func check(fixed text: String) throws(MaskStrategyError) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { throw .argumentMissing(strategy: "fixed") }
        guard bytes.count <= longestFixedText else { throw .fixedTooLong(bytes: bytes.count) }
        let space = UInt8(ascii: " ")
        guard first != space, last != space else { throw .fixedEdgeSpace }
        guard !"=+-@".utf8.contains(first) else { throw .fixedFormula }
        for (offset, byte) in bytes.enumerated() {
            let isPrintable = byte >= space && byte < 0x7F
            guard isPrintable, !"\"'\\,;<>&".utf8.contains(byte) else { throw .fixedNotAllowed(offset: offset) }
        }
    }

    private static func fillByte(_ text: Substring) throws(MaskStrategyError) -> UInt8 {
        guard let byte = text.utf8.first, text.utf8.count == 1 else { throw .fillNotAllowed }
        return byte
    }

    private static func keep(parsing text: Substring) throws(MaskStrategyError) -> Self {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = number(parts[0]), let last = number(parts[1]) else { throw .keepMalformed }
        return .keep(first: first, last: last)
    }

    /// `Int.init` alone would take a sign.
    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}

/// Why a masking strategy cannot be used.
public enum MaskStrategyError: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case argumentMissing(strategy: String)
    case argumentUnexpected(strategy: String)
    case fillNotAllowed
    case keepMalformed
    case keepOutOfRange
    case fixedTooLong(bytes: Int)
    case fixedEdgeSpace
    case fixedFormula
    /// `offset` counts bytes from the start of the text.
    case fixedNotAllowed(offset: Int)

    public var description: String {
        switch self {
        case .unknown(let name):
            "unknown mask '\(name)'; known are label, fixed:TEXT, fill, fill:C, keep:FIRST,LAST, pseudonym, remove, null, digits"
        case .argumentMissing(let strategy): "mask '\(strategy)' needs a value after the colon"
        case .argumentUnexpected(let strategy): "mask '\(strategy)' takes no value"
        case .fillNotAllowed: "mask 'fill' repeats one character of \(MaskStrategy.fillAlphabet)"
        case .keepMalformed: "mask 'keep' is written keep:FIRST,LAST with two whole numbers"
        case .keepOutOfRange: "mask 'keep' keeps 0 to \(MaskStrategy.longestKeptEnd) bytes at either end"
        case .fixedTooLong(let bytes):
            "mask 'fixed' has \(bytes) bytes; at most \(MaskStrategy.longestFixedText) are allowed"
        case .fixedEdgeSpace: "mask 'fixed' may not begin or end with a space"
        case .fixedFormula: "mask 'fixed' may not begin with = + - or @: a spreadsheet would take it for a formula"
        case .fixedNotAllowed(let offset):
            "mask 'fixed' has a character at byte \(offset) that is not allowed: "
                + "printable ASCII without \" ' \\ , ; < > & only"
        }
    }
}
