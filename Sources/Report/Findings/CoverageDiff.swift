/// What two runs over the same inputs masked, one against the other, byte by byte of each source: a rule that takes another's
/// place leaves nothing open.
public struct CoverageDiff: Sendable {
    public struct Place: Sendable, Equatable {
        public var source: [UInt8]
        /// 1-based; nil where the format has no lines.
        public var line: Int?
        public var column: Int?
        /// 0-based raw bytes of the source.
        public var offset: Int
        public var length: Int
        public var rule: String

        public init(_ line: FindingLine) {
            source = line.source
            self.line = line.line
            column = line.column
            offset = line.offset
            length = line.length
            rule = line.rule
        }

        /// `app.log:12:5  rule-id  20 B`, on one line whatever the source is called.
        public var shown: String {
            var text: [UInt8] = []
            Printable.append(source.span, to: &text)
            var place = String(decoding: text, as: UTF8.self)
            if let line { place += ":\(line)" } else { place += " at \(offset)" }
            if let column { place += ":\(column)" }
            return place + "  \(rule)  \(length) B"
        }

        var range: Range<Int> { offset..<offset + max(1, length) }
    }

    /// What the first masked and the second leaves open, all of it or a part; in the order of the inputs.
    public private(set) var lost: [Place] = []
    /// What the second masks and the first left open.
    public private(set) var gained: [Place] = []
    /// How many places both mask under different rules.
    public private(set) var renamed = 0

    /// - Parameters: findings in any order.
    public init(old: [Place], new: [Place]) {
        let (before, after) = (Self.bySource(old), Self.bySource(new))
        for source in Self.sources(old + new) {
            let (first, second) = (before[source] ?? [], after[source] ?? [])
            lost += Self.uncovered(first, by: second)
            gained += Self.uncovered(second, by: first)
            var names: [Range<Int>: String] = [:]
            for place in first { names[place.range] = place.rule }
            for place in second { if let name = names[place.range], name != place.rule { renamed += 1 } }
        }
    }

    private static func sources(_ places: [Place]) -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return places.map(\.source).filter { seen.insert($0).inserted }
    }

    private static func bySource(_ places: [Place]) -> [[UInt8]: [Place]] {
        Dictionary(grouping: places, by: \.source).mapValues { $0.sorted { $0.offset < $1.offset } }
    }

    /// Places of which some byte is in no place of the others; both are in order.
    private static func uncovered(_ places: [Place], by others: [Place]) -> [Place] {
        var merged: [Range<Int>] = []
        for other in others {
            if let last = merged.last, other.range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, other.range.upperBound)
            } else {
                merged.append(other.range)
            }
        }
        var next = 0
        return places.filter { place in
            while next < merged.count, merged[next].upperBound <= place.range.lowerBound { next += 1 }
            guard next < merged.count else { return true }
            return merged[next].lowerBound > place.range.lowerBound || merged[next].upperBound < place.range.upperBound
        }
    }
}
