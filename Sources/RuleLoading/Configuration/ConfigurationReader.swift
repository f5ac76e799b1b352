internal import Engine
internal import Masking

extension Configuration {
    private static let keys = [
        "rules", "default_rules", "only", "except", "confidence", "masks", "jobs", "engine", "format", "fail_on", "decode_depth", "limits",
        "stats",
        "summary",
    ]
    /// More workers than any machine of today has threads.
    private static let jobCounts = 1...1024
    private static let decodeDepths = 0...6
    /// Less than a line of log is of no use, and positions in a record are 32 bits wide.
    private static let recordSizes = (4 << 10)...(1 << 30)
    /// PCRE2's limits are 32 bits wide.
    private static let patternLimits = 1...Int(UInt32.max)

    /// Reads a file such as `blot.yaml`.
    public init(path: String) throws(Problems) {
        let bytes = try FileAccess.read(path, atMost: YAMLComposer.longestFile)
        try self.init(bytes.span, name: path)
    }

    /// - Parameter name: how messages call the file.
    public init(_ bytes: Span<UInt8>, name: String) throws(Problems) {
        self.init()
        var problems = ProblemList(file: name)
        // A file without a word is a configuration that says nothing.
        if let root = YAMLComposer.compose(bytes, problems: &problems), !root.isNothing { read(root, &problems) }
        try problems.throwIfAny()
    }

    private mutating func read(_ root: YAMLNode, _ problems: inout ProblemList) {
        guard let reader = MappingReader(root, known: Self.keys, &problems) else { return }
        rules = reader.texts("rules", &problems)?.map(\.text)
        usesDefaultRules = reader.bool("default_rules", &problems)
        only = Self.selectors("only", reader, &problems)
        except = Self.selectors("except", reader, &problems)
        confidence = reader.word("confidence", Confidence.self, &problems)
        if let node = reader.node("masks") { readMasks(node, &problems) }
        jobs = reader.integer("jobs", in: Self.jobCounts, &problems)
        engine = reader.word("engine", EngineChoice.self, &problems)
        format = reader.word("format", FormatChoice.self, &problems)
        failOn = reader.word("fail_on", Severity.self, &problems)
        decodeDepth = reader.integer("decode_depth", in: Self.decodeDepths, &problems)
        if let node = reader.node("limits") { readLimits(node, &problems) }
        stats = reader.text("stats", &problems)
        showsSummary = reader.bool("summary", &problems)
    }

    private static func selectors(_ key: String, _ reader: MappingReader, _ problems: inout ProblemList) -> [RuleSelector]? {
        guard let texts = reader.texts(key, &problems) else { return nil }
        var selectors: [RuleSelector] = []
        for (text, line) in texts {
            do throws(SelectionError) {
                selectors.append(try RuleSelector(parsing: text))
            } catch {
                problems.add(line, "\(key): \(error)")
            }
        }
        return selectors
    }

    private mutating func readMasks(_ node: YAMLNode, _ problems: inout ProblemList) {
        let known = ["default", "rules", "categories", "severities"]
        guard let reader = MappingReader(node, at: "masks", known: known, &problems) else { return }
        masks.standard = RuleDefaults.mask("default", reader, &problems)
        masks.rules = Self.masks("rules", reader, &problems)
        masks.categories = Self.masks("categories", reader, &problems)
        for (word, mask) in Self.masks("severities", reader, known: Severity.allCases.map(\.rawValue), &problems) {
            if let severity = Severity(rawValue: word) { masks.severities[severity] = mask }
        }
    }

    private static func masks(
        _ key: String, _ reader: MappingReader, known: [String]? = nil, _ problems: inout ProblemList
    ) -> [String: MaskStrategy] {
        guard let node = reader.node(key) else { return [:] }
        var names: [String] = []
        if case .mapping(let entries) = node.value { names = entries.map(\.key) }
        guard let inner = MappingReader(node, at: "masks.\(key)", known: known ?? names, &problems) else { return [:] }
        var masks: [String: MaskStrategy] = [:]
        for name in names { masks[name] = RuleDefaults.mask(name, inner, &problems) }
        return masks
    }

    private mutating func readLimits(_ node: YAMLNode, _ problems: inout ProblemList) {
        let known = ["record", "match_limit", "depth_limit", "heap_limit"]
        guard let reader = MappingReader(node, at: "limits", known: known, &problems) else { return }
        if let text = reader.text("record", &problems) {
            limits.record = ByteSize.parse(text)
            if !Self.recordSizes.contains(limits.record ?? 0) {
                problems.add(reader.line(of: "record"), "limits.record: expected 4KiB to 1GiB, found \(Spelling.quoted(text))")
            }
        }
        limits.match = reader.integer("match_limit", in: Self.patternLimits, &problems)
        limits.depth = reader.integer("depth_limit", in: Self.patternLimits, &problems)
        limits.heap = reader.integer("heap_limit", in: Self.patternLimits, &problems)
    }
}
