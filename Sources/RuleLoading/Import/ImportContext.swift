internal import Engine
internal import PatternAnalysis
internal import PatternTranslation
internal import Validators

/// Collects the rules and the losses of an import.
struct ImportContext {
    let format: ForeignFormat
    let inspect: PatternInspector
    var file: String
    /// The rule that is being read, as its file calls it.
    var rule: String?
    private(set) var losses: [ImportLoss] = []
    private(set) var rules: [Rule] = []
    private var ids: Set<String> = []
    /// How often an id was wanted that is taken.
    private var repeats: [String: Int] = [:]

    /// A hostile file may be wrong in every line.
    static let mostLosses = 20_000
    static let mostRules = 20_000
    /// What a list that holds for many rules adds up to: gitleaks' own comes to 3,300.
    static let mostRepeated = 500_000
    /// Of words or keys that each of several rules gets.
    static let mostShared = 1_000

    init(format: ForeignFormat, file: String, inspect: @escaping PatternInspector) {
        self.format = format
        self.file = file
        self.inspect = inspect
    }

    mutating func lose(_ key: String, _ reason: String, _ effect: ImportLoss.Effect, line: Int, isWholeRule: Bool = false) {
        guard losses.count < Self.mostLosses else { return }
        losses.append(
            ImportLoss(
                rule: rule, place: RulePlace(file: file, line: line), key: key, reason: reason, effect: effect, isWholeRule: isWholeRule))
    }

    mutating func add(_ rule: Rule) {
        guard rules.count < Self.mostRules else {
            lose("id", "there are more than \(Self.mostRules) rules", .less, line: rule.place.line, isWholeRule: true)
            return
        }
        rules.append(rule)
    }

    mutating func changeRules(_ change: (inout Rule) -> Void) {
        for index in rules.indices { change(&rules[index]) }
    }

    // MARK: - Ids

    /// An id for blot, and no other rule's: in lower case, with dashes for what no id may hold.
    mutating func id(_ name: String, line: Int) -> String {
        let prefix = format.prefix
        let lowered = name.lowercased()
        let body = lowered.hasPrefix(prefix) ? Substring(lowered.dropFirst(prefix.count)) : Substring(lowered)
        var text = prefix
        for scalar in body.unicodeScalars {
            let isAllowed = scalar.value < 0x80 && Names.isRuleID("a" + String(scalar))
            if isAllowed { text.unicodeScalars.append(scalar) } else if text.utf8.last != UInt8(ascii: "-") { text += "-" }
        }
        text = String(text.prefix(Names.longestID - 7))
        while text.hasSuffix("-"), text.utf8.count > prefix.utf8.count { text.removeLast() }
        if text.utf8.count <= prefix.utf8.count { text = prefix + "rule" }
        var id = text
        var isTaken = false
        while !ids.insert(id).inserted {
            isTaken = true
            let number = repeats[text, default: 1] + 1
            repeats[text] = number
            id = "\(text)-\(number)"
        }
        if isTaken { lose("id", "another rule is called so; this one is \(id)", .none, line: line) }
        return id
    }

    // MARK: - Patterns

    /// A pattern to find something by. Nil where it cannot be: the rule is lost then.
    ///
    /// - Parameter secret: the group that is the secret, where the file says so; see `translate`.
    mutating func pattern(
        _ text: String, key: String, flags: PatternFlags = PatternFlags(), lead: PatternLead = .kept, secret: Int? = nil, line: Int
    ) -> TranslatedPattern? {
        do throws(TranslationError) {
            let translated = try translate(text, from: format.dialect, flags: flags, lead: lead, secret: secret)
            if let reason = inspect(translated.text).reason {
                lose(key, "cannot be written for PCRE2: \(reason); the rule is left out", .less, line: line, isWholeRule: true)
                return nil
            }
            for difference in translated.differences { lose(key, difference.text, difference.findsLess ? .less : .none, line: line) }
            return translated
        } catch {
            lose(key, "cannot be read: \(error); the rule is left out", .less, line: line, isWholeRule: true)
            return nil
        }
    }

    /// A pattern that makes a finding harmless; nil where it cannot be had, and then more is found.
    mutating func allowing(_ text: String, key: String, line: Int) -> String? {
        do throws(TranslationError) {
            let translated = try translate(text, from: format.dialect, for: .allowing)
            if let reason = inspect(translated.text).reason {
                lose(key, "cannot be written for PCRE2: \(reason)", .more, line: line)
                return nil
            }
            // Names of groups are asked of what finds only.
            for difference in translated.differences where difference.findsLess { lose(key, difference.text, .less, line: line) }
            return translated.text
        } catch {
            lose(key, "cannot be read: \(error)", .more, line: line)
            return nil
        }
    }

    /// Words within a secret that make it harmless: blot compares them as ASCII.
    mutating func stopwords(_ words: [String], key: String, line: Int) -> [String] {
        words.filter { word in
            if Names.isASCII(word) { return true }
            lose(key, "\(Spelling.quoted(word)) is not ASCII", .more, line: line)
            return false
        }
    }

    // MARK: - Keywords and lines

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
        guard case .anchors(let anchors) = requirement(of: pattern), anchors.shapes.isEmpty else { return [] }
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

    // MARK: - Examples

    /// A text as an example of blot's, in which `<<` begins a template.
    static func example(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "<"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "<") {
                result += [UInt8](repeating: UInt8(ascii: "<"), count: 3)
                at += 2
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// An entropy floor as a validation.
    mutating func entropy(_ bits: Double, key: String, line: Int) -> [Validation] {
        guard bits > 0 else { return [] }
        guard bits <= 8 else {
            lose(key, "no text has an entropy of more than 8 bits a byte", .more, line: line)
            return []
        }
        return [.entropy(min: bits, max: nil)]
    }
}
