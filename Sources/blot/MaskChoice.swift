internal import Engine
internal import Masking
internal import RuleLoading

/// Which mask a rule's findings get. The most particular choice wins: for the rule on the command line or in the
/// configuration, by the rule itself, for its category, for its severity, for all.
struct MaskChoice {
    private var byRule: [String: MaskStrategy]
    private var byCategory: [String: MaskStrategy]
    private var bySeverity: [Severity: MaskStrategy]
    private var standard: MaskStrategy

    /// - Parameter options: `[TARGET=]STRATEGY`, later ones winning over earlier ones and over the configuration.
    init(_ options: [String], _ configuration: Configuration.Masks) throws {
        byRule = configuration.rules
        byCategory = configuration.categories
        bySeverity = configuration.severities
        standard = configuration.standard ?? .label
        for option in options { try add(option) }
    }

    func strategy(for rule: Rule) -> MaskStrategy {
        byRule[rule.id] ?? rule.mask ?? byCategory[rule.category] ?? bySeverity[rule.severity] ?? standard
    }

    private mutating func add(_ option: String) throws {
        let targets = ["rule:", "category:", "severity:"]
        guard let prefix = targets.first(where: { option.hasPrefix($0) }), let equals = option.firstIndex(of: "=") else {
            standard = try Self.parse(option, in: option)
            return
        }
        let name = String(option[option.index(option.startIndex, offsetBy: prefix.count)..<equals])
        let strategy = try Self.parse(String(option[option.index(after: equals)...]), in: option)
        switch prefix {
        case "rule:": byRule[name] = strategy
        case "category:": byCategory[name] = strategy
        default:
            guard let severity = Severity(rawValue: name) else {
                throw CommandFailure(.usage, "--mask \(option): '\(name)' is not one of low, medium, high, critical")
            }
            bySeverity[severity] = strategy
        }
    }

    private static func parse(_ text: String, in option: String) throws -> MaskStrategy {
        do throws(MaskStrategyError) { return try MaskStrategy(parsing: text) } catch {
            throw CommandFailure(.usage, "--mask \(option): \(error)")
        }
    }
}
