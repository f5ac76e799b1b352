import Bytes
import CByteScan
import Testing

/// Cells as a reader sees them: one byte at a time, as Python's csv module does it.
private func cells(_ text: [UInt8], _ delimiters: Delimiters) -> [[String]] {
    var structure = DelimitedStructure()
    return unsafe text.withUnsafeBufferPointer { bytes in
        #expect(unsafe structure.find(in: bytes, delimiters))
        var rows: [[String]] = []
        var row: [String] = []
        var start = 0
        for index in 0..<structure.count {
            let end = structure[index]
            var cell = Array(text[start..<end.offset])
            if let quote = delimiters.quote, cell.count > 1, cell.first == quote, cell.last == quote, !end.isOdd {
                cell = Array(cell.dropFirst().dropLast())
                if end.isInner {
                    var plain: [UInt8] = []
                    var at = 0
                    while at < cell.count {
                        plain.append(cell[at])
                        at += cell[at] == quote ? 2 : 1
                    }
                    cell = plain
                }
            }
            row.append(String(decoding: cell, as: UTF8.self))
            start = unsafe structure.behind(index, in: bytes)
            if end.endsRow {
                rows.append(row)
                row = []
            }
        }
        #expect(row.isEmpty && start == text.count)
        return rows
    }
}

@Suite(.serialized) struct DelimitedStructureTests {
    @Test(
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]), ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("\"a,b\",c\n", [["a,b", "c"]]), ("\"a\"\"b\",\"\"\"\"\n", [["a\"b", "\""]]), ("\"a\nb\",\"\r\n\"\n", [["a\nb", "\r\n"]]),
            ("a\"b,c\n", [["a\"b", "c"]]), ("\"a\"b,c\n", [["\"a\"b", "c"]]), ("\"\",\n", [["", ""]]), ("\n\n", [[""], [""]]),
            (",,\n", [["", "", ""]]), ("\"never closed,\nx\n", [["\"never closed,\nx\n"]]),
            ("a,b\r\n\r\nc\r\r\n", [["a", "b"], [""], ["c"], [""]]),
            ("5\" disk,10\n6\" disk,11\n", [["5\" disk", "10"], ["6\" disk", "11"]]), (" \"a\",b\n", [[" \"a\"", "b"]]),
        ] as [(String, [[String]])])
    func findsCells(_ text: String, _ rows: [[String]]) {
        // At each distance from the start of a block, behind rows that shift it.
        for shift in [0, 1, 30, 31, 32, 61, 62, 63, 64, 65, 127] {
            let filler = shift == 0 ? [] : Array(repeating: UInt8(ascii: "z"), count: shift - 1) + [UInt8(ascii: "\n")]
            let expected = (shift == 0 ? [] : [[String(repeating: "z", count: shift - 1)]]) + rows
            for kernels in KernelTests.kernels {
                bytescan_use_kernels(kernels)
                #expect(
                    cells(filler + Array(text.utf8), Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))) == expected,
                    "\(shift) \(kernels.rawValue)")
            }
        }
        bytescan_use_kernels(BYTESCAN_ALL_KERNELS)
    }

    @Test func leavesQuotesAloneWhereTheyMeanNothing() {
        #expect(cells(Array("\"a\tb\"\nc\t\"\n".utf8), Delimiters(0x09, quote: nil)) == [["\"a", "b\""], ["c", "\""]])
    }

    /// Wide and plain kernels, and any cutting of the cursor's walk, on texts made of what matters.
    @Test func kernelsAgree() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        var random = SplitMix(seed)
        let alphabet = Array("ab,\"\"\n\r,x\"".utf8)
        let delimiters = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
        for round in 0..<400 {
            let count = Int(random.next() % 400)
            // Mostly regular, so that the bitmaps are what decides.
            let isTidy = round % 2 == 0
            var text: [UInt8] = []
            while text.count < count {
                if isTidy, random.next() % 3 > 0 {
                    text += Array(["ab,", "\"a,b\",", "\"x\"\"y\"\n", "\"\n\",", "c\r\n", "\"\"\r"][Int(random.next() % 6)].utf8)
                } else {
                    text.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
                }
            }
            bytescan_use_kernels(BYTESCAN_ALL_KERNELS)
            let wide = cells(text, delimiters)
            let wideEnd = lastRow(text, delimiters, step: text.count + 1)
            bytescan_use_kernels(BYTESCAN_PLAIN_KERNELS)
            let plain = cells(text, delimiters)
            let plainEnd = lastRow(text, delimiters, step: Int(random.next() % 90) + 1)
            bytescan_use_kernels(BYTESCAN_ALL_KERNELS)
            let pieces = lastRow(text, delimiters, step: Int(random.next() % 90) + 1)
            #expect(wide == plain, "seed \(seed), round \(round)")
            #expect(wideEnd == plainEnd && wideEnd == pieces, "seed \(seed), round \(round)")
        }
    }

    private func lastRow(_ text: [UInt8], _ delimiters: Delimiters, step: Int) -> Int {
        var cursor = RowCursor()
        var at = 0
        while at < text.count {
            at = min(text.count, at + step)
            unsafe text[..<at].withUnsafeBufferPointer { unsafe cursor.walk($0, delimiters) }
        }
        return cursor.end
    }

    @Test func theCursorWaitsForTheByteBehindAReturn() {
        let delimiters = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
        var cursor = RowCursor()
        func walk(_ text: String) { unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe cursor.walk($0, delimiters) } }
        walk("a\nb\r")
        #expect(cursor.end == 2 && cursor.isBehindReturn)
        walk("a\nb\r\n")
        #expect(cursor.end == 5)
        walk("a\nb\r\nc\r")
        #expect(cursor.end == 5)
        walk("a\nb\r\nc\rd")
        #expect(cursor.end == 7)
        walk("a\nb\r\nc\rd,\"\n")
        #expect(cursor.end == 7)
    }

    @Test func viewsKeepOffsets() {
        let text = Array("id,\"a, \"\"b\"\"\"\r\n\"c\"x,5\"\n".utf8)
        let delimiters = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
        var structure = DelimitedStructure()
        var view = ByteBuffer()
        unsafe text.withUnsafeBufferPointer { bytes in
            _ = unsafe structure.find(in: bytes, delimiters)
            unsafe structure.appendView(of: bytes, delimiters, to: &view)
        }
        #expect(String(decoding: view.array(), as: UTF8.self) == "id\n\na, \"\"b\"\"\n\n\n\"c\"x\n5\"\n")
    }
}

private struct SplitMix {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
