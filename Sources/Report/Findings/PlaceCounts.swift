/// How much was found at each place of one source, places of a kind together: a column of a sheet, a path. In bounded memory.
struct PlaceCounts: Sendable {
    struct Count: Sendable {
        var findings = 0
        /// In the order in which they were met; few find something at one place.
        var rules: [String] = []
    }

    /// Places with a count of their own; further ones are counted together.
    private static let limit = 1_000
    private static let mostRules = 4

    private var counts = NameMap<Count>()
    private(set) var others = Count()

    var count: Int { counts.count }

    mutating func add(_ finding: FindingLine) {
        guard let place = finding.place.map(Self.kind) else { return }
        if counts[place] == nil, counts.count >= Self.limit { return Self.add(finding.rule, to: &others) }
        Self.add(finding.rule, to: &counts[place, default: Count()])
    }

    private static func add(_ rule: String, to count: inout Count) {
        count.findings += 1
        if count.rules.count < mostRules, !count.rules.contains(rule) { count.rules.append(rule) }
    }

    /// The places, those first at which most was found.
    var worst: [(name: String, value: Count)] {
        counts.sorted.enumerated().sorted {
            (-$0.element.value.findings, $0.offset) < (-$1.element.value.findings, $1.offset)
        }.map(\.element)
    }

    /// `Users!C7` is in `Users!C`; other places are their own kind.
    private static func kind(of place: String) -> String {
        let bytes = Array(place.utf8)
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "!")) else { return place }
        var at = mark + 1
        while at < bytes.count, (0x41...0x5A).contains(bytes[at]) { at += 1 }
        let digits = bytes[at...]
        guard at > mark + 1, !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return place }
        return String(decoding: bytes[..<at], as: UTF8.self)
    }
}
