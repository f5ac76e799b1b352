/// A name compared by its UTF-8 bytes.
///
/// Swift compares strings by canonical equivalence: two file names that differ only in how an accent is composed would be
/// one key, and which spelling survives a merge would depend on the order.
struct Name: Sendable, Hashable, Comparable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (a: Name, b: Name) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
    static func < (a: Name, b: Name) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xff as UInt8)
    }
}

/// Values by name, listed in the byte order of their names.
public struct NameMap<Value: Sendable>: Sendable {
    private var values: [Name: Value] = [:]

    init() {}

    public var count: Int { values.count }
    public var isEmpty: Bool { values.isEmpty }

    public internal(set) subscript(name: String) -> Value? {
        get { values[Name(name)] }
        set { values[Name(name)] = newValue }
    }

    /// Every name with its value, by the bytes of the names.
    public var sorted: [(name: String, value: Value)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key.text, value: $0.value) }
    }

    var unordered: some Sequence<Value> { values.values }

    subscript(name: String, default fallback: @autoclosure () -> Value) -> Value {
        get { values[Name(name)] ?? fallback() }
        _modify { yield &values[Name(name), default: fallback()] }
    }

    mutating func remove(_ name: String) -> Value? {
        values.removeValue(forKey: Name(name))
    }
}

extension NameMap: Equatable where Value: Equatable {}

/// Counts that can be added to those of others.
protocol Foldable {
    init()
    /// Sums stay at the end of the range of `Int`.
    mutating func add(_ other: Self)
    /// The largest of the counts.
    var largest: Int { get }
}

extension NameMap where Value: Foldable {
    /// Leaves the first `limit` names in byte order and adds the rest, and those refused, to the others. What stays does not
    /// depend on the order in which names came or maps were merged: each name before it stays as well.
    mutating func fold(keeping limit: Int, others name: String, refusing isRefused: (String) -> Bool = { _ in false }) {
        let others = remove(name)
        guard count > limit || values.keys.contains(where: { isRefused($0.text) }) else {
            self[name] = others
            return
        }
        var sum = others ?? Value()
        var kept = 0
        for (name, tally) in sorted {
            if kept < limit, !isRefused(name) {
                kept += 1
            } else {
                _ = remove(name)
                sum.add(tally)
            }
        }
        self[name] = sum
    }
}
