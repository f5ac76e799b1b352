internal import Bytes
internal import Masking
internal import PatternAnalysis

/// Secrets that are longer than their pattern says.
///
///     session_token=FwoGZXIvYXdzE…………………Zm9vYmFyCg==
///                   └ [\w+/=]{20,4096} ┘└ the rest ┘
///
/// Patterns bound what they repeat, for a bound is what keeps a hostile line from being gone through again at each of its bytes. A
/// value that is longer would be masked in part, and its rest be taken for clean (law 3). So where a secret ends because the bound of
/// its last repetition was reached, it ends where it would without the bound. Both engines do this to the same matches, so they find the
/// same.
extension Scanner {
    /// Lower bounds are lengths that somebody meant, of numbers, codes and names: reached, they are the end.
    private static let fewest = 64

    /// What a rule's matches may end in.
    struct LastRuns {
        var ofPattern: [LastRun]
        var ofMore: [LastRun]
    }

    /// Where a secret ends that stands, if it reached a bound of its pattern, or the end of what its rule sees of the text.
    ///
    /// - Parameters:
    ///   - match: all that matched. What matches more than its secret has seen where that ends.
    ///   - subject: what the rule sees.
    ///   - isMore: the rule's `more` matched.
    /// - Returns: the end, as an offset into the text; nil where nothing of it follows.
    mutating func end(
        ofLong secret: Range<Int>, match: Range<Int>, of rule: Int, isMore: Bool, subject: Range<Int>, in scope: Scope
    ) -> Int? {
        let text = unsafe scope.text.span
        guard secret.upperBound == match.upperBound, secret.upperBound < text.count else { return nil }
        // What a rule over lines sees may end within a line. A list that ends there is given up.
        let asked = detector.rules[rule]
        let mayGoOn = asked.isMultiline && scope.layout == .lines && fences.isEmpty && asked.rule.more == nil
        let isCut = mayGoOn && secret.upperBound == subject.upperBound
        guard isCut || (secret.count >= Self.fewest && secret.upperBound < subject.upperBound) else { return nil }
        let next = text[secret.upperBound]
        // Which alternative matched is not known, and the one that a quote ends has others beside it.
        guard !Self.endsAnyway(next) else { return nil }
        let runs = lastRuns(of: rule)
        let limit = mayGoOn ? text.count : subject.upperBound
        var end = secret.upperBound
        for run in isMore ? runs.ofMore : runs.ofPattern where run.set.contains(next) {
            guard isCut || reaches(run, at: secret, in: text) else { continue }
            var at = secret.upperBound
            while at < limit, run.set.contains(text[at]), at < subject.upperBound || text[at] != UInt8(ascii: "\n") { at += 1 }
            end = max(end, at)
        }
        return end > secret.upperBound ? end : nil
    }

    private static func endsAnyway(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): true
        default: false
        }
    }

    /// Whether a secret ends in as many bytes of a run as there may be at most.
    private func reaches(_ run: LastRun, at secret: Range<Int>, in text: Span<UInt8>) -> Bool {
        guard let most = run.most, most >= Self.fewest, secret.count >= most else { return false }
        for offset in secret.upperBound - most..<secret.upperBound where !run.set.contains(text[offset]) { return false }
        return true
    }

    private mutating func lastRuns(of index: Int) -> LastRuns {
        if let there = lastRuns[index] { return there }
        let rule = detector.rules[index]
        // Values of fields have no bound, but where a quote never closes.
        func runs(_ pattern: String?) -> [LastRun] {
            // Of what the analysis does not understand it knows no bound.
            guard let pattern, let tree = try? PatternParser.parse(pattern) else { return [] }
            return tree.lastRuns
        }
        let fresh = LastRuns(ofPattern: rule.isFields ? [] : runs(rule.pattern), ofMore: runs(rule.rule.more))
        lastRuns[index] = fresh
        return fresh
    }

    /// What a match reaches over, `before` findings having been there before it was judged: to the end of its secret.
    func kept(_ match: Range<Int>, since before: Int) -> Range<Int> {
        guard findings.count > before, let end = findings.last?.match.upperBound else { return match }
        return match.lowerBound..<max(match.upperBound, end)
    }
}
