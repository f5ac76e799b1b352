internal import Bytes

/// The places for parameters of a statement of SQL, in the order of their numbers or not.
///
///     UPDATE users SET name = ?, password = ?      name: 0, password: 1
///     UPDATE users SET name = $2, password = $1    name: 1, password: 0
///     UPDATE users SET name = @p0                  name: 0, @p0
struct BoundStatement: Sendable {
    private struct Place {
        /// From 0.
        var number: Int
        var name: [UInt8]
        /// What the statement calls it: `@p0`; empty where it has but a number.
        var key: [UInt8]
    }

    private var places: [Place] = []
    /// So many there are.
    private(set) var parameters = 0
    /// Some place has a name.
    private(set) var isNamed = false

    /// Some place has no key: it is told by its number.
    var hasPositions: Bool { places.last?.key.isEmpty ?? false }

    static let mostPlaces = 512

    var isFull: Bool { places.count > Self.mostPlaces }

    /// - Parameters:
    ///   - number: from 0; nil for the next one.
    ///   - name: what names it; empty where nothing does.
    ///   - key: what the statement calls it.
    mutating func append(_ number: Int?, name: [UInt8], key: [UInt8] = []) {
        // Of a statement that counts its places, `@me` is a variable and no place.
        if key.isEmpty, !hasPositions { self = .init() }
        let number = number ?? parameters
        places.append(Place(number: number, name: name, key: key))
        parameters = max(parameters, number + 1)
        if !name.isEmpty { isNamed = true }
    }

    /// What names a parameter by its number, from 0.
    func name(of number: Int) -> [UInt8]? { places.first { $0.number == number && !$0.name.isEmpty }?.name }

    /// What names a parameter by what the statement calls it.
    func name(ofKey key: some Collection<UInt8>) -> [UInt8]? {
        places.first { $0.key.count == key.count && !$0.name.isEmpty && $0.key.elementsEqual(key) }?.name
    }

    func hasName(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && places.contains { $0.name.count == name.count && $0.name.elementsEqual(name) }
    }

    /// Each value of a list, as many as there are places, beside its name.
    func pairs(with values: [Range<Int>]) -> [BoundPair] {
        places.compactMap { place in
            place.name.isEmpty || place.number >= values.count ? nil : BoundPair(name: place.name, value: values[place.number])
        }
    }
}

extension BoundStatement {
    private static let verbs = ["insert", "update", "select", "delete", "merge", "replace"].map(ByteSearch.lowered)

    /// Where the first word stands in a text that a statement begins with.
    static func start(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var first: Int?
        for verb in verbs {
            var at = 0
            while let found = unsafe ByteSearch.first(
                verb, in: text.part(0..<min(text.count, first.map { $0 + verb.count } ?? .max)), from: at)
            {
                at = found + verb.count
                // Not `updated_at`.
                let isWord = unsafe (found > 0 && BoundList.isWord(text[found - 1])) || (at < text.count && BoundList.isWord(text[at]))
                if !isWord {
                    first = found
                    break
                }
            }
        }
        return first
    }
}

/// A value of a parameter beside what names it.
struct BoundPair {
    var name: [UInt8]
    /// Where the value stands in the text.
    var value: Range<Int>
}
