internal import Engine
internal import Redaction
internal import RuleLoading

/// The rules that options and configuration name.
enum RuleSet {
    /// - Parameters:
    ///   - readsExamples: only what shows or runs examples pays for reading them.
    ///   - keeps: what was read of the built-in packs may be kept for the next start.
    static func catalog(
        _ options: RuleOptions, _ configuration: Configuration, readsExamples: Bool = false, keeps: Bool = true
    ) throws -> RuleCatalog {
        var packs: [RulePack] = []
        do throws(Problems) {
            if !options.noDefaultRules && configuration.usesDefaultRules ?? true {
                packs = try readsExamples || !keeps ? BuiltInRules.packs(readsExamples: readsExamples) : builtInPacks()
            }
            let loader = RulePackLoader(inspect: BuiltInRules.inspect)
            for path in (configuration.rules ?? []) + options.rules {
                packs += try path.hasSuffix(".toml") ? [imported(path, loader)] : loader.load(path: path)
            }
            for pack in packs where !pack.remark.isEmpty { Console.say("\(pack.place.file): \(pack.remark)") }
            return try RuleCatalog(packs)
        } catch {
            throw CommandFailure(.usage, messages: error.lines)
        }
    }

    /// The built-in packs without examples; reading them is most of a start, so what was read is kept.
    private static func builtInPacks() throws(Problems) -> [RulePack] {
        let cache = RuleCache.packs()
        if let cache, let image = cache.image(), let packs = PackImage.packs(from: image, key: cache.key) { return packs }
        let packs = try BuiltInRules.packs()
        if let cache { cache.keep(PackImage.image(of: packs, key: cache.key)) }
        return packs
    }

    /// The rules of another tool, which take a while to be made blot's: what they became is kept, but where a file extends others.
    private static func imported(_ path: String, _ loader: RulePackLoader) throws(Problems) -> RulePack {
        let digest = try RulePackLoader.digest(ofFile: path)
        let cache = RuleCache.imported(digest, path: path)
        if let cache, let image = cache.image(), let pack = PackImage.packs(from: image, key: cache.key)?.first { return pack }
        let packs = try loader.load(path: path)
        guard let pack = packs.first else { throw Problems(file: path, "the file is empty") }
        if pack.digest == digest { cache?.keep(PackImage.image(of: [pack], key: cache?.key ?? "")) }
        return pack
    }

    static func selection(of catalog: RuleCatalog, _ options: RuleOptions, _ configuration: Configuration) throws -> RuleSelection {
        let confidence = try options.confidence.map(Self.confidence)
        do throws(SelectionError) {
            func selectors(_ texts: [String]) throws(SelectionError) -> [RuleSelector] {
                var selectors: [RuleSelector] = []
                for text in texts { selectors.append(try RuleSelector(parsing: text)) }
                return selectors
            }
            let only = options.only.isEmpty ? configuration.only ?? [] : try selectors(options.only)
            let except = try selectors(options.except) + (configuration.except ?? [])
            return try catalog.selecting(
                only: only, enabling: try selectors(options.enable), except: except,
                confidence: confidence ?? configuration.confidence)
        } catch {
            throw CommandFailure(.usage, "rules: \(error)")
        }
    }

    private static func confidence(_ name: String) throws -> Confidence {
        guard let confidence = Confidence(rawValue: name) else {
            throw CommandFailure(.usage, "--confidence: '\(name)' is not one of low, medium, high")
        }
        return confidence
    }
}
