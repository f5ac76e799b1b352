/// Findings as a table for spreadsheets (RFC 4180, but with plain line ends), the first row of which names its columns.
///
///     source,line,column,offset,length,place,rule,severity,category,masked
///
/// What begins with a byte that makes a formula of a cell gets an apostrophe before it: names and texts come from the input,
/// and somebody will open this with a spreadsheet program.
public struct FindingsCSV: FindingsForm {
    private static let head = "source,line,column,offset,length,place,rule,severity,category,masked\n"

    /// Starts a report at the end of `output`.
    public init(to output: inout [UInt8]) { output.append(contentsOf: Self.head.utf8) }

    public func add(_ finding: FindingLine, to output: inout [UInt8]) {
        Self.append(finding.source, to: &output)
        for number in [finding.line, finding.column, finding.offset, finding.length] {
            output.append(UInt8(ascii: ","))
            if let number { output.append(contentsOf: String(number).utf8) }
        }
        for text in [
            Array((finding.place ?? "").utf8), Array(finding.rule.utf8), Array(finding.severity.rawValue.utf8),
            Array(finding.category.utf8),
        ] {
            output.append(UInt8(ascii: ","))
            Self.append(text, to: &output)
        }
        output.append(UInt8(ascii: ","))
        Self.append(finding.maskedPreview, to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    public func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8]) {}

    /// Appends a cell. Control characters are shown as escapes, so that a record stays a line.
    private static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        var text: [UInt8] = []
        Printable.append(bytes.span, to: &text)
        if let first = text.first, "=+-@".utf8.contains(first) { text.insert(UInt8(ascii: "'"), at: 0) }
        guard text.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ";") }) else {
            return output.append(contentsOf: text)
        }
        output.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { output.append(byte) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "\""))
    }
}
