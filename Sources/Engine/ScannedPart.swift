internal import Bytes
internal import PatternAnalysis

/// The part of a literal that the scan looks for.
///
///     literal   a c c e s s _ t o k e n =
///     scanned         s s _ t o k e n       the rarest few bytes; the rest are checked where they are found
///
/// Several literals share a part; what the part alone finds too much, the checks throw out at a nanosecond or two apiece. On 45 MB of
/// logs parts of five bytes stood at 1.55 million places, and 10.3 million anchors were looked at; of eight, it is 0.91 and 4.4.
struct ScannedPart {
    /// Lower case.
    var bytes: [UInt8]
    /// What hangs on it, with the distance from the literal's first byte to the part's end.
    var hanging: [(plan: AnchorTable.Plan, scannedEnd: Int)]

    /// As many as are compared at once.
    private static let length = 8
    /// A part that is in use already is taken again if it is no more than so many times commoner than the best.
    private static let patience = 4.0

    static func parts(of literals: [[UInt8]], _ plans: [[AnchorTable.Plan]]) -> [ScannedPart] {
        var parts: [ScannedPart] = []
        var known: [[UInt8]: Int] = [:]
        for (literal, hanging) in zip(literals, plans) {
            let start = bestStart(of: literal, known)
            let range = start..<min(start + length, literal.count)
            let bytes = Array(literal[range])
            let outside = literal.indices.filter { !range.contains($0) }
            let index: Int
            if let there = known[bytes] {
                index = there
            } else {
                index = parts.count
                known[bytes] = index
                parts.append(ScannedPart(bytes: bytes, hanging: []))
            }
            for plan in hanging {
                var plan = plan
                plan.checks += outside.map { .init(offset: $0, set: ByteSet(literal[$0]).foldingCase) }
                parts[index].hanging.append((plan, range.upperBound))
            }
        }
        return parts
    }

    private static func bestStart(of literal: [UInt8], _ known: [[UInt8]: Int]) -> Int {
        guard literal.count > length else { return 0 }
        var best = (start: 0, rate: Double.infinity)
        var shared = (start: 0, rate: Double.infinity)
        for start in 0...(literal.count - length) {
            let part = literal[start..<start + length]
            let rate = LiteralRarity.rate(of: part)
            if rate < best.rate { best = (start, rate) }
            if rate < shared.rate, known[Array(part)] != nil { shared = (start, rate) }
        }
        return shared.rate <= best.rate * patience ? shared.start : best.start
    }
}

extension ScannedPart {
    /// As the scan looks for it: by the rarest of its bytes.
    var literal: LiteralTable.Literal {
        var best = (start: 0, rate: Double.infinity)
        for start in 0..<max(1, bytes.count - LiteralTable.windowLength + 1) {
            let rate = LiteralRarity.rate(ofWindow: bytes[start..<min(start + LiteralTable.windowLength, bytes.count)])
            if rate < best.rate { best = (start, rate) }
        }
        let length = bytes.count
        return LiteralTable.Literal(
            bytes, window: best.start, before: bytesAllowed { $0 - length - 1 }.layout, behind: bytesAllowed { $0 }.layout)
    }

    /// The bytes that any of what hangs on the part allows at a place.
    ///
    /// - Parameter place: from where the part ends, as a distance from the literal's first byte, to the place, counted alike.
    func bytesAllowed(at place: (_ scannedEnd: Int) -> Int) -> ByteSet {
        var union = ByteSet.none
        for (plan, scannedEnd) in hanging where !union.isAll { union.formUnion(plan.bytesAllowed(at: place(scannedEnd))) }
        return union
    }
}

extension AnchorTable.Plan {
    /// What may stand at a place, counted from the literal's first byte; every byte where that is not known.
    func bytesAllowed(at place: Int) -> ByteSet {
        if let name {
            if place == length { return name.after.first == nil ? ByteSet.lettersAndDigits.complement : Self.joint(name.after) }
            // What stands before a name's first letter is not a matter of one byte.
            if place == -1, !name.before.isEmpty { return Self.joint(name.before) }
        }
        var allowed = ByteSet.all
        for check in checks where check.offset == place { allowed = allowed.intersection(check.set) }
        return allowed
    }

    /// A joint, or where it is missing the letter behind it.
    private static func joint(_ rest: [UInt8]) -> ByteSet {
        guard rest.first == UInt8(ascii: " "), rest.count > 1 else { return .all }
        return ByteSet(Array(" _.-".utf8)).union(ByteSet(rest[1]).foldingCase)
    }
}
