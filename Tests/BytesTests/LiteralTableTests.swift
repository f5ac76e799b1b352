import CByteScan
import Testing

@testable import Bytes

@Suite(.serialized) struct LiteralTableTests {
    static func scan(_ table: LiteralTable, _ text: [UInt8], kernels: bytescan_kernels = BYTESCAN_ALL_KERNELS) -> Set<[Int]> {
        bytescan_use_kernels(kernels)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        var found: Set<[Int]> = []
        var reports = 0
        let finder = LiteralFinder(table)
        unsafe text.withUnsafeBufferPointer {
            unsafe finder.forEachEnd(in: $0) {
                found.insert([$0, $1])
                reports += 1
            }
        }
        #expect(reports == found.count, "an end is reported twice")
        return found
    }

    static func lower(_ b: UInt8) -> UInt8 { b >= 0x41 && b <= 0x5A ? b + 32 : b }

    static func naive(_ literals: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
        let text = text.map(lower)
        var found: Set<[Int]> = []
        for (index, literal) in literals.enumerated() where literal.count <= text.count {
            let wanted = literal.map(lower)
            for start in 0...text.count - wanted.count where text[start..<start + wanted.count].elementsEqual(wanted) {
                found.insert([index, start + wanted.count])
            }
        }
        return found
    }

