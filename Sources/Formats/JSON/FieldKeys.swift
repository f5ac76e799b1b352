internal import Engine

/// Whether a name is one that a field rule looks for, remembered: documents repeat their names.
final class FieldKeys {
    private let detector: Detector
    private lazy var names = FieldNames(detector.fieldNames)
    private var known: [[UInt8]: Bool] = [:]
    private static let most = 4_096

    init(_ detector: Detector) { self.detector = detector }

    func contains(_ name: [UInt8]) -> Bool {
        if let there = known[name] { return there }
        if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
        let isField = names.matches(name.span)
        known[name] = isField
        return isField
    }
}
