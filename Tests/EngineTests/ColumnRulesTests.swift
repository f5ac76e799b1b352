import Engine
import Masking
import Testing
import Validators

private func names(_ texts: String...) -> [ColumnName] { texts.map { ColumnName($0) } }

private func fieldRule(_ id: String, _ names: [String], _ change: (inout Rule) -> Void = { _ in }) -> Rule {
    var rule = Rule(id: id, detection: .fields(names), place: RulePlace(file: "test.yaml", line: 1))
    change(&rule)
    return rule
}

private func columnRule(_ id: String, _ columns: [String]) -> Rule {
    Rule(id: id, detection: .columns(columns.compactMap { ColumnSelector($0) }), place: RulePlace(file: "test.yaml", line: 1))
}

@Suite struct ColumnRulesTests {
    @Test(arguments: [
        "SSN", "ssn", "Customer SSN", "customer_ssn", "customer-ssn", "customer.ssn", "customerSsn", "customerSSN", "\"SSN\"", " ssn ",
        "SSN*", "SSN #", "SSN:", "SSN (US)", "SSN 2", "ssn_2", "SSN - Value", "Customer / SSN", "\u{FEFF}ssn", "SSN 1 - Value",
        "Social Security",
        "socialSecurity", "SOCIAL_SECURITY", "social security [opt]",
    ])
    func knowsNamesInAnySpelling(_ header: String) throws {
        let detector = try Detector([fieldRule("id", ["ssn", "social security"])]) { _ in .label }
        #expect(ColumnRules(detector).columns(named: names(header))[0].naming == [0])
    }

    @Test(arguments: ["assn", "SSN type", "ssnumber", "lesson", "", "(ssn) kind", "ssn_valid"])
    func leavesOtherNamesAlone(_ header: String) throws {
        let detector = try Detector([fieldRule("id", ["ssn"])]) { _ in .label }
        #expect(ColumnRules(detector).columns(named: names(header))[0].naming.isEmpty)
    }

