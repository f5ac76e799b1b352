import Bytes
import CByteScan
import Testing

extension KernelTests {
    /// What `JSONStructure` shall find, byte by byte.
    private static func structure(_ text: [UInt8]) -> [Int] {
        var found: [Int] = []
        var isInside = false
        var isEscaped = false
        for (at, byte) in text.enumerated() {
            let wasEscaped = isEscaped
            isEscaped = !wasEscaped && byte == UInt8(ascii: "\\")
            if byte == UInt8(ascii: "\""), !wasEscaped {
                isInside.toggle()
                found.append(at)
            } else if isInside ? byte < 0x20 : "{}[]:,".utf8.contains(byte) {
                found.append(at)
            }
        }
        return found
    }

    private static func positions(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ structure: inout JSONStructure) -> [Int] {
        unsafe structure.begin(bytes, range)
        var found: [Int] = []
        while true {
            let next = structure.next()
            if next < 0 { return found }
            found.append(next)
        }
    }

    @Test func structureOfJSONAgreesWithALoop() {
        let seed: UInt64 = 40
        var random = SeededGenerator(seed: seed)
        let alphabets = [
            Array("{}[]:,\"\\\n ab".utf8), Array("\"\\".utf8), Array("\\\\\\\\\\\\\\\"".utf8),
            Array("{\"a\":1}\u{1}\t\u{7F}\u{80}\u{FF}".utf8),
            [0x5B, 0x7B, 0x1B, 0x3B, 0xDB, 0xFB, 0x5D, 0x7D, 0x1D, 0x3D, 0x22, 0x02, 0x0A, 0x2C, 0x0C, 0x3A, 0x1A, 0x1F, 0x20],
            Array(repeating: UInt8(ascii: "x"), count: 300) + Array("\"{".utf8),
        ]
        var structure = JSONStructure()
        for round in 0..<4_000 {
            let length = round % 300 == 0 ? 10_000 : random.below(300)
            let text = random.bytes(length, of: random.pick(alphabets))
            let start = random.chance(50) ? 0 : random.below(length + 1)
            let end = random.chance(50) ? length : start + random.below(length - start + 1)
            let expected = Self.structure(Array(text[start..<end])).map { $0 + start }
            let shift = random.below(65)
            let around = random.pick(Array("\"\\{".utf8))
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(text, shift, around: around) { bytes in
                    let found = unsafe Self.positions(bytes, start..<end, &structure)
                    #expect(found == expected, "seed \(seed), round \(round), kernels \(kernels)")
                }
            }
        }
    }

    /// Runs of backslashes of every length that end at every offset around an edge of 64 bytes, and of a chunk.
    @Test func escapesOverEdges() {
        var structure = JSONStructure()
        for edge in [64, 128, 192, 1_024, 4_096] {
            for length in [1, 2, 3, 4, 31, 63, 64, 65, 127, 128, 129] where length < edge {
                for offset in -3...3 {
                    let before = max(0, edge + offset - length)
                    let text =
                        [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: max(0, before - 1))
                        + [UInt8](repeating: UInt8(ascii: "\\"), count: length) + Array("\",\"{\" :".utf8)
                    let expected = Self.structure(text)
                    Self.withEachKernel { kernels in
                        unsafe Self.atAlignment(text, 5, around: 0x22) { bytes in
                            let found = unsafe Self.positions(bytes, 0..<text.count, &structure)
                            #expect(found == expected, "edge \(edge), \(length) backslashes, offset \(offset), kernels \(kernels)")
                        }
                    }
                }
            }
        }
    }

    /// However little room there is, the kernel goes on where it stopped.
    @Test func structureIsTheSameInAnyChunks() {
        var random = SeededGenerator(seed: 41)
        for round in 0..<300 {
            let text = random.bytes(random.below(1_000), of: Array("{}[]:,\"\\\n a".utf8))
            let expected = Self.structure(text)
            Self.withEachKernel { kernels in
                for capacity in [64, 65, 127, 128, 640] {
                    var state = bytescan_json_state()
                    var found: [Int] = []
                    var at = 0
                    var room = [UInt32](repeating: 0, count: capacity)
                    while at < text.count {
                        var next = at
                        let count = unsafe bytescan_json_index(text, text.count, at, &state, &room, capacity, &next)
                        #expect(next > at && count <= capacity)
                        guard next > at else { return }
                        found += room[..<count].map { Int($0) }
                        at = next
                    }
                    #expect(found == expected, "round \(round), capacity \(capacity), kernels \(kernels)")
                }
            }
        }
    }

    // MARK: - Lines

    private static func firstUnbalanced(_ text: [UInt8]) -> (end: Int, isOpen: Bool)? {
        var depth = 0
        var isInside = false
        var isEscaped = false
        for (at, byte) in text.enumerated() {
            let wasEscaped = isEscaped
            isEscaped = !wasEscaped && byte == UInt8(ascii: "\\")
            switch byte {
            case UInt8(ascii: "\"") where !wasEscaped: isInside.toggle()
            case UInt8(ascii: "{"), UInt8(ascii: "["): if !isInside { depth += 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): if !isInside { depth -= 1 }
            case UInt8(ascii: "\n"): if isInside || depth != 0 { return (at, !isInside && depth > 0) }
            default: break
            }
        }
        return nil
    }

    @Test func unbalancedLinesAgreeWithALoop() {
        let seed: UInt64 = 42
        var random = SeededGenerator(seed: seed)
        let lines = [
            "{\"a\":[1,2]}", "{\"a\":\"}\"}", "{", "[", "}", "{\"a", "\"", "\"\\\"\"", "", " ", "}{", "{}", "{\"a\":\"\\\\\"}", "[[[]]]",
            "x \\\" y", "{\"k\":\"" + String(repeating: "v", count: 70) + "\"}", "\\",
        ]
        var unbalanced = 0
        for round in 0..<4_000 {
            var text: [UInt8] = []
            for _ in 0..<random.below(12) {
                text += Array((random.chance(85) ? lines[0] : random.pick(lines)).utf8)
                text += random.chance(20) ? [0x0D, 0x0A] : [0x0A]
            }
            let expected = Self.firstUnbalanced(text)
            if expected != nil { unbalanced += 1 }
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(text, round % 67, around: 0x0A) { bytes in
                    let found = unsafe JSONLines.firstUnbalanced(in: bytes)
                    #expect(
                        found?.end == expected?.end && found?.isOpen == expected?.isOpen, "seed \(seed), round \(round), kernels \(kernels)"
                    )
                }
            }
        }
        #expect(unbalanced > 500)
    }
}
