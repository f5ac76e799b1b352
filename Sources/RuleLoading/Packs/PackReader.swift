internal import Engine
internal import Masking

/// Reads a pack's document: its head, the defaults, then rule by rule.
struct PackReader {
    let loader: RulePackLoader
    let file: String
    var problems: ProblemList
    var rules: [Rule] = []
    var replacements: Set<String> = []
    var defaults = RuleDefaults()
    /// The lines of the ids so far.
    private var lines: [String: Int] = [:]

    struct Head {
        var name = ""
        var version = ""
        var description = ""
    }

    init(loader: RulePackLoader, file: String, problems: ProblemList) {
        self.loader = loader
        self.file = file
        self.problems = problems
    }

    private static let keys = ["pack", "version", "description", "defaults", "rules"]

    mutating func read(_ root: YAMLNode) -> Head {
        var head = Head()
        guard let reader = MappingReader(root, known: Self.keys, &problems) else { return head }
        for key in ["pack", "version", "rules"] where !reader.has(key) { problems.add(reader.line, "\(key): is missing") }
        if let name = reader.text("pack", &problems) {
            head.name = name
            if !Names.isWord(name) { problems.add(reader.line(of: "pack"), "pack: a name is made of a-z, 0-9 and -") }
        }
        if let version = reader.text("version", &problems) {
            head.version = version
            if !Names.isVersion(version) {
                problems.add(
                    reader.line(of: "version"), "version: expected something like 1.0.0, found \(Spelling.quoted(version))")
            }
        }
        head.description = reader.text("description", &problems) ?? ""
        if let node = reader.node("defaults") { readDefaults(node) }
        guard let list = reader.node("rules") else { return head }
        guard case .sequence(let nodes) = list.value else {
            problems.add(list.line, "rules: expected a list, found \(list.kind)")
            return head
        }
        rules.reserveCapacity(nodes.count)
        for node in nodes { readRule(node) }
        return head
    }

    private mutating func readDefaults(_ node: YAMLNode) {
        guard let reader = MappingReader(node, at: "defaults", known: RuleDefaults.keys + ["allow"], &problems) else { return }
        defaults.read(reader, &problems)
        if let node = reader.node("allow") { defaults.allow = readAllow(node) }
    }

    /// Checks an id and that it is the file's first of its kind.
    mutating func readID(_ reader: MappingReader) -> String? {
        guard reader.has("id") else {
            problems.add(reader.line, "id: is missing")
            return nil
        }
        guard let id = reader.text("id", &problems) else { return nil }
        let line = reader.line(of: "id")
        guard Names.isRuleID(id) else {
            problems.add(
                line,
                "id: \(Spelling.quoted(id)) is no id; one is 2 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
            )
            return nil
        }
        problems.rule = id
        if let first = lines.updateValue(line, forKey: id) { problems.add(line, "id: is taken by the rule on line \(first)") }
        return id
    }
}

/// What rules have in common: where a rule is silent its pack's `defaults` speak.
struct RuleDefaults {
    var severity = Severity.medium
    var confidence = Confidence.medium
    var category = "credential"
    var owner: String?
    var isEnabled = true
    var priority = Rule.defaultPriority
    var mask: MaskStrategy?
    /// What no rule of the pack finds; what a rule allows itself comes on top.
    var allow = AllowList()

    static let keys = ["severity", "confidence", "category", "owner", "enabled", "priority", "mask"]
    static let priorities = 0...100

    /// Takes over what stands in `reader`.
    mutating func read(_ reader: MappingReader, _ problems: inout ProblemList) {
        if let word = reader.word("severity", Severity.self, &problems) { severity = word }
        if let word = reader.word("confidence", Confidence.self, &problems) { confidence = word }
        if let text = reader.text("category", &problems) {
            category = text
            if !Names.isCategory(text) {
                problems.add(reader.line(of: "category"), "\(reader.name("category")): a category is made of a-z and -")
            }
        }
        if let text = reader.text("owner", &problems) { owner = text }
        if let bool = reader.bool("enabled", &problems) { isEnabled = bool }
        if let number = reader.integer("priority", in: Self.priorities, &problems) { priority = number }
        if let strategy = Self.mask("mask", reader, &problems) { mask = strategy }
    }

    static func mask(_ key: String, _ reader: MappingReader, _ problems: inout ProblemList) -> MaskStrategy? {
        guard let text = reader.text(key, &problems) else { return nil }
        do throws(MaskStrategyError) {
            return try MaskStrategy(parsing: text)
        } catch {
            problems.add(reader.line(of: key), "\(reader.name(key)): \(error)")
            return nil
        }
    }
}
