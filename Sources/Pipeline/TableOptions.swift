internal import Formats

/// What the user says of tables: of the input that is said to be one, or of any that shows itself to be.
public struct TableOptions: Sendable, Hashable {
    public var delimiter: UInt8?
    public var quote = Quote.found
    public var hasHeader: Bool?
    /// Columns of which most cells that were sampled match a rule are masked as wholes.
    public var wholeColumns = false

    public enum Quote: Sendable, Hashable {
        /// Found out.
        case found
        case none
        case byte(UInt8)
    }

    public init() {}

    /// What can be a delimiter: no mask holds it.
    public static func mayDelimit(_ byte: UInt8) -> Bool { DialectSniff.mayDelimit(byte) }

    /// What is known of an input by its name and by what was said.
    func hints(_ format: InputFormat, name: String?) -> DialectHints? {
        var hints = DialectHints()
        hints.delimiter = delimiter
        switch quote {
        case .found: hints.quote = .unknown
        case .none: hints.quote = .none
        case .byte(let byte): hints.quote = .byte(byte)
        }
        hints.hasHeader = hasHeader
        let delimiterOfName = name.flatMap(Self.delimiter(ofName:))
        switch format {
        case .text, .json, .eml: return nil
        case .csv: hints.isForced = true
        case .tsv:
            hints.isForced = true
            hints.delimiter = delimiter ?? UInt8(ascii: "\t")
        case .auto: break
        }
        hints.isNamed = delimiterOfName != nil
        return hints
    }

    /// Whether a file's name says that it is a table: nil where it does not.
    private static func delimiter(ofName name: String) -> UInt8? {
        var name = name.lowercased()
        for ending in [".gz", ".zst", ".gzip", ".zstd"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        if name.hasSuffix(".csv") { return UInt8(ascii: ",") }
        if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return UInt8(ascii: "\t") }
        if name.hasSuffix(".psv") { return UInt8(ascii: "|") }
        return nil
    }
}