    @Test func selectsByNameGlobLetterAndNumber() throws {
        let header = names("id", "Card No", "card_type", "C", "3", "Card No")
        func selected(_ text: String) throws -> [Int] { try #require(ColumnSelector(text)).columns(among: header) }
        #expect(try selected("card_no") == [1, 5])
        #expect(try selected("CardNo") == [1, 5])
        #expect(try selected("card*") == [1, 2, 5])
        #expect(try selected("card_????") == [2])
        #expect(try selected("*") == [0, 1, 2, 3, 4, 5])
        // A column of that name comes before the letter and the number.
        #expect(try selected("C") == [3])
        #expect(try selected("3") == [4])
        #expect(try selected("#3") == [2])
        #expect(try selected("B") == [1])
        #expect(try selected("2") == [1])
        #expect(try selected("Z").isEmpty)
        #expect(try selected("b").isEmpty)
        #expect(try selected("#9").isEmpty)
        for text in ["", "#", "#0", "--", "#x", "#99999999"] { #expect(ColumnSelector(text) == nil, "\(text)") }
        #expect([1, 26, 27, 702, 703, 16_384].map(ColumnSelector.letters(of:)) == ["A", "Z", "AA", "ZZ", "AAA", "XFD"])
    }

    /// Case counts in no script, and a sigma at a word's end is one that is none.
    @Test(arguments: [
        ("číslo účtu", "ČÍSLO ÚČTU"), ("номер телефона", "Номер Телефона"), ("αριθμός ταυτότητας", "ΑΡΙΘΜΌΣ ΤΑΥΤΌΤΗΤΑΣ"),
        ("ΑΡΙΘΜΌΣ", "αριθμός"),
        ("身份证号", "\u{FEFF}身份证号"), ("Café N°", "CAFÉ_N°"),
    ])
    func comparesNamesWithoutCaseInAnyScript(_ name: String, _ header: String) throws {
        #expect(try #require(ColumnSelector(name)).columns(among: names("x", header)) == [1])
        let detector = try Detector([columnRule("a", ["zip", name]), columnRule("b", [name, "#9"])]) { _ in .label }
        let columns = ColumnRules(detector).columns(named: names("x", header))
        #expect(columns.map(\.selecting) == [[], [0, 1]])
        #expect(ColumnRules(detector).selectsColumns)
        #expect(try !ColumnRules(Detector([columnRule("a", [name])]) { _ in .label }).selectsColumns)
    }

    @Test func decidesOnCells() throws {
        let rules = [
            fieldRule("card", ["card number"]) { $0.validations = [.luhn] },
            fieldRule("password", ["password"]) { $0.allow.words = ["none"] },
            columnRule("picked", ["notes"]),
        ]
        let detector = try Detector(rules) { _ in .label }
        let columns = ColumnRules(detector).columns(named: names("Card number", "password", "notes", "other"))
        var scanner = try Scanner(detector)
        func found(_ text: String, _ column: Int) -> String? {
            let bytes = Array(text.utf8)
            return unsafe bytes.withUnsafeBufferPointer { cell in
                unsafe scanner.finding(in: cell, of: columns[column]).map { found in
                    let secret = String(decoding: bytes[found.finding.secret], as: UTF8.self)
                    return "\(detector.rules[found.finding.rule].rule.id)\(found.isSelected ? "!" : ""): \(secret)"
                }
            }
        }
        #expect(found("4111111111111111", 0) == "card: 4111111111111111")
        #expect(found("4111111111111112", 0) == nil)
        // What a spreadsheet made of it.
        #expect(found(" '4111111111111111 ", 0) == "card: '4111111111111111")
        #expect(found("4111111111111110", 0) == "card: 4111111111111110")
        #expect(found("4,111,111,111,111,111.00", 0) == "card: 4,111,111,111,111,111.00")
        #expect(found("4.11111111111111E+15", 0) == "card: 4.11111111111111E+15")
        #expect(found("hunter2 x", 1) == "password: hunter2 x")
        for harmless in ["", "  ", "none", "--", "[REDACTED:card]", "***"] { #expect(found(harmless, 1) == nil, "\(harmless)") }
        #expect(found("--", 2) == "picked!: --")
        #expect(found("[REDACTED:picked]", 2) == nil)
        #expect(found("hunter2", 3) == nil)
    }

    @Test(
        arguments: [
            ("'4111111111111111", "4111111111111111"), ("4,111,111,111,111,111", "4111111111111111"), ("4 111 111 111", "4111111111"),
            ("4\u{00A0}111\u{00A0}111\u{00A0}111", "4111111111"), ("1.234.567.890", "1234567890"), ("1'234'567'890,", nil),
            ("4.11111111111111E+15", "4111111111111110"), ("4.1e15", nil), ("12345678.00", "12345678"), ("12345678.50", nil),
            ("12,34,5678", nil), ("1,234.567,890", nil), ("12345678E99", nil), ("1E+15", nil), ("1.00E+07", "10000000"),
            ("2024-01-01 12:00", nil), ("99999999999999999999", nil), ("1,234,567,89", nil), ("4111 1111 1111 1111", nil),
        ] as [(String, String?)])
    func seesThroughNumbers(_ text: String, _ digits: String?) {
        let bytes = Array(text.utf8)
        let number = CellNumber(bytes.span)
        #expect(number.map { String(decoding: $0.digits, as: UTF8.self) } == digits)
    }

    @Test func restoresCheckDigits() {
        let bytes = Array("4111111111111110".utf8)
        let number = CellNumber(bytes.span)
        #expect(number?.isChanged == false)
        #expect(number?.rounded == Array("4111111111111111".utf8))
        let whole = Array("4111111111111111".utf8)
        let same = CellNumber(whole.span)
        #expect(same != nil && same?.rounded == nil)
    }
}
