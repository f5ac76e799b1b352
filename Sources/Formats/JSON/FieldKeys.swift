internal import Engine

/// Whether a name is one that a field rule looks for, remembered: documents repeat their names.
final class FieldKeys {
    private let names: [FieldNames]
    private var known: [[UInt8]: Bool] = [:]
    private static let most = 4_096

    init(_ detector: Detector) {
        names = detector.rules.compactMap { compiled in
            if case .fields(let names) = compiled.rule.detection { FieldNames(names) } else { nil }
        }
    }

    func contains(_ name: [UInt8]) -> Bool {
        if let there = known[name] { return there }
        if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
        let isField = names.contains { $0.matches(name.span) }
        known[name] = isField
        return isField
    }
}
