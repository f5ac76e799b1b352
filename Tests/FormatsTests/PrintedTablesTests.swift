import Testing

@testable import Formats

/// Where tables stand in lines; what is masked in them, PrintedTableTests says.
@Suite struct PrintedTablesTests {
    private static func rows(_ text: String) -> Int {
        var rows = 0
        var tables = PrintedTables()
        var text = text
        text.withUTF8 { bytes in
            unsafe tables.follow(bytes) { _, _, cells, _ in rows += cells.isEmpty ? 0 : 1 }
        }
        return rows
    }

    @Test(arguments: ["---+---", "===+===", "───┼───", "━━━╋━━━", "═══╪═══", "--- ---", "=== ==="])
    func everyRule(rule: String) {
        let bar = rule.unicodeScalars.contains { $0.value > 0x7F } ? "│" : rule.contains("+") ? "|" : " "
        let text = "\nabc\(bar)def\n\(rule)\n1\(bar)2\n3\(bar)4\n\n"
        #expect(Self.rows(text) == 2, "\(text)")
    }

    /// For one kind of rule the text is not gone through anew at each rule of another.
    @Test(arguments: ["===+===", "═══╪═══"])
    func manyTablesAreGoneThroughOnce(rule: String) {
        func time(_ rule: String) -> Duration {
            let bar = rule.first == "=" || rule.first == "-" ? "|" : "│"
            let text = String(repeating: "x\n a \(bar) b\n\(rule)\nx\n", count: 60_000)
            return ContinuousClock().measure { #expect(Self.rows(text) == 0) }
        }
        let (plain, other) = (time("---+---"), time(rule))
        #expect(other < plain * 4 + .seconds(1), "\(plain), \(other)")
    }
}
