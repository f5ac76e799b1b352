internal import Crypto
internal import Engine

/// Reads rule packs (YAML, schema 1) and checks all of a pack that can be checked without running it.
///
/// A pack is either whole or an error: every problem of a file is collected, with file, line, rule id and reason.
public struct RulePackLoader: Sendable {
    let origin: RulePack.Origin
    let inspect: PatternInspector?
    let readsExamples: Bool

    /// - Parameters:
    ///   - inspect: compiles a pattern; nil leaves patterns and their groups unchecked, for packs that are known to be
    ///     good, because compiling them all takes longer than everything else at start.
    ///   - readsExamples: false leaves the rules' examples out, where they are written in block style. For packs whose
    ///     layout is known; see `ExampleBlocks`.
    public init(origin: RulePack.Origin = .user, readsExamples: Bool = true, inspect: PatternInspector?) {
        self.origin = origin
        self.readsExamples = readsExamples
        self.inspect = inspect
    }

    /// - Parameters:
    ///   - bytes: a file's content.
    ///   - name: how messages call the file.
    public func load(_ bytes: Span<UInt8>, name: String) throws(Problems) -> RulePack {
        var problems = ProblemList(file: name)
        let root: YAMLNode?
        if readsExamples {
            root = YAMLComposer.compose(bytes, problems: &problems)
        } else {
            root = YAMLComposer.compose(ExampleBlocks.blanked(in: bytes).span, problems: &problems)
        }
        guard let root else {
            if problems.isEmpty { problems.add(0, "the file is empty") }
            try problems.throwIfAny()
            throw Problems(file: name, "the file is empty")
        }
        var reader = PackReader(loader: self, file: name, problems: problems)
        let head = reader.read(root)
        try reader.problems.throwIfAny()
        return RulePack(
            name: head.name, version: head.version, description: head.description, origin: origin, digest: Self.digest(of: bytes),
            rules: reader.rules, replacements: reader.replacements, place: RulePlace(file: name, line: 1))
    }

    /// Reads a file, or every `*.yaml` and `*.yml` of a directory in the order of their names. A `*.toml` that is named itself is
    /// gitleaks' or Betterleaks' (`RuleImporter`), one in a directory is left alone: it may be anything. What of it a pack cannot say is in its `remark`, and a rule that would be missing is a problem.
    ///
    /// The problems of all files are collected.
    public func load(path: String) throws(Problems) -> [RulePack] {
        var packs: [RulePack] = []
        var found: [Problem] = []
        var isCutShort = false
        for file in try FileAccess.files(at: path, endingIn: [".yaml", ".yml"]) {
            do throws(Problems) {
                if file.hasSuffix(".toml") {
                    packs.append(try foreign(file))
                    continue
                }
                let bytes = try FileAccess.read(file, atMost: YAMLComposer.longestFile)
                packs.append(try load(bytes.span, name: file))
            } catch {
                found += error.all
                isCutShort = isCutShort || error.isCutShort
            }
        }
        guard found.isEmpty else { throw Problems(found, isCutShort: isCutShort) }
        return packs
    }

    /// The digest that the pack of a file will have, unless the file extends others.
    public static func digest(ofFile path: String) throws(Problems) -> String {
        let bytes = try FileAccess.read(path, atMost: YAMLComposer.longestFile)
        return digest(of: bytes.span)
    }

    /// Betterleaks' keys are gitleaks' and more.
    private func foreign(_ file: String) throws(Problems) -> RulePack {
        let inspect = inspect ?? { _ in PatternInfo(groupCount: 0, names: []) }
        let imported = try RuleImporter(format: .betterleaks, origin: origin, inspect: inspect).load(paths: [file])
        var problems = ProblemList(file: file)
        for loss in imported.losses where loss.isWholeRule && loss.effect == .less {
            problems.rule = loss.rule
            problems.add(loss.place.line, "\(loss.key): \(loss.reason)")
        }
        try problems.throwIfAny()
        try imported.requireRules()
        return imported.pack
    }

    static func digest(of bytes: Span<UInt8>) -> String {
        var hash = SHA256()
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        return hex(hash.finalize())
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
