import Engine
import Testing

/// The quick look at a cell leaves no number out.
@Suite struct CellNumberTests {
    @Test func leavesNoFormOut() {
        var random = SeededGenerator(seed: 4)
        let marks: [[UInt8]] = [".", ",", "'", " ", "_", "E+", "e", "+", "\u{A0}", "\u{2009}"].map { Array($0.utf8) }
        var forms = 0
        for _ in 0..<40_000 {
            var cell: [UInt8] = random.chance(10) ? [UInt8(ascii: "'")] : []
            let mark = random.pick(marks)
            for group in 0...random.below(6) {
                if group > 0 { cell += random.chance(80) ? mark : random.pick(marks) }
                for _ in 0..<(random.chance(70) ? 3 : 1 + random.below(17)) {
                    cell.append(random.chance(30) ? 0x30 : 0x30 + UInt8(random.below(10)))
                }
            }
            guard let number = CellNumber(cell.span) else { continue }
            var hasForm = false
            number.forEachForm { _ in hasForm = true }
            guard hasForm else { continue }
            forms += 1
            #expect(CellNumber.mayDiffer(cell.span) || isAddress(cell), "\(String(decoding: cell, as: UTF8.self))")
        }
        // Else it showed nothing.
        #expect(forms > 2_000)
    }

    private func isAddress(_ cell: [UInt8]) -> Bool {
        let parts = cell.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { Int(String(decoding: $0, as: UTF8.self)).map { $0 < 256 } ?? false }
    }

    @Test(arguments: [
        ("10.160.238.150", false), ("255.255.255.255", false), ("10.160.238.256", true), ("10.160.238", true), ("10.160.238.150.111", true),
        ("10,160,238,150", true),
    ])
    func takesNoAddressForANumber(_ cell: String, _ mayDiffer: Bool) {
        let bytes = Array(cell.utf8)
        #expect(CellNumber.mayDiffer(bytes.span) == mayDiffer)
    }
}