    /// Literals with NULs, bytes beyond ASCII, bytes that differ by bit 5 alone, overlaps and one inside another, of one byte to
    /// twenty; texts that end within one; both kernels; the table as it was made and from its image.
    @Test(arguments: 1...60)
    func findsEveryEndOfEveryLiteral(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func below(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let alphabet: [UInt8] = [0x61, 0x62, 0x41, 0x42, 0x2D, 0x0D, 0x00, 0x20, 0xFF, 0xDF, 0xC3, 0x0A, 0x40, 0x60]
        let letters = below(2) == 0 ? alphabet.count : 4
        let shortest = below(2) == 0 ? 1 : 3
        var literals: [[UInt8]] = []
        for _ in 0..<below(30) + 1 {
            let literal = (0..<shortest + below(below(4) == 0 ? 18 : 5)).map { _ in Self.lower(alphabet[below(letters)]) }
            if !literals.contains(literal) { literals.append(literal) }
        }
        let text = (0..<below(600)).map { _ in alphabet[below(letters)] }
        let table = try LiteralTable(literals.map { LiteralTable.Literal($0, window: below($0.count)) })
        #expect(table.count == literals.count)
        let image = try #require(LiteralTable(image: table.image))
        let expected = Self.naive(literals, text)
        for kernels in KernelTests.kernels {
            #expect(Self.scan(table, text, kernels: kernels) == expected, "seed \(seed), kernels \(kernels.rawValue)")
            #expect(Self.scan(image, text, kernels: kernels) == expected, "seed \(seed), kernels \(kernels.rawValue), from the image")
        }
        for length in 0..<min(40, text.count) {
            let part = Array(text.prefix(length))
            #expect(Self.scan(table, part) == Self.naive(literals, part), "seed \(seed), the first \(length)")
        }
    }

    @Test func manyLiteralsAtOnce() throws {
        let literals = (0..<600).map { Array("key\($0)_".utf8) }
        let text = Array((0..<600).map { "KEY\($0)_ and " }.joined().utf8)
        let table = try LiteralTable(literals)
        #expect(Self.scan(table, text) == Self.naive(literals, text))
        #expect(Self.scan(table, []).isEmpty)
    }

    /// More hits in a place than there is room for in one call.
    @Test func everyPlaceHoldsAllLiterals() throws {
        let literals = (1...40).map { [UInt8](repeating: 0x61, count: $0) }
        let text = [UInt8](repeating: 0x41, count: 5_000)
        for kernels in KernelTests.kernels {
            #expect(Self.scan(try LiteralTable(literals), text, kernels: kernels) == Self.naive(literals, text))
        }
    }

    /// Short ones stand in every chunk, over its edges and, in text of one byte, at each place.
    @Test(arguments: [0, 1, 511, 512, 513, 2_000, 5_003])
    func shortLiteralsOverChunks(length: Int) throws {
        let literals = ["a", "ab", "ba", "-", "abc", "b-ab"].map { Array($0.utf8) }
        let table = try LiteralTable(literals)
        let letters = Array("aAbB-x".utf8)
        var mixed: [UInt8] = []
        for i in 0..<length { mixed.append(letters[(7 * i + i / 5 * 3) % letters.count]) }
        for text in [mixed, [UInt8](repeating: 0x41, count: length)] {
            for kernels in KernelTests.kernels {
                #expect(Self.scan(table, text, kernels: kernels) == Self.naive(literals, text), "\(length), kernels \(kernels.rawValue)")
            }
        }
    }

    /// Where a set tells what may stand behind three bytes, other places need not be reported, and those must be.
    @Test func whatMayStandBehindIsAFilterOnly() throws {
        var digits: [UInt64] = [0, 0, 0, 0]
        for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { digits[0] |= 1 << UInt64(byte) }
        let table = try LiteralTable([LiteralTable.Literal(Array("key".utf8), behind: digits)])
        for text in ["a key7 ", "KEY0", "key9key", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxkey3xxxxxxxxxxx", "key"] {
            let bytes = Array(text.utf8)
            #expect(Self.scan(table, bytes).isSuperset(of: Self.naive([Array("key".utf8)], bytes)) || text.contains("9key"), "\(text)")
            #expect(!Self.scan(table, bytes).isEmpty, "\(text)")
        }
        #expect(Self.scan(table, Array("a key, and a KEY! and more and more and more".utf8)).isEmpty)
    }

    /// The same for what may stand on either side, over lengths, windows and both kernels: nothing that may stand is missed, and most
    /// that may not is left out.
    @Test(arguments: 3...9)
    func whatMayStandBesideIsAFilterOnly(length: Int) throws {
        func set(_ bytes: String) -> [UInt64] {
            var set: [UInt64] = [0, 0, 0, 0]
            for byte in bytes.utf8 { set[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
            return set
        }
        let literal = Array("abcdefghi".utf8.prefix(length))
        for window in 0..<length {
            let table = try LiteralTable([LiteralTable.Literal(literal, window: window, before: set("\n Z"), behind: set("=5"))])
            for kernels in KernelTests.kernels {
                for (before, behind) in [(" ", "="), ("z", "5"), ("\n", "="), ("Z", "=")] {
                    let text = Array((String(repeating: "-", count: 40) + before).utf8) + literal + Array((behind + "----").utf8)
                    for from in [0, 40, 41] {
                        let part = Array(text[from...])
                        #expect(
                            Self.scan(table, part, kernels: kernels) == Self.naive([literal], part), "\(before) \(behind) \(window) \(from)"
                        )
                    }
                    let open = Array(text[..<(41 + length)])
                    #expect(Self.scan(table, open, kernels: kernels) == Self.naive([literal], open), "cut behind it")
                }
                // The window must reach the side in question.
                let sides = (window == 0 ? [("x", "=")] : []) + (min(window, length - 3) + 4 >= length ? [(" ", "-")] : [])
                for (before, behind) in sides {
                    let text =
                        Array((String(repeating: "-", count: 40) + before).utf8) + literal + Array((behind + "--------------------").utf8)
                    #expect(Self.scan(table, text, kernels: kernels).isEmpty, "\(before) \(behind) \(window) \(kernels.rawValue)")
                }
            }
        }
    }

    @Test func refusesWhatCannotBeSearched() throws {
        #expect(throws: LiteralError.self) { try LiteralTable([[0x61], []]) }
        #expect(Self.scan(try LiteralTable([[UInt8]]()), [0x61]).isEmpty)
    }

    /// An image that was cut, or in which any byte is another, is refused or finds without reading outside.
    @Test func damagedImagesAreHarmless() throws {
        let text = Array("ghp_ and key and x and password and pa".utf8)
        let table = try LiteralTable(["ghp_", "key", "x", "pa", "password"].map { Array($0.utf8) })
        let image = table.image
        for length in [0, 5, 11, 12, 100, image.count - 1] { #expect(LiteralTable(image: Array(image.prefix(length))) == nil) }
        #expect(LiteralTable(image: image + [0]) == nil)
        for at in image.indices {
            var damaged = image
            damaged[at] ^= 0xFF
            if let table = LiteralTable(image: damaged) { _ = Self.scan(table, text) }
        }
    }
}
