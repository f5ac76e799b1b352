internal import Engine

/// Reads the rules of other tools and makes a pack of them, and a report of what a pack cannot say.
///
/// Whatever is lost is named, and errs so that more is masked, or says that it does not.
public struct RuleImporter: Sendable {
    let format: ForeignFormat
    let inspect: PatternInspector
    let origin: RulePack.Origin

    /// gitleaks follows files that extend files so far.
    static let deepestExtension = 2

    /// - Parameter inspect: compiles a pattern: what does not compile is left out, and named.
    public init(format: ForeignFormat, origin: RulePack.Origin = .user, inspect: @escaping PatternInspector) {
        self.format = format
        self.origin = origin
        self.inspect = inspect
    }

    /// Reads files, of which each may extend others, as one pack.
    ///
    /// - Throws: where a file cannot be read or parsed, with its line.
    public func load(paths: [String]) throws(Problems) -> ImportedPack {
        var files: [(name: String, bytes: [UInt8])] = []
        for path in paths { files.append((path, try FileAccess.read(path, atMost: YAMLComposer.longestFile))) }
        return try load(files)
    }

    /// - Parameter name: how messages call the file.
    public func load(_ bytes: Span<UInt8>, name: String) throws(Problems) -> ImportedPack {
        try load([(name, unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) })])
    }

    private func load(_ files: [(name: String, bytes: [UInt8])]) throws(Problems) -> ImportedPack {
        var context = ImportContext(format: format, file: files.first?.name ?? "", inspect: inspect)
        var read: [[UInt8]] = []
        var title: String?
        for file in files {
            context.file = file.name
            let root = try compose(file.bytes, name: file.name)
            read.append(file.bytes)
            switch format {
            case .gitleaks, .betterleaks:
                // Any TOML can be read as a configuration of which every key is unknown.
                guard case .mapping(let entries) = root.value, entries.contains(where: { $0.key == "rules" || $0.key == "extend" }) else {
                    throw Problems(file: file.name, "there is neither [[rules]] nor [extend]: this is no file of rules")
                }
                let config = try gitleaks(root, file.name, depth: 0, &read, &context)
                title = title ?? config.title ?? config.description
                context.file = file.name
                GitleaksConverter(config: config).convert(&context)
            case .kingfisher, .noseyparker: NoseyParkerReader().read(root, &context)
            case .presidio: PresidioReader().read(root, &context)
            case .otel: OTelReader().read(root, &context)
            }
        }
        // One digest for all files, each by its own.
        let digests = read.map { RulePackLoader.digest(of: $0.span) }
        let digest = digests.count == 1 ? digests[0] : RulePackLoader.digest(of: Array(digests.joined(separator: "\n").utf8).span)
        let name = files.first?.name ?? ""
        let pack = RulePack(
            name: Self.packName(name, format), version: "1.0.0", description: title ?? "Rules of \(format.rawValue)", origin: origin,
            digest: digest, rules: context.rules, place: RulePlace(file: name, line: 1),
            remark: context.losses.isEmpty ? "" : ImportedPack.summary(rules: context.rules.count, context.losses))
        return ImportedPack(pack: pack, losses: context.losses, fileCount: read.count)
    }

    /// The file's own name without its ending, in letters that a pack's name may have.
    private static func packName(_ path: String, _ format: ForeignFormat) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let stem = last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
        var name = ""
        for scalar in stem.lowercased().unicodeScalars.prefix(40) {
            if scalar.value < 0x80, Names.isWord(String(scalar)), scalar != "-" {
                name.unicodeScalars.append(scalar)
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
        }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? format.rawValue : name
    }

    private func compose(_ bytes: [UInt8], name: String) throws(Problems) -> YAMLNode {
        var problems = ProblemList(file: name)
        let root =
            format.isTOML ? TOMLComposer.compose(bytes.span, problems: &problems) : YAMLComposer.compose(bytes.span, problems: &problems)
        try problems.throwIfAny()
        guard let root else { throw Problems(file: name, "the file is empty") }
        return root
    }

    /// A file with what it extends: a path is taken from the file's own folder.
    private func gitleaks(
        _ root: YAMLNode, _ file: String, depth: Int, _ read: inout [[UInt8]], _ context: inout ImportContext
    ) throws(Problems) -> GitleaksConfig {
        context.file = file
        var config = GitleaksReader(takesExpressions: format == .betterleaks).read(root, &context)
        guard let path = config.extendedPath else {
            for id in config.disabled.sorted() {
                context.rule = nil
                context.lose(
                    "extend.disabledRules", "there is no rule \(Spelling.quoted(id)) to switch off; see --except", .more, line: root.line)
            }
            return config
        }
        guard depth < Self.deepestExtension else {
            context.rule = nil
            context.lose("extend.path", "files that extend files are followed \(Self.deepestExtension) times", .less, line: root.line)
            return config
        }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        let full = path.hasPrefix("/") ? path : folder + path
        // Nobody named it on the command line: a pipe would be waited for, for ever.
        let bytes = try FileAccess.read(full, atMost: YAMLComposer.longestFile, onlyFiles: true)
        read.append(bytes)
        let base = try gitleaks(try compose(bytes, name: full), full, depth: depth + 1, &read, &context)
        context.file = file
        let there = Set(base.rules.map(\.id))
        for id in config.disabled.sorted() where !there.contains(id) {
            context.rule = nil
            context.lose("extend.disabledRules", "\(Spelling.quoted(id)) is no rule of \(path)", .more, line: root.line)
        }
        config.extend(base)
        return config
    }
}
