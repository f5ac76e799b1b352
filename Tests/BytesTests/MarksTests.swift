import CByteScan
import Testing

@testable import Bytes

/// Which bytes that something is spelled with stand in a text.
@Suite struct MarksTests {
    private func marks(_ bytes: [UInt8], wide: Bool) -> ByteSearch.Marks {
        bytescan_use_kernels(wide ? BYTESCAN_ALL_KERNELS : BYTESCAN_PLAIN_KERNELS)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        return unsafe bytes.withUnsafeBufferPointer { unsafe ByteSearch.marks(in: $0) }
    }

    @Test(arguments: [true, false]) func eachIsSeenWhereverItStands(wide: Bool) {
        let single: [(UInt8, ByteSearch.Marks)] = [
            (UInt8(ascii: "%"), .percent), (UInt8(ascii: "&"), .ampersand), (UInt8(ascii: "\\"), .backslash), (0, .nul), (0x1B, .escape),
        ]
        for count in 1...140 {
            var text = [UInt8](repeating: UInt8(ascii: "x"), count: count)
            #expect(marks(text, wide: wide) == [])
            for at in 0..<count {
                for (byte, mark) in single {
                    text[at] = byte
                    #expect(marks(text, wide: wide) == mark, "\(byte) at \(at) of \(count)")
                }
                text[at] = UInt8(ascii: "x")
            }
            for at in 0..<max(0, count - 3) {
                (text[at], text[at + 3]) = (UInt8(ascii: "V"), UInt8(ascii: "u"))
                #expect(marks(text, wide: wide) == .values, "at \(at) of \(count)")
                text[at + 3] = UInt8(ascii: "x")
                #expect(marks(text, wide: wide) == [])
                text[at] = UInt8(ascii: "x")
            }
        }
    }

    @Test func noOtherByteIsOne() {
        for byte in UInt8.min...UInt8.max where ![0x25, 0x26, 0x5C, 0, 0x1B].contains(byte) {
            for wide in [true, false] {
                #expect(marks([UInt8](repeating: byte, count: 70), wide: wide) == [], "\(byte)")
            }
        }
    }

    @Test(arguments: [true, false]) func listsBeginWhereALoopSaysSo(wide: Bool) {
        bytescan_use_kernels(wide ? BYTESCAN_ALL_KERNELS : BYTESCAN_PLAIN_KERNELS)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            let text = (0..<Int.random(in: 0..<150, using: &random)).map { _ in
                Array("[<B09:/ax yzaaaaaaaaaaaaaaaaaaaa".utf8)[Int.random(in: 0..<32, using: &random)]
            }
            let expected = text.indices.dropLast().filter {
                (text[$0] == UInt8(ascii: "[") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[$0 + 1]))
                    || (text[$0] == UInt8(ascii: "<") && text[$0 + 1] == UInt8(ascii: "B"))
            }
            var found: [Int] = []
            unsafe text.withUnsafeBufferPointer { bytes in
                var at = 0
                while let start = unsafe ByteSearch.listStart(in: bytes, from: at) {
                    found.append(start)
                    at = start + 1
                }
            }
            #expect(found == Array(expected), "seed \(seed)")
        }
    }

    @Test(arguments: [true, false]) func parametersStandWhereALoopSaysSo(wide: Bool) {
        bytescan_use_kernels(wide ? BYTESCAN_ALL_KERNELS : BYTESCAN_PLAIN_KERNELS)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            let text = (0..<Int.random(in: 0..<150, using: &random)).map { _ in
                Array("$1%s??@@ (=,aaaaaaaaaaaaaaaaaaaa".utf8)[Int.random(in: 0..<32, using: &random)]
            }
            func isPlace(_ at: Int, from: Int) -> Bool {
                let next = at + 1 < text.count ? text[at + 1] : 0
                switch text[at] {
                case UInt8(ascii: "$"): return next == UInt8(ascii: "1")
                case UInt8(ascii: "%"): return next == UInt8(ascii: "s")
                case UInt8(ascii: "?"), UInt8(ascii: "@"): return at > from && Array(" (=,".utf8).contains(text[at - 1])
                default: return false
                }
            }
            unsafe text.withUnsafeBufferPointer { bytes in
                for from in text.indices {
                    let expected = text.indices.first { $0 >= from && isPlace($0, from: from) }
                    #expect(unsafe ByteSearch.parameter(in: bytes, from: from) == expected, "seed \(seed), from \(from)")
                }
            }
        }
    }

    @Test(arguments: [true, false]) func bracketsAreFoundWhereverTheyStand(wide: Bool) {
        bytescan_use_kernels(wide ? BYTESCAN_ALL_KERNELS : BYTESCAN_PLAIN_KERNELS)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        func first(_ text: [UInt8], _ from: Int) -> Int? {
            unsafe text.withUnsafeBufferPointer { unsafe ByteSearch.bracket(in: $0, from: from) }
        }
        for count in 0...100 {
            var text = [UInt8](repeating: UInt8(ascii: "}"), count: count)
            #expect(first(text, 0) == nil)
            for at in 0..<count {
                text[at] = UInt8(ascii: at % 2 == 0 ? "{" : "[")
                #expect(first(text, 0) == at && first(text, at) == at && first(text, at + 1) == nil, "at \(at) of \(count)")
                text[at] = UInt8(ascii: "]")
            }
        }
        for byte in UInt8.min...UInt8.max {
            let isBracket = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
            #expect((first([UInt8](repeating: byte, count: 40), 3) != nil) == isBracket, "\(byte)")
        }
    }
}
