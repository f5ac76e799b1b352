/// What a mail server has to be told so that the message it has becomes another: only what differs.
///
///     Received: a             Received: a
///     Subject: ghp_…          Subject: [REDACTED:…]      change  Subject, the first
///     X-Job: 1                X-Job: 1
///     X-Job: password=…       X-Job: password=[…]        change  X-Job, the second
///     DKIM-Signature: …                                  remove  DKIM-Signature, the first
///
/// A field is named by its place among those of its name. Servers do not agree on whether one that was removed still counts, so
/// that steps go from the last field to the first: none moves what a later one names.
public struct MessageChanges: Sendable, Equatable {
    public enum Step: Sendable, Equatable {
        /// `index`: of the fields of this name, from 1.
        case change(name: [UInt8], index: Int, value: [UInt8])
        case remove(name: [UInt8], index: Int)
        /// At the end of the header.
        case add(name: [UInt8], value: [UInt8])
    }

    public private(set) var steps: [Step] = []
    /// Where in the new message its body begins, where that is another; nil leaves the body.
    public private(set) var body: Range<Int>?

    public var isEmpty: Bool { steps.isEmpty && body == nil }

    /// - Parameters:
    ///   - old: the message as `GatheredMessage` writes it.
    ///   - new: what it is to become.
    ///   - keepsSpaces: values have the blank behind the colon.
    /// - Returns: nil where that cannot be told in fields.
    public init?(from old: [UInt8], to new: [UInt8], keepsSpaces: Bool) {
        guard let before = ParsedHeader(old, keepsSpaces: keepsSpaces), let after = ParsedHeader(new, keepsSpaces: keepsSpaces) else {
            return nil
        }
        if old[before.end...] != new[after.end...] { body = after.end..<new.count }
        let matches = Self.matches(before.fields, after.fields)
        var indices: [Int] = []
        var seen: [[UInt8]: Int] = [:]
        for field in before.fields {
            seen[field.key, default: 0] += 1
            indices.append(seen[field.key] ?? 1)
        }
        var partners = [Int?](repeating: nil, count: before.fields.count)
        for (new, old) in matches.enumerated() { if let old { partners[old] = new } }
        for place in before.fields.indices.reversed() {
            let field = before.fields[place]
            guard let partner = partners[place] else {
                steps.append(.remove(name: field.name, index: indices[place]))
                continue
            }
            let value = after.fields[partner].value
            if value != field.value { steps.append(.change(name: field.name, index: indices[place], value: value)) }
        }
        for (place, old) in matches.enumerated() where old == nil {
            steps.append(.add(name: after.fields[place].name, value: after.fields[place].value))
        }
    }

    /// For each new field the old one that it was, if any: of the same name, and in the same order.
    private static func matches(_ before: [HeaderField], _ after: [HeaderField]) -> [Int?] {
        var places: [[UInt8]: [Int]] = [:]
        for (place, field) in before.enumerated().reversed() { places[field.name, default: []].append(place) }
        var next = 0
        return after.map { field in
            while let place = places[field.name]?.last {
                places[field.name]?.removeLast()
                guard place >= next else { continue }
                next = place + 1
                return place
            }
            return nil
        }
    }
}
