import Matching

/// A pattern for tests: finds the groups of the first match.
struct TestPattern: Sendable {
    private let pattern: CompiledPattern

    init?(_ text: String) {
        guard let pattern = try? CompiledPattern(text) else { return nil }
        self.pattern = pattern
    }

    /// The groups of the first match that starts at `from` or later; empty where there is none.
    func firstMatch(in text: [UInt8], from: Int = 0) -> [Range<Int>?] {
        guard from <= text.count, var matcher = try? PatternMatcher(groups: pattern.captureCount, limits: .init()) else {
            return []
        }
        let outcome = unsafe text.withUnsafeBufferPointer { unsafe matcher.match(pattern, in: $0, starts: from...text.count) }
        return outcome == .matched ? (0...pattern.captureCount).map { matcher.group($0) } : []
    }
}
