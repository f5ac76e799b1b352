internal import Engine
internal import PatternAnalysis
internal import PatternTranslation

extension ImportContext {
    /// Sets a rule's keywords, and whether it runs over several lines, by what its pattern and its file say.
    ///
    /// Elsewhere a keyword stands anywhere in a file, here in the record of the match. So they are kept only where a match holds one
    /// anyway; what is left out makes a rule find more.
    mutating func settle(_ rule: inout Rule, _ pattern: TranslatedPattern, keywords: [String], line: Int) {
        // Of a rule over several lines a keyword is asked for on the first.
        let literals = Self.literals(of: pattern.firstLine)
        let lowered = keywords.map { $0.lowercased() }
        let isImplied =
            !literals.isEmpty && literals.allSatisfy { literal in lowered.contains { literal.contains($0) } }
        let areFit = lowered.allSatisfy { $0.utf8.count >= PackReader.shortestKeyword && Names.isASCII($0) }
        if !keywords.isEmpty {
            if isImplied, areFit {
                var seen: Set<String> = []
                rule.keywords = lowered.filter { seen.insert($0).inserted }
            } else if !isImplied {
                lose("keywords", "may stand anywhere in a file there, and only beside a match here: left out", .more, line: line)
            }
        }
        guard pattern.lines > .one else { return }
        if rule.keywords.isEmpty { rule.keywords = literals }
        if rule.keywords.isEmpty {
            lose(
                "pattern", "nothing that a match must hold tells where to look over line ends: it is found within a line", .less, line: line
            )
        } else {
            rule.isMultiline = true
        }
    }

    /// Strings of which every match of a pattern holds one, in lower case; none where nothing is known.
    private static func literals(of pattern: String) -> [String] {
        // A shape may be found faster than a short literal; here only literals are of use.
        var limits = AnalysisLimits()
        limits.shapePlaces = 0
        guard case .anchors(let anchors) = requirement(of: pattern, limits: limits), anchors.shapes.isEmpty else { return [] }
        var seen: Set<String> = []
        var literals: [String] = []
        for anchor in anchors.literals {
            // With what can only be one letter beside it.
            let before = anchor.precede.map(only).prefix { $0 != nil }.compactMap(\.self).reversed()
            let behind = anchor.follow.map(only).prefix { $0 != nil }.compactMap(\.self)
            let bytes = before + anchor.literal + behind
            guard bytes.allSatisfy({ $0 < 0x80 && $0 >= 0x20 }) else { return [] }
            let text = String(decoding: bytes, as: UTF8.self)
            if seen.insert(text).inserted { literals.append(text) }
        }
        return literals
    }

    /// The one byte of a set, in lower case where it is a letter in both; nil where there are more.
    private static func only(_ set: ByteSet) -> UInt8? {
        guard set.count <= 2 else { return nil }
        let bytes = Set((UInt8(0)...0x7F).filter(set.contains).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        return bytes.count == 1 ? bytes.first : nil
    }
}
