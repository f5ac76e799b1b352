internal import Bytes
internal import Matching

/// Field rules, whose candidates tell where a name begins.
///
/// What stands behind a name is the same for all of them, and most of a rule's pattern. So it is compiled once, for all rules, and of
/// each rule its names alone; what stands before them is looked at without PCRE2:
///
///     --db_password = "x y"
///     └┬┘└───┬────┘└──┬───┘
///      │     │        FieldPattern.tail, from where the name ends
///      │     FieldPattern.names of the rule, at the candidate
///      FieldMarks
///
/// It finds what the rule's whole pattern finds there, which is asked instead wherever that is not plain.
extension Scanner {
    struct Tails: Sendable {
        var ofOption: CompiledPattern
        var plain: CompiledPattern
        var groups: [Int]

        /// Nil where there is no memory left.
        static let shared: Tails? = {
            guard let ofOption = try? CompiledPattern(FieldPattern.tail(ofOption: true), knowsStarts: true),
                let plain = try? CompiledPattern(FieldPattern.tail(ofOption: false), knowsStarts: true)
            else { return nil }
            return Tails(ofOption: ofOption, plain: plain, groups: Array(FieldPattern.valueGroups))
        }()
    }

    /// The names of a field rule; nil for other rules.
    mutating func names(of rule: Int) -> CompiledRule.Names? {
        if let there = names[rule] { return there }
        guard detector.rules[rule].isFields, !detector.rules[rule].isMultiline, Tails.shared != nil else { return nil }
        let fresh = detector.rules[rule].fieldNames()
        names[rule] = fresh
        return fresh
    }

    /// Runs a field rule over a record where its names may begin.
    mutating func examineNames(
        _ index: Int, _ names: CompiledRule.Names, _ scope: Scope, _ state: inout RecordState, from low: Int, through high: Int
    ) {
        let record = state.record
        guard let tails = Tails.shared, !scope.goesOn(record) else {
            return examineWhole(index, scope, &state, from: low, through: high)
        }
        let subject = unsafe record.lowerBound..<min(record.upperBound, scope.text.count)
        let bytes = unsafe scope.text.part(subject)
        let marks = unsafe FieldMarks(bytes)
        let last = min(high, scope.starts.upperBound - 1)
        var at = max(low, state.cursor, scope.starts.lowerBound)
        while at <= last {
            let start = at - subject.lowerBound
            guard marks.mayBegin(at: start) else {
                at += 1
                continue
            }
            switch unsafe matcher.match(names.pattern, in: bytes, starts: start...start) {
            case .none:
                at += 1
                continue
            case .partial, .limit:
                return examineWhole(index, scope, &state, from: at, through: last)
            case .matched: break
            }
            guard let end = matcher.group(0)?.upperBound else { return }
            let tail = marks.isOption(at: start) ? tails.ofOption : tails.plain
            switch unsafe matcher.match(tail, in: bytes, starts: end...end) {
            case .none:
                // Another name may end at a blank of this one, or this one at a blank of another. Ends at other joints are none.
                let stretch = start..<min(end + 1, bytes.count)
                if names.hasNamesInNames, unsafe ByteSearch.holds(UInt8(ascii: " "), bytes.part(stretch)) {
                    examineWhole(index, scope, &state, from: at, through: at)
                    at = max(at + 1, state.cursor)
                } else {
                    at += 1
                }
            case .partial, .limit:
                return examineWhole(index, scope, &state, from: at, through: last)
            case .matched:
                guard holdsKeyword(detector.rules[index], scope, &state) else { return }
                let match = at..<(matcher.group(0)?.upperBound ?? end) + subject.lowerBound
                let before = findings.count
                at = judge(index, tails.groups, scope, &state, subject: subject, from: at)
                state.cursor = max(state.cursor, at)
                if let more = names.more {
                    let stretch = Stretch(
                        subject: subject, reach: record.upperBound, endsAtWindow: false, isMultiline: false, isWindow: false, mayWait: false
                    )
                    let stands = findings.count > before
                    let seen = kept(match, since: before)
                    guard examineMore(index, more, scope, &state, stretch, behind: seen, stands: stands) else { return }
                }
            }
        }
    }

    private mutating func examineWhole(_ index: Int, _ scope: Scope, _ state: inout RecordState, from low: Int, through high: Int) {
        guard let compiled = patterns(of: index) else { return }
        examine(index, compiled, scope, &state, from: low, through: high)
    }
}
