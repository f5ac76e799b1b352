/// Why a validation of a rule cannot be used. Names what the rule's author wrote, never a secret.
public enum ValidationError: Error, Hashable, CustomStringConvertible {
    case unknownName(String)
    case unknownArgument(String, of: String)
    /// None of the arguments that the validation cannot do without.
    case argumentMissing(of: String)
    case notWhole(argument: String, of: String, value: Double)
    case outOfRange(argument: String, of: String, value: Double, allowed: ClosedRange<Double>)
    case minimumAboveMaximum(of: String)

    public var description: String {
        switch self {
        case .unknownName(let name):
            return "unknown validation '\(name)'; known are \(Validation.knownNames.joined(separator: ", "))"
        case .unknownArgument(let argument, let name):
            let known = Validation.knownArguments(of: name)
            let hint = known.isEmpty ? "it takes none" : "it takes \(known.joined(separator: " and "))"
            return "validation '\(name)' has no argument '\(argument)'; \(hint)"
        case .argumentMissing(let name):
            return "validation '\(name)' needs \(Validation.knownArguments(of: name).joined(separator: " or "))"
        case .notWhole(let argument, let name, let value):
            return "'\(argument)' of validation '\(name)' is \(value); it has to be a whole number"
        case .outOfRange(let argument, let name, let value, let allowed):
            let bounds = "\(Validation.plain(allowed.lowerBound)) to \(Validation.plain(allowed.upperBound))"
            return "'\(argument)' of validation '\(name)' is \(Validation.plain(value)); it has to be \(bounds)"
        case .minimumAboveMaximum(let name):
            return "'min' of validation '\(name)' is above its 'max'"
        }
    }
}
