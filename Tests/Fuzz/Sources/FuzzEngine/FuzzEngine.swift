internal import Engine
internal import FuzzSupport
internal import Masking
internal import Matching

// Law 8: the fast engine finds exactly what plain PCRE2 finds, for any pattern over any text.

private struct Place: Hashable, Comparable {
    var start: Int
    var end: Int
    var secretStart: Int
    var secretEnd: Int

    static func < (a: Place, b: Place) -> Bool {
        (a.start, a.end, a.secretStart, a.secretEnd) < (b.start, b.end, b.secretStart, b.secretEnd)
    }
}

private func places(_ detector: Detector, _ kind: EngineKind, _ text: [UInt8]) -> (places: [Place], isWithheld: Bool)? {
    guard var scanner = try? Scanner(detector, kind: kind) else { return nil }
    unsafe text.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
    guard scanner.failure == nil else { return nil }
    let found = scanner.findings.map {
        Place(start: $0.match.lowerBound, end: $0.match.upperBound, secretStart: $0.secret.lowerBound, secretEnd: $0.secret.upperBound)
    }
    return (found.sorted(), scanner.findings.contains { $0.withheld != nil })
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEngine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let (pattern, text) = patternAndText(unsafe bytes(start, count)), (try? CompiledPattern(pattern)) != nil else { return 0 }
    let rule = Rule(id: "fuzz-rule", detection: .pattern(pattern), place: RulePlace(file: "fuzz", line: 1))
    let limits = Limits(match: .init(match: 20_000))
    guard let detector = try? Detector([rule], limits: limits, strategy: { _ in .label }) else { return 0 }
    guard let plain = places(detector, .reference, text), let fast = places(detector, .fast, text) else { return 0 }
    // Where a match is given up, the fast engine may know better that there is none.
    if plain.isWithheld { return 0 }
    require(plain.places == fast.places, "pattern \(pattern.debugDescription): PCRE2 finds \(plain.places), the fast engine \(fast.places)")
    return 0
}
