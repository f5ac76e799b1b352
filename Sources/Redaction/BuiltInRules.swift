internal import CRulePacks
internal import Engine
internal import Matching
package import RuleLoading

/// The rule packs inside the binary, and what checks those that users bring.
package enum BuiltInRules {
    /// Tests compile all their patterns, so that a start need not.
    ///
    /// - Parameter readsExamples: only what shows or runs examples pays for reading them.
    package static func packs(readsExamples: Bool = false) throws(Problems) -> [RulePack] {
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
    package static let inspect: PatternInspector = { pattern in
        do throws(PatternError) {
            let compiled = try CompiledPattern(pattern)
            guard compiled.captureCount <= Detector.groups else {
                return PatternInfo(reason: "has \(compiled.captureCount) groups; \(Detector.groups) are the most")
            }
            return PatternInfo(groupCount: compiled.captureCount, names: Array(compiled.names.keys))
        } catch {
            return PatternInfo(reason: error.description)
        }
    }
}
