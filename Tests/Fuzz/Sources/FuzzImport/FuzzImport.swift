internal import Engine
internal import FuzzSupport
internal import Masking
internal import Matching
internal import RuleLoading

// Any bytes as a rule file of another tool: an error with a place, or a pack that runs, that is the same when it is written and
// read back, and beside it all that was lost. The first byte chooses the tool, or that a pattern is translated by itself.

private let inspect: PatternInspector = { pattern in
    do throws(PatternError) {
        let compiled = try CompiledPattern(pattern)
        return PatternInfo(groupCount: compiled.captureCount, names: Array(compiled.names.keys))
    } catch {
        return PatternInfo(reason: error.description)
    }
}

private let sample = Array("2026-01-02 key=aaaa password: hunter22 AKIA0123 4539 1488 0343 6467\nsecond line\n".utf8)

/// All that rules say but for where, as text.
private func shown(_ rules: [Rule]) -> [String] {
    rules.map { rule in
        var rule = rule
        rule.place = RulePlace(file: "", line: 0)
        return String(describing: rule)
    }
}

/// What holds of each rule of another tool's: its patterns compile, and its examples are ones.
private func checkParts(of rule: Rule) {
    if case .pattern(let pattern) = rule.detection {
        require(inspect(pattern).reason == nil, "\(rule.id): the pattern does not compile")
        if case .numbered(let groups) = rule.secret {
            require(groups.allSatisfy { $0 <= inspect(pattern).groupCount }, "\(rule.id): there is no such group")
        }
    }
    for pattern in rule.allow.patterns + rule.allow.matchPatterns + rule.allow.recordPatterns {
        require(inspect(pattern).reason == nil, "\(rule.id): what allows does not compile: \(pattern)")
    }
    for example in rule.examples.match.map(\.text) + rule.examples.noMatch {
        require((try? ExampleTemplate(parsing: example)) != nil, "\(rule.id): an example is none: \(example)")
    }
}

private func check(_ file: [UInt8], _ format: ForeignFormat) {
    let imported: ImportedPack
    do throws(Problems) {
        imported = try RuleImporter(format: format, inspect: inspect).load(file.span, name: "fuzz.rules")
    } catch {
        require(!error.all.isEmpty, "refused without a reason")
        for problem in error.all { require(!problem.description.isEmpty, "a problem without words") }
        return
    }
    for loss in imported.losses { require(!loss.key.isEmpty && !loss.reason.isEmpty, "a loss without words") }
    for rule in imported.pack.rules { checkParts(of: rule) }
    require(Set(imported.pack.rules.map(\.id)).count == imported.pack.rules.count, "two rules have one id")
    let yaml = PackWriter.yaml(imported.pack)
    do throws(Problems) {
        let again = try RulePackLoader(inspect: inspect).load(Array(yaml.utf8).span, name: "fuzz.yaml")
        require(shown(again.rules) == shown(imported.pack.rules), "read back, the rules are others:\n\(yaml)")
        require(again.name == imported.pack.name && again.description == imported.pack.description, "read back, the pack is another")
        require(PackWriter.yaml(again) == yaml, "written again, the pack is another")
    } catch {
        require(false, "what was written cannot be read: \(error.all.map(\.description))\n\(yaml)")
    }
    run(imported.pack.rules)
}

/// Rules that were made of a file run: in both engines, or the detector says why not.
private func run(_ rules: [Rule]) {
    guard let detector = try? Detector(rules, limits: Limits(match: .init(match: 10_000)), strategy: { $0.mask ?? .label }) else { return }
    for kind in EngineKind.allCases {
        guard var scanner = try? Scanner(detector, kind: kind) else { continue }
        unsafe sample.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
        require(scanner.failure == nil, "an imported rule does not compile: \(String(describing: scanner.failure))")
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImport(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    let formats = ForeignFormat.allCases
    let choice = Int(input[0]) % (formats.count + patternDialects.count)
    let rest = Array(input.dropFirst())
    if choice < formats.count { check(rest, formats[choice]) } else { checkPattern(rest, patternDialects[choice - formats.count]) }
    return 0
}
