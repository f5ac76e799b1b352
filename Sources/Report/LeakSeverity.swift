/// How bad it would have been. The raw values are those of the rules, the documents and the command line.
public enum LeakSeverity: String, Sendable, Hashable, CaseIterable, Comparable {
    case low, medium, high, critical

    /// 0 for the mildest.
    var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }

    public static func < (a: LeakSeverity, b: LeakSeverity) -> Bool { a.rank < b.rank }
}
