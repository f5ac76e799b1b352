/// A form in which findings are told, one after another while a scan runs.
///
/// What it writes is complete, and may be relied on, only after `end`. The caller empties the buffer when it likes.
public protocol FindingsForm: Sendable {
    mutating func add(_ finding: FindingLine, to output: inout [UInt8])
    /// Nothing may be added afterwards. `hasFailed`: some input could not be read, so that nothing can be said of it.
    mutating func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8])
}

/// A line a finding, for other programs that read lines.
public struct FindingsLines: FindingsForm {
    private let color: Bool

    public init(color: Bool) { self.color = color }

    public func add(_ finding: FindingLine, to output: inout [UInt8]) { finding.appendText(to: &output, color: color) }
    public func end(_ statistics: StatisticsDocument, hasFailed: Bool, to output: inout [UInt8]) {}
}
