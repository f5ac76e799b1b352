internal import FuzzSupport
internal import Matching
internal import PatternTranslation

// Patterns by themselves: two bytes of options, a pattern, a line end and a text. What is translated keeps its groups; and a pattern
// in words that mean the same to everybody finds what PCRE2 finds by it as it is.

let patternDialects: [PatternDialect] = [.go, .python, .rust]

func checkPattern(_ input: [UInt8], _ dialect: PatternDialect) {
    guard input.count > 2, let (pattern, text) = patternAndText(Array(input.dropFirst(2))) else { return }
    let bits = input[0]
    var flags = PatternFlags()
    flags.caseless = bits & 1 != 0
    flags.multiline = bits & 2 != 0
    flags.dotAll = bits & 4 != 0
    flags.extended = bits & 8 != 0
    flags.ungreedy = bits & 16 != 0 && dialect != .python
    flags.ascii = bits & 32 != 0 && dialect == .python
    let lead: PatternLead = [.kept, .droppedIfName, .dropped][Int(input[1] & 3) % 3]
    let edges: PatternEdges = input[1] & 4 == 0 ? .record : .value
    let secret: Int? = input[1] & 8 == 0 ? nil : Int(input[1] >> 6)
    var relaxing: PatternRelaxation = []
    if input[1] & 16 != 0 { relaxing.insert(.counts) }
    if input[1] & 32 != 0, secret == 0 { relaxing.insert(.leadingLookbehind) }
    for purpose in [PatternPurpose.finding, .allowing] {
        do throws(TranslationError) {
            let translated = try translate(
                pattern, from: dialect, flags: flags, for: purpose, lead: lead, secret: secret, edges: edges, relaxing: relaxing)
            require(translated.groupsInAllMatches.allSatisfy { (0...translated.groupCount).contains($0) }, "a group that is none")
            require(translated.groupsBeside.allSatisfy { (1...translated.groupCount).contains($0) }, "a group beside that is none")
            if let compiled = try? CompiledPattern(translated.text) {
                let groups = translated.groupCount + (translated.matchGroup == nil ? 0 : 1)
                require(
                    compiled.captureCount == translated.groupCount || compiled.captureCount == groups,
                    "\(pattern.debugDescription) has \(translated.groupCount) groups, its translation \(translated.text.debugDescription) "
                        + "\(compiled.captureCount)")
                require(compiled.names == translated.groupNames, "\(translated.text.debugDescription): other names")
                require((try? CompiledPattern(translated.firstLine)) != nil, "\(translated.firstLine.debugDescription) does not compile")
            }
        } catch {
            require((0...pattern.utf8.count).contains(error.offset) && !error.reason.isEmpty, "an error without a place")
        }
    }
    compare(pattern, dialect, text)
}

/// The first matches of a pattern that is read alike by all, and of its translation.
private func compare(_ pattern: String, _ dialect: PatternDialect, _ text: [UInt8]) {
    guard isCommon(pattern), text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !text.isEmpty,
        let original = try? CompiledPattern(pattern), let translated = try? translate(pattern, from: dialect),
        let compiled = try? CompiledPattern(translated.text)
    else { return }
    guard let wanted = first(original, text), let found = first(compiled, text) else { return }
    guard let match = wanted.first else { return }
    // Where a line end may stand at a match's edge, the record's edge will do: there is more then, and what begins earlier comes first.
    let takesEdges = ["\\s", "\\W", "\\D"].contains(where: pattern.contains)
    let isFound = takesEdges ? found.first.map { ($0?.lowerBound ?? 0) <= (match?.lowerBound ?? 0) } ?? false : wanted == found
    require(
        isFound,
        "\(dialect) \(pattern.debugDescription) matches \(wanted), its translation \(translated.text.debugDescription) \(found)")
}

/// The groups of the first match, none where there is no match; nil where PCRE2 gave up.
private func first(_ pattern: CompiledPattern, _ text: [UInt8]) -> [Range<Int>?]? {
    guard var matcher = try? PatternMatcher(groups: pattern.captureCount, limits: .init(match: 20_000)) else { return nil }
    let outcome = unsafe text.withUnsafeBufferPointer { unsafe matcher.match(pattern, in: $0, starts: 0...text.count) }
    switch outcome {
    case .matched: return (0...pattern.captureCount).map { matcher.group($0) }
    case .none: return []
    case .partial, .limit: return nil
    }
}

/// Whether a pattern holds only what all dialects and PCRE2 read as the same, over printable ASCII.
private func isCommon(_ pattern: String) -> Bool {
    let bytes = Array(pattern.utf8)
    var isInClass = false
    for (at, byte) in bytes.enumerated() {
        guard byte >= 0x20, byte < 0x7F else { return false }
        let next = at + 1 < bytes.count ? bytes[at + 1] : 0
        let before = at > 0 ? bytes[at - 1] : 0
        switch byte {
        case UInt8(ascii: "\\"):
            guard !isInClass, before != byte, "dDwWsSb.".utf8.contains(next) else { return false }
        case UInt8(ascii: "["):
            guard !isInClass, next != UInt8(ascii: "]"), next != UInt8(ascii: "^") else { return false }
            isInClass = true
        case UInt8(ascii: "]"):
            guard isInClass else { return false }
            isInClass = false
        case UInt8(ascii: "("):
            guard isInClass || next != UInt8(ascii: "?") && next != UInt8(ascii: "*") else { return false }
        // What may stand behind another quantifier, and what counts, is each dialect's own.
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            guard isInClass || !"*+?".utf8.contains(before) else { return false }
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "~"), UInt8(ascii: "#"): return false
        case UInt8(ascii: "-"): guard next != byte else { return false }
        default: break
        }
    }
    return !isInClass
}
