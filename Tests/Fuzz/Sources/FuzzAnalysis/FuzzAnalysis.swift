internal import FuzzSupport
internal import Matching
internal import PatternAnalysis

// What the analysis promises of a pattern holds for every match that PCRE2 finds.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAnalysis(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let (pattern, text) = patternAndText(unsafe bytes(start, count)) else { return 0 }
    var limits = AnalysisLimits()
    // Shapes of any rate, so that more promises are checked.
    limits.shapeRate = 0.5
    let tree = try? PatternParser.parse(pattern)
    let requirement = requirement(of: pattern, limits: limits)
    _ = explain(pattern, limits: limits)
    // Of a pattern that is matched by characters it promises nothing, and is not asked.
    guard let compiled = try? CompiledPattern(pattern), !compiled.isUTF, let tree else { return 0 }
    guard var matcher = try? PatternMatcher(groups: 64, limits: .init(match: 20_000)) else { return 0 }
    unsafe text.withUnsafeBufferPointer { raw in
        for at in 0...min(text.count, 256) {
            guard unsafe matcher.match(compiled, in: raw, starts: at...at) == .matched, let match = matcher.group(0) else { continue }
            // A match may be made to begin later, by \K or a lookahead: the engine asks for its place in the text only.
            require(
                match.count >= tree.minWidth || pattern.contains("\\K"),
                "\(pattern.debugDescription): a match of \(match.count) bytes, at least \(tree.minWidth) promised")
            if let most = tree.maxWidth {
                require(match.count <= most, "\(pattern.debugDescription): a match of \(match.count) bytes, at most \(most) promised")
            }
            if let broken = brokenPromise(requirement, match: match, in: text, checksContext: true) {
                preconditionFailure("\(pattern.debugDescription): \(broken); \(requirement.explanation)")
            }
        }
    }
    return 0
}
