/// A document: scalars and names are kept as they are spelled.
public indirect enum JSONValue {
    case scalar(String)
    case array([JSONValue])
    case object([(name: String, value: JSONValue)])

    public enum Layout: CaseIterable { case compact, spaced, pretty, prettyCRLF }

    public func text(_ layout: Layout = .compact) -> String {
        var text = ""
        append(to: &text, layout, indent: 0)
        return text
    }

    private func append(to text: inout String, _ layout: Layout, indent: Int) {
        let feed = layout == .prettyCRLF ? "\r\n" : "\n"
        let isPretty = layout == .pretty || layout == .prettyCRLF
        func separate(_ isFirst: Bool, _ indent: Int) {
            if !isFirst { text += "," }
            if isPretty { text += feed + String(repeating: "  ", count: indent) }
            if layout == .spaced, !isFirst { text += " " }
        }
        switch self {
        case .scalar(let spelling):
            text += spelling
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                separate(index == 0, indent + 1)
                element.append(to: &text, layout, indent: indent + 1)
            }
            if isPretty, !elements.isEmpty { separate(true, indent) }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                separate(index == 0, indent + 1)
                text += member.name + (layout == .compact ? ":" : layout == .spaced ? " : " : ": ")
                member.value.append(to: &text, layout, indent: indent + 1)
            }
            if isPretty, !members.isEmpty { separate(true, indent) }
            text += "}"
        }
    }
}

/// Makes documents at random: names given twice, names and strings with escapes, numbers of every spelling.
public struct JSONMaker {
    public var random: SeededGenerator
    /// No string holds what could be taken for a document.
    public static let names = ["a", "b", "c", "user", "é", "x y"]

    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A container.
    public mutating func document(depth: Int = 4) -> JSONValue { random.chance(70) ? object(depth) : array(depth) }

    public mutating func value(_ depth: Int) -> JSONValue {
        guard depth > 0, random.chance(55) else { return .scalar(scalar()) }
        return random.chance(50) ? object(depth) : array(depth)
    }

    private mutating func array(_ depth: Int) -> JSONValue {
        var elements: [JSONValue] = []
        for _ in 0..<random.below(5) { elements.append(value(depth - 1)) }
        return .array(elements)
    }

    private mutating func object(_ depth: Int) -> JSONValue {
        var members: [(name: String, value: JSONValue)] = []
        for _ in 0..<random.below(5) { members.append((name(), value(depth - 1))) }
        return .object(members)
    }

    private mutating func name() -> String {
        var spelled = "\""
        for scalar in random.pick(Self.names).unicodeScalars {
            if random.chance(12) {
                let digits = String(scalar.value, radix: 16, uppercase: random.chance(50))
                spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                spelled.unicodeScalars.append(scalar)
            }
        }
        return spelled + "\""
    }

    public mutating func scalar() -> String {
        switch random.below(6) {
        case 0: return random.pick(["0", "-1", "12345678", "1.50", "-2E+07", "1e400", "0.1e-7", "2"])
        case 1: return random.pick(["true", "false", "null", "\"\""])
        default: return string()
        }
    }

    private mutating func string() -> String {
        let pieces = [
            "abc", "x", " ", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\ud83d\\ude00", "\\ud800", "é", "\u{1D11E}", ":", ",", "}",
            "]", "1", "\\t", "0", "{",
        ]
        var text = ""
        for _ in 0..<random.below(6) { text += random.pick(pieces) }
        // A brace with what may follow it would be a document within the string.
        return "\"" + (text.contains("{") ? "{x" : text) + "\""
    }
}

/// Makes JSONPath queries at random.
public struct QueryMaker {
    public var random: SeededGenerator

    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// - Parameter filters: also what needs to know what comes later: filters, negative indices.
    public mutating func query(filters: Bool) -> String {
        var text = "$"
        for _ in 0..<random.below(3) + 1 { text += segment(filters) }
        return text
    }

    private mutating func segment(_ filters: Bool) -> String {
        let isDescendant = random.chance(30)
        switch random.below(5) {
        case 0: return (isDescendant ? ".." : ".") + random.pick(["a", "b", "c", "user", "é"])
        case 1: return (isDescendant ? ".." : ".") + "*"
        default:
            var selectors = [selector(filters)]
            if random.chance(25) { selectors.append(selector(filters)) }
            return (isDescendant ? ".." : "") + "[" + selectors.joined(separator: ",") + "]"
        }
    }

    private mutating func selector(_ filters: Bool) -> String {
        switch random.below(filters ? 9 : 6) {
        case 0, 1: return random.pick(["'a'", "'b'", "\"x y\"", "'\\u0061'", "'user'"])
        case 2: return "*"
        case 3, 4: return random.pick(["0", "1", "2"])
        case 5: return random.pick(["1:", ":2", "::2", "0:3:2"])
        case 6: return random.pick(["-1", "-2", "::-1", "-2:", ":-1"])
        default: return "?" + filter()
        }
    }

    private mutating func filter() -> String {
        let test = random.pick([
            "@.a", "@.b", "@[0]", "@..a", "@.*", "@.a == 'x'", "@ == 1", "@.a > @.b", "length(@) > 1", "count(@.*) == 2", "$.a",
            "$.a == @", "@ == 'abc'", "@ != null", "@.user == true",
        ])
        return random.chance(20) ? "!(" + test + ")" : test
    }
}
