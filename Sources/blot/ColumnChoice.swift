internal import Engine
internal import Masking
internal import RuleLoading

/// The columns named on the command line, as rules.
struct ColumnChoice {
    let rules: [Rule]

    /// - Parameters:
    ///   - options: `COLUMN[=MASK]`, separated by commas; `lastN` and `hash` are masks as well.
    ///   - catalog: ids in it are taken.
    init(_ options: [String], besides catalog: RuleCatalog) throws {
        var taken = options.isEmpty ? [] : Set(catalog.entries.map(\.rule.id))
        var rules: [Rule] = []
        for option in options {
            for item in try Self.items(of: option) {
                let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let name = parts[0].trimmed
                guard let selector = ColumnSelector(name) else {
                    throw CommandFailure(
                        .usage, "--columns: '\(name)' names no column; write a name, a glob, a letter (C) or a number (#3)")
                }
                let id = Self.id(for: name, &taken)
                var rule = Rule(
                    id: id, description: "Column \(name), as --columns says", detection: .columns([selector]),
                    place: RulePlace(file: "--columns", line: 1))
                rule.category = "column"
                rule.severity = .high
                rule.priority = 100
                if parts.count > 1 { rule.mask = try Self.mask(parts[1].trimmed, of: name) }
                rules.append(rule)
            }
        }
        self.rules = rules
    }

    /// At commas, but for those of `keep:2,4`.
    private static func items(of option: String) throws -> [String] {
        var items: [String] = []
        for part in option.split(separator: ",", omittingEmptySubsequences: true).map(String.init) {
            let isSecondOfKeep = items.last.map { last in
                last.contains("=keep:") && !last.drop(while: { $0 != "=" }).contains(",")
                    && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
            if isSecondOfKeep ?? false, let last = items.popLast() {
                items.append(last + "," + part)
            } else {
                items.append(part)
            }
        }
        guard !items.isEmpty else { throw CommandFailure(.usage, "--columns: names no column") }
        return items
    }

    private static func mask(_ text: String, of column: String) throws -> MaskStrategy {
        if text == "hash" { return .pseudonym }
        if text.hasPrefix("last"), let count = Int(text.dropFirst(4)), (1...MaskStrategy.longestKeptEnd).contains(count) {
            return .keep(first: 0, last: count)
        }
        do throws(MaskStrategyError) { return try MaskStrategy(parsing: text) } catch {
            throw CommandFailure(.usage, "--columns \(column)=\(text): \(error); and lastN, hash")
        }
    }

    /// `column-ssn`; an id is what stands in the mask.
    private static func id(for name: String, _ taken: inout Set<String>) -> String {
        let words = name.lowercased().utf8.map { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) ? $0 : UInt8(ascii: "-") }
        var word = String(decoding: words.prefix(40), as: UTF8.self)
        while word.hasPrefix("-") { word.removeFirst() }
        while word.hasSuffix("-") { word.removeLast() }
        let base = word.isEmpty ? "column" : "column-\(word)"
        var id = base
        var number = 2
        while !taken.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return id
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
