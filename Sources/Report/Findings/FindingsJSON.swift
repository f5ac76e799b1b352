/// Writes the JSON report of a scan while the scan runs: a finding a line, then the statistics.
///
///     {"schema":"blot.findings/1","findings":[
///     {"source":"app.log","line":12,…},
///     {"source":"app.log","line":40,…}
///     ],"statistics":{…}}
///
/// Holds nothing but its place in the report; the caller empties the buffer when it likes. Only after `end` are the bytes a
/// JSON text, so a report that was cut short cannot pass for a whole one.
public struct FindingsJSON: FindingsForm {
    public static let schema = "blot.findings/1"

    private var isEmpty = true

    /// Starts a report at the end of `output`.
    public init(to output: inout [UInt8]) {
        output.append(contentsOf: "{\"schema\":\"\(Self.schema)\",\"findings\":[".utf8)
    }

    public mutating func add(_ finding: FindingLine, to output: inout [UInt8]) {
        output.append(contentsOf: (isEmpty ? "\n" : ",\n").utf8)
        isEmpty = false
        finding.appendJSON(to: &output)
    }

    /// Ends the report. Nothing may be added afterwards.
    public mutating func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8]) {
        output.append(contentsOf: (isEmpty ? "" : "\n").utf8)
        output.append(contentsOf: "],\"statistics\":".utf8)
        statistics.appendJSON(to: &output)
        output.append(contentsOf: "}\n".utf8)
    }
}
