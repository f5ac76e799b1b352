/// A rule that cannot be run.
public struct RuleError: Error, Sendable, CustomStringConvertible {
    public let rule: String
    public let place: RulePlace
    public let reason: String

    public var description: String { "\(place): rule \(rule): \(reason)" }
}
