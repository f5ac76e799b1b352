public import JSONPath
internal import Matching

/// Runs the regular expressions of JSONPath queries with PCRE2. One worker's: it is not shared.
public final class PathRegex: RegularExpressionMatcher {
    /// Compiled patterns that are kept: queries bring a few, a hostile document may bring any number.
    private static let mostPatterns = 32
    /// Steps of one call. Fewer than a rule may take, since a filter asks for every node; an expression that people write
    /// takes some thousands.
    private static let matchLimit: UInt32 = 200_000

    private var matcher: PatternMatcher?
    /// Nil for one that PCRE2 does not take: it is too large once compiled.
    private var patterns: [String: CompiledPattern?] = [:]

    public init() {
        // Without memory for it every call tells that it could not be made.
        matcher = try? PatternMatcher(groups: 0, limits: PatternMatcher.Limits(match: Self.matchLimit))
    }

    public func match(_ pattern: String, in subject: Span<UInt8>) -> RegularExpressionOutcome {
        guard let compiled = compiled(pattern) else { return .limit }
        return unsafe subject.withUnsafeBufferPointer { bytes in
            if bytes.count > 0 { return unsafe match(compiled, in: bytes) }
            // An empty subject may have no address, which the engine wants.
            return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { room in
                unsafe match(compiled, in: UnsafeBufferPointer(rebasing: room[..<0]))
            }
        }
    }

    private func match(_ pattern: CompiledPattern, in subject: UnsafeBufferPointer<UInt8>) -> RegularExpressionOutcome {
        let outcome: PatternMatcher.Outcome = unsafe matcher?.match(pattern, in: subject, starts: 0...subject.count) ?? .limit
        return switch outcome {
        case .matched: .matched
        case .none: .notMatched
        case .partial, .limit: .limit
        }
    }

    private func compiled(_ pattern: String) -> CompiledPattern? {
        if let known = patterns[pattern] { return known }
        if patterns.count >= Self.mostPatterns { patterns.removeAll(keepingCapacity: true) }
        // Asked for by the pattern itself, PCRE2's options are UTF, with stray bytes allowed, and UCP.
        let compiled = try? CompiledPattern("(*UTF)(*UCP)" + pattern)
        patterns[pattern] = compiled
        return compiled
    }
}
