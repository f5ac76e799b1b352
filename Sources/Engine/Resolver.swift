public import Masking

/// A span that will be masked: what is left when findings that overlap are made one.
public struct MaskSpan: Sendable, Equatable {
    public var range: Range<Int>
    /// The rule it is counted under.
    public var rule: Int
    public var withheld: WithheldReason?

    public init(range: Range<Int>, rule: Int, withheld: WithheldReason? = nil) {
        self.range = range
        self.rule = rule
        self.withheld = withheld
    }
}

extension Detector {
    /// Findings that overlap become one span, from the first start to the last end, counted under the strongest of
    /// them: what was withheld, then priority, then length, then severity, then the order of the rules.
    ///
    /// - Parameter findings: in any order; sorted in place.
    public func resolve(_ findings: inout [Finding], into spans: inout [MaskSpan]) {
        spans.removeAll(keepingCapacity: true)
        guard !findings.isEmpty else { return }
        if findings.count > 1 {
            findings.sort {
                let a = maskedRange($0)
                let b = maskedRange($1)
                return a.lowerBound != b.lowerBound ? a.lowerBound < b.lowerBound : $0.rule < $1.rule
            }
        }
        var strongest = findings[0]
        var hull = maskedRange(strongest)
        for finding in findings.dropFirst() {
            let range = maskedRange(finding)
            if range.lowerBound < hull.upperBound {
                hull = hull.lowerBound..<max(hull.upperBound, range.upperBound)
                if isStronger(finding, than: strongest) { strongest = finding }
            } else {
                spans.append(MaskSpan(range: hull, rule: strongest.rule, withheld: strongest.withheld))
                strongest = finding
                hull = range
            }
        }
        spans.append(MaskSpan(range: hull, rule: strongest.rule, withheld: strongest.withheld))
    }

    /// What a finding masks.
    public func maskedRange(_ finding: Finding) -> Range<Int> {
        finding.withheld == nil && rules[finding.rule].masksWholeMatch && !finding.holdsMarkup ? finding.match : finding.secret
    }

    /// Whether spans of rule `a` are counted under it rather than under `b` where the two overlap, at equal length.
    public func outranks(_ a: Int, _ b: Int) -> Bool {
        let x = rules[a].rule
        let y = rules[b].rule
        if x.priority != y.priority { return x.priority > y.priority }
        if x.severity != y.severity { return x.severity > y.severity }
        return a < b
    }

    private func isStronger(_ a: Finding, than b: Finding) -> Bool {
        if (a.withheld != nil) != (b.withheld != nil) { return a.withheld != nil }
        if rules[a.rule].rule.priority == rules[b.rule].rule.priority, a.secret.count != b.secret.count {
            return a.secret.count > b.secret.count
        }
        return outranks(a.rule, b.rule)
    }
}
