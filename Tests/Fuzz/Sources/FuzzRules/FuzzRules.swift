internal import Engine
internal import FuzzSupport
internal import Masking
internal import Matching
internal import RuleLoading

// Any bytes as a rule pack and as a configuration: an error with a place, or rules that run.

private let inspect: PatternInspector = { pattern in
    do throws(PatternError) {
        let compiled = try CompiledPattern(pattern)
        return PatternInfo(groupCount: compiled.captureCount, names: Array(compiled.names.keys))
    } catch {
        return PatternInfo(reason: error.description)
    }
}

private let sample = Array("2026-01-02 key=aaaa password: hunter22 AKIA0123 4539 1488 0343 6467\nsecond line\n".utf8)

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRules(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = unsafe bytes(start, count)
    do throws(Problems) {
        _ = try Configuration(input.span, name: "blot.yaml")
    } catch {
        for problem in error.all { require(!problem.description.isEmpty, "a problem without words") }
    }
    let pack: RulePack
    do throws(Problems) {
        pack = try RulePackLoader(inspect: inspect).load(input.span, name: "pack.yaml")
    } catch {
        require(!error.all.isEmpty, "refused without a reason")
        return 0
    }
    guard (try? RuleCatalog([pack])) != nil else { return 0 }
    let limits = Limits(match: .init(match: 10_000))
    guard let detector = try? Detector(pack.rules, limits: limits, strategy: { $0.mask ?? .label }) else { return 0 }
    for kind in EngineKind.allCases {
        guard var scanner = try? Scanner(detector, kind: kind) else { continue }
        unsafe sample.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
        require(scanner.failure == nil, "a rule that was loaded does not compile: \(String(describing: scanner.failure))")
    }
    return 0
}
