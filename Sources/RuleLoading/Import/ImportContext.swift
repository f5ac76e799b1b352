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
                rule: rule, place: RulePlace(file: file, line: line), key: key.isEmpty ? "(empty)" : key, reason: reason, effect: effect,
                isWholeRule: isWholeRule))
    }

    mutating func add(_ rule: Rule) {
        guard rules.count < Self.mostRules else {
            lose("id", "there are more than \(Self.mostRules) rules", .less, line: rule.place.line, isWholeRule: true)
            return
        }
        rules.append(rule)
    }

    /// Where groups stand side by side, as in `(key|token)=(\S+)`, gitleaks and Kingfisher take the first for the secret, whatever it
    /// is: all of the match is masked then, and nothing that is asked of the first keeps it from being so.
    mutating func maskMatch(of rule: inout Rule, key: String, line: Int) {
        lose(
            key, "has several groups side by side: all of a match is masked, not the first, and nothing is asked of that", .more, line: line
        )
        rule.secret = .numbered([0])
        rule.validations = []
        rule.allow.patterns = []
        rule.allow.stopwords = []
    }

    mutating func changeRules(_ change: (inout Rule) -> Void) {
        for index in rules.indices { change(&rules[index]) }
    }

    // MARK: - Ids

    /// An id for blot, and no other rule's: in lower case, with dashes for what no id may hold.
    ///
    /// - Parameter ending: what it ends with, however long the name is.
    mutating func id(_ name: String, ending: String = "", line: Int) -> String {
        let prefix = format.prefix
        let lowered = name.lowercased()
        let body = lowered.hasPrefix(prefix) ? Substring(lowered.dropFirst(prefix.count)) : Substring(lowered)
        var text = prefix
        for scalar in body.unicodeScalars {
            let isAllowed = scalar.value < 0x80 && Names.isRuleID("a" + String(scalar))
            if isAllowed { text.unicodeScalars.append(scalar) } else if text.utf8.last != UInt8(ascii: "-") { text += "-" }
        }
        text = String(text.prefix(Names.longestID - 7 - ending.utf8.count))
        while text.hasSuffix("-"), text.utf8.count > prefix.utf8.count { text.removeLast() }
        if text.utf8.count <= prefix.utf8.count { text = prefix + "rule" }
        text += ending
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
        _ text: String, key: String, flags: PatternFlags = PatternFlags(), lead: PatternLead = .kept, secret: Int? = nil,
        edges: PatternEdges = .record, line: Int
    ) -> TranslatedPattern? {
        do throws(TranslationError) {
            var refusal = ""
            // What PCRE2 does not take as it is it may take with a little less of it.
            for relaxing in [PatternRelaxation(), .counts, .leadingLookbehind] {
                // The number of the secret's group would be another.
                if relaxing == .leadingLookbehind, secret != 0 { continue }
                let translated = try translate(
                    text, from: format.dialect, flags: flags, lead: lead, secret: secret, edges: edges, relaxing: relaxing)
                if let reason = inspect(translated.text).reason {
                    if refusal.isEmpty { refusal = reason }
                    continue
                }
                for difference in translated.differences {
                    lose(key, difference.text, difference.findsLess ? .less : difference.findsMore ? .more : .none, line: line)
                }
                return translated
            }
            lose(key, "cannot be written for PCRE2: \(refusal); the rule is left out", .less, line: line, isWholeRule: true)
            return nil
        } catch {
            lose(key, "cannot be read: \(error); the rule is left out", .less, line: line, isWholeRule: true)
            return nil
        }
    }

    /// A pattern that must not match what is harmless; nil where it cannot be had. It matches no less than the original.
    mutating func forbidding(_ text: String, key: String, line: Int) -> String? {
        do throws(TranslationError) {
            let found = try translate(text, from: format.dialect)
            // Of anchors either reading will do.
            let allowed = try translate(text, from: format.dialect, for: .allowing).text
            let pattern = found.text == allowed ? allowed : "(?:\(found.text))|(?:\(allowed))"
            if let reason = inspect(pattern).reason {
                lose(key, "cannot be written for PCRE2: \(reason)", .more, line: line)
                return nil
            }
            for difference in found.differences where difference.findsLess { lose(key, difference.text, .less, line: line) }
            return pattern
        } catch {
            lose(key, "cannot be read: \(error)", .more, line: line)
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
