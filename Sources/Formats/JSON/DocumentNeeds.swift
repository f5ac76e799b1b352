public import Engine
internal import JSONPath
internal import Masking

/// What the queries of rules ask to be known as a whole before they can tell what they select.
public enum DocumentNeeds: Sendable, Hashable {
    /// Names and indices on the way tell.
    case nothing
    /// An element of an array, or a member.
    case elements
    case documents

    public init(of detector: Detector) {
        var needs = DocumentNeeds.nothing
        for compiled in detector.rules {
            if compiled.strategy == .remove {
                // With a member goes a comma, which may stand before it.
                self = .documents
                return
            }
            guard compiled.isPath, case .path(let query) = compiled.rule.detection, !query.isForwardOnly else { continue }
            if query.elementwise == nil {
                self = .documents
                return
            }
            needs = .elements
        }
        self = needs
    }

    /// How many containers are open between elements that queries can be asked about one by one, at the most: what stands
    /// deeper may be a part of one.
    public static func elementDepth(of detector: Detector) -> Int {
        var depth = Int.max
        for compiled in detector.rules {
            guard compiled.isPath, case .path(let query) = compiled.rule.detection, !query.isForwardOnly,
                let elementwise = query.elementwise
            else { continue }
            // Each segment leads at least one level down.
            depth = min(depth, elementwise.prefix.count + 1)
        }
        return depth
    }
}
