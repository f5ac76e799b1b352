internal import CRulePacks
internal import Engine
internal import Matching
internal import RuleLoading

/// The rules that options and configuration name.
enum RuleSet {
    /// - Parameter readsExamples: only what shows or runs examples pays for reading them.
    static func catalog(_ options: RuleOptions, _ configuration: Configuration, readsExamples: Bool = false) throws -> RuleCatalog {
        var packs: [RulePack] = []
        do throws(Problems) {
            if !options.noDefaultRules && configuration.usesDefaultRules ?? true { packs = try builtIn(readsExamples: readsExamples) }
            let loader = RulePackLoader(inspect: inspect)
            for path in (configuration.rules ?? []) + options.rules { packs += try loader.load(path: path) }
            return try RuleCatalog(packs)
        } catch {
            throw CommandFailure(.usage, messages: error.lines)
        }
    }

    static func selection(of catalog: RuleCatalog, _ options: RuleOptions, _ configuration: Configuration) throws -> RuleSelection {
        do throws(SelectionError) {
            func selectors(_ texts: [String]) throws(SelectionError) -> [RuleSelector] {
                var selectors: [RuleSelector] = []
                for text in texts { selectors.append(try RuleSelector(parsing: text)) }
                return selectors
            }
            let only = options.only.isEmpty ? configuration.only ?? [] : try selectors(options.only)
            let except = try selectors(options.except) + (configuration.except ?? [])
            return try catalog.selecting(only: only, enabling: try selectors(options.enable), except: except)
        } catch {
            throw CommandFailure(.usage, "rules: \(error)")
        }
    }

    /// The packs inside the binary. Tests compile all their patterns, so that a start need not.
    private static func builtIn(readsExamples: Bool) throws(Problems) -> [RulePack] {
        let loader = RulePackLoader(origin: .builtIn, readsExamples: readsExamples, inspect: nil)
        var packs: [RulePack] = []
        var count = 0
        let table = unsafe rule_packs(&count)
        for i in 0..<count {
            let pack = unsafe table[i]
            let bytes = unsafe UnsafeBufferPointer(start: pack.bytes, count: pack.count)
            packs.append(try loader.load(unsafe bytes.span, name: unsafe String(cString: pack.name)))
        }
        return packs
    }

    /// What PCRE2 says of a pattern.
    static let inspect: PatternInspector = { pattern in
        do throws(PatternError) {
            let compiled = try CompiledPattern(pattern)
            return PatternInfo(groupCount: compiled.captureCount, names: Array(compiled.names.keys))
        } catch {
            return PatternInfo(reason: error.description)
        }
    }
}
