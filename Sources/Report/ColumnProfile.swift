/// What a column of a table holds: how many cells, of what kinds, how many that rules match, how many different ones.
///
/// Columns are told apart by source, place and name. Of them the first `limit` in byte order are kept and the rest counted
/// together, as `SourceLedger` keeps sources.
public struct ColumnProfile: Sendable, Equatable, Foldable {
    /// A full sketch is 10 KB of JSON.
    static let limit = 1_000
    static let othersName = "(other columns)"

    /// The header's cell left out.
    public internal(set) var cells = 0
    public internal(set) var empty = 0
    /// Cells that are not empty by what they look like.
    public internal(set) var types = NameMap<Int>()
    /// Cells in which a rule found something, by rule.
    public internal(set) var rules = NameMap<Int>()
    /// Different cells.
    public internal(set) var distinct = Distinct.unknown

    public init() {}

    /// - Parameter hashes: keyed hashes of its cells, made under the key of that id.
    public init(
        cells: Int, empty: Int, types: [(name: String, count: Int)], rules: [(id: String, count: Int)], hashes: [UInt64], keyID: String
    ) {
        self.cells = cells
        self.empty = empty
        for (name, count) in types where count > 0 { self.types[name] = count }
        for (id, count) in rules where count > 0 { self.rules[id] = count }
        var sketch = DistinctSketch()
        for hash in hashes { sketch.insert(hash) }
        distinct = .sketch(key: keyID, sketch)
    }

    /// The commonest kind; nil where all are empty. Of two as common the first in byte order.
    public var type: String? { types.sorted.max { ($0.value, $1.name) < ($1.value, $0.name) }?.name }

    /// How many different cells there are; nil where that cannot be known.
    public var distinctCount: Int? {
        switch distinct {
        case .sketch(_, let sketch): min(sketch.estimate, cells)
        case .number(let number): number
        case .unknown: nil
        }
    }

    /// How a column is named in a document.
    public static func key(source: String, column: Int, name: String) -> String {
        "\(source):\(column):\(name)"
    }

    mutating func add(_ other: ColumnProfile) {
        if cells == 0 { distinct = other.distinct } else if other.cells > 0 { distinct.merge(other.distinct) }
        cells = Counter.saturatingSum(cells, other.cells)
        empty = Counter.saturatingSum(empty, other.empty)
        for (name, count) in other.types.sorted { types[name] = Counter.saturatingSum(types[name] ?? 0, count) }
        for (name, count) in other.rules.sorted { rules[name] = Counter.saturatingSum(rules[name] ?? 0, count) }
    }

    var largest: Int { max(cells, empty, types.unordered.max() ?? 0, rules.unordered.max() ?? 0) }

    static func fold(_ map: inout NameMap<ColumnProfile>) { map.fold(keeping: limit, others: othersName) }
}
