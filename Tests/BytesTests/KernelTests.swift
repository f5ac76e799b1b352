import Bytes
import CByteScan
import Testing

/// One at a time: which kernels run is a switch of the process.
@Suite(.serialized) struct KernelTests {
    /// The text at every alignment within a vector, with bytes around it that would be found if a kernel read them.
    static func atAlignment(_ text: [UInt8], _ shift: Int, around: UInt8, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count + 128, alignment: 64)
        defer { unsafe room.deallocate() }
        for i in 0..<text.count + 128 { unsafe room[i] = around }
        for i in 0..<text.count { unsafe room[shift + i] = text[i] }
        unsafe room.withMemoryRebound(to: UInt8.self) { bytes in
            unsafe body(UnsafeBufferPointer(rebasing: bytes[shift..<shift + text.count]))
        }
    }

    static let kernels = [BYTESCAN_PLAIN_KERNELS, BYTESCAN_AVX2_KERNELS, BYTESCAN_ALL_KERNELS]

    static func withEachKernel(_ body: (UInt32) -> Void) {
        for kernels in kernels {
            bytescan_use_kernels(kernels)
            body(kernels.rawValue)
        }
        bytescan_use_kernels(BYTESCAN_ALL_KERNELS)
    }

    @Test func searchesAgreeWithALoop() {
        let seed: UInt64 = 20
        var random = SeededGenerator(seed: seed)
        for length in 0...200 {
            let text = random.bytes(length, of: Array("abcB\n".utf8))
            let shift = length % 33
            let from = random.below(length + 2)
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(text, shift, around: 0x0A) { bytes in
                    let note: Comment = "seed \(seed), length \(length), kernels \(kernels)"
                    for byte in Array("a\nz".utf8) {
                        unsafe #expect(ByteSearch.count(byte, in: bytes) == text.count { $0 == byte }, note)
                        unsafe #expect(
                            ByteSearch.first(byte, in: bytes, from: from) == text.indices.first { $0 >= from && text[$0] == byte }, note)
                        unsafe #expect(
                            ByteSearch.last(byte, in: bytes, before: min(from, length))
                                == text.indices.last { $0 < from && text[$0] == byte }, note)
                    }
                }
            }
        }
    }

    @Test func searchesRefuseOffsetsOutside() {
        unsafe Self.atAlignment(Array("a\na".utf8), 5, around: 0x61) { bytes in
            unsafe #expect(ByteSearch.first(0x61, in: bytes, from: -1) == nil)
            unsafe #expect(ByteSearch.first(0x61, in: bytes, from: 3) == nil)
            unsafe #expect(ByteSearch.last(0x61, in: bytes, before: 4) == nil)
            unsafe #expect(ByteSearch.last(0x61, in: bytes, before: 0) == nil)
        }
    }

    /// Needles of every length, at every place of the text, at its ends and not at all; one byte short at either end.
    @Test func caselessSearchAgreesWithALoop() {
        let seed: UInt64 = 21
        var random = SeededGenerator(seed: seed)
        func lower(_ b: UInt8) -> UInt8 { b >= 0x41 && b <= 0x5A ? b + 32 : b }
        // `@`, `[`, `` ` `` and `{` stand beside the letters; with bit 5 turned they would be taken for one another.
        let alphabet = Array("aAbBzZ@[`{_-\u{80}é".utf8)
        for round in 0..<1_500 {
            let length = round % 201
            let text = random.bytes(length, of: alphabet)
            var needle = random.bytes(random.below(6) + 1, of: alphabet).map(lower)
            if random.chance(60), length > 0 {
                let at = random.below(length)
                needle = text[at..<min(length, at + 1 + random.below(40))].map(lower)
            }
            let lowered = text.map(lower)
            let expected = (0..<max(0, length - needle.count + 1)).contains { Array(lowered[$0..<$0 + needle.count]) == needle }
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(text, round % 37, around: needle.last ?? 0) { bytes in
                    unsafe #expect(ByteSearch.contains(needle, in: bytes) == expected, "seed \(seed), round \(round), kernels \(kernels)")
                    unsafe #expect(
                        ByteSearch.equals(bytes, lowered: needle) == (lowered == needle), "seed \(seed), round \(round), kernels \(kernels)"
                    )
                    let found = unsafe needle.withUnsafeBufferPointer { wanted in
                        guard let base = bytes.baseAddress, let start = wanted.baseAddress else { return length }
                        return unsafe bytescan_find_caseless(base, length, start, wanted.count)
                    }
                    let first = (0..<max(0, length - needle.count + 1)).first { Array(lowered[$0..<$0 + needle.count]) == needle }
                    #expect(found == first ?? length, "seed \(seed), round \(round), kernels \(kernels)")
                }
            }
        }
    }

    @Test func loweringTouchesLettersOnly() {
        #expect(ByteSearch.lowered("AZ@[é0") == Array("az@[é0".utf8))
    }

    // MARK: - Shapes

    struct Case {
        var text: [UInt8]
        var classes: [Set<UInt8>]
        /// Each as often as its term says in a row, counted from the term's offset.
        var shapes: [[(offset: Int, index: Int)]]
        var runs: [(source: Int, shift: Int)] = []

        /// The offsets from a bitmap's place that must be in its class, and that class.
        func members(of bitmap: Int) -> (offsets: Set<Int>, index: Int) {
            guard bitmap >= Int(BYTESCAN_CLASSES) else { return ([0], bitmap) }
            let run = runs[bitmap - Int(BYTESCAN_CLASSES)]
            let (offsets, index) = members(of: run.source)
            return (offsets.union(offsets.map { $0 + run.shift }), index)
        }
    }

    static func layout(_ set: Set<UInt8>) -> bytescan_class {
        var result = bytescan_class()
        for byte in set {
            let bit = UInt8(1) << ((byte >> 4) & 7)
            if byte < 128 {
                unsafe withUnsafeMutableBytes(of: &result.low) { unsafe $0[Int(byte & 15)] |= bit }
            } else {
                unsafe withUnsafeMutableBytes(of: &result.high) { unsafe $0[Int(byte & 15)] |= bit }
            }
        }
        if let byte = set.first, set.count == 1 {
            result.is_single = true
            result.single = byte
        }
        return result
    }

    static func naive(_ c: Case, from start: Int) -> Set<SIMD2<UInt32>> {
        var hits: Set<SIMD2<UInt32>> = []
        for (index, shape) in c.shapes.enumerated() {
            for position in start..<max(start, c.text.count) {
                let holds = shape.allSatisfy { term in
                    let (offsets, index) = c.members(of: term.index)
                    return offsets.allSatisfy { offset in
                        let at = position + term.offset + offset
                        if at < 0 { return true }
                        return at < c.text.count && c.classes[index].contains(c.text[at])
                    }
                }
                if holds { hits.insert([UInt32(index), UInt32(position)]) }
            }
        }
        return hits
    }

    /// All hits, taken with room for just `tiles` tiles a call.
    static func scan(_ c: Case, shift: Int, tiles: Int) -> (hits: [SIMD2<UInt32>], calls: Int) {
        let classes = c.classes.map(layout)
        let shapes = c.shapes.map { terms in
            var shape = bytescan_shape()
            shape.term_count = UInt8(terms.count)
            for (i, term) in terms.enumerated() {
                unsafe withUnsafeMutableBytes(of: &shape.offsets) { unsafe $0[i] = UInt8(bitPattern: Int8(term.offset)) }
                unsafe withUnsafeMutableBytes(of: &shape.bitmaps) { unsafe $0[i] = UInt8(term.index) }
            }
            return shape
        }
        let runs = c.runs.map { bytescan_run(source: UInt8($0.source), shift: UInt8($0.shift)) }
        var result: [SIMD2<UInt32>] = []
        var calls = 0
        let capacity = Int(BYTESCAN_TILE) * shapes.count * tiles
        var hits = [bytescan_hit](repeating: bytescan_hit(shape: 0, position: 0), count: capacity)
        unsafe atAlignment(c.text, shift, around: 0x31) { bytes in
            guard let base = bytes.baseAddress else { return }
            var at = 0
            while at < bytes.count {
                var next = 0
                let found = unsafe bytescan_shapes(
                    base, bytes.count, at, classes, classes.count, runs, runs.count, shapes, shapes.count, &hits, capacity, &next)
                calls += 1
                for hit in hits[..<found] { result.append([hit.shape, hit.position]) }
                guard next > at else {
                    Issue.record("no progress at \(at)")
                    return
                }
                at = next
            }
        }
        return (result, calls)
    }

    static func check(_ c: Case, shift: Int = 0, tiles: Int = 2, _ note: Comment) {
        let expected = naive(c, from: 0)
        withEachKernel { kernels in
            let (hits, calls) = scan(c, shift: shift, tiles: tiles)
            #expect(hits.count == Set(hits).count, "twice: \(note), kernels \(kernels)")
            #expect(Set(hits) == expected, "\(note), kernels \(kernels), length \(c.text.count)")
            #expect(calls <= max(1, (c.text.count + Int(BYTESCAN_TILE) - 1) / Int(BYTESCAN_TILE)))
        }
    }

    @Test(arguments: Array(1...60) as [UInt64])
    func shapesAgreeWithALoop(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = Array("0123-. aZ\n".utf8) + [0, 0x7F, 0x80, 0x8F, 0xFF, 0xC3]
        let classes: [Set<UInt8>] = (0..<random.below(12) + 1).map { _ in
            random.chance(10) ? Set(0...255) : Set(random.bytes(random.below(12) + 1, of: alphabet))
        }
        let shapes = (0..<random.below(9) + 1).map { _ in
            (0..<random.below(6) + 1).map { _ in
                (offset: random.chance(20) ? -1 : random.chance(20) ? 31 : random.below(32), index: random.below(classes.count))
            }
        }
        let length = random.below(4 * Int(BYTESCAN_TILE))
        let c = Case(text: random.bytes(length, of: alphabet), classes: classes, shapes: shapes)
        Self.check(c, shift: random.below(64), tiles: random.below(3) + 1, "seed \(seed)")
    }

    /// Runs made of runs, over texts with long stretches of a kind, and around every edge.
    @Test(arguments: Array(200...260) as [UInt64])
    func runsAgreeWithALoop(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var text: [UInt8] = []
        while text.count < random.below(3 * Int(BYTESCAN_TILE)) + 1 {
            text += [UInt8](repeating: random.chance(50) ? 0x31 : 0x61, count: random.below(50) + 1)
            if random.chance(40) { text.append(0x2D) }
        }
        var c = Case(text: text, classes: [[0x31], [0x61], [0x31, 0x61], [0x2D]], shapes: [])
        // How far a bitmap reaches: no shape may look further than 31 bytes.
        var reaches = [Int](repeating: 0, count: Int(BYTESCAN_CLASSES))
        for _ in 0..<random.below(12) + 1 {
            let source = random.chance(50) || c.runs.isEmpty ? random.below(4) : Int(BYTESCAN_CLASSES) + random.below(c.runs.count)
            let shift = random.below(8) + 1
            guard reaches[source] + shift < Int(BYTESCAN_SHAPE_REACH) else { continue }
            c.runs.append((source, shift))
            reaches.append(reaches[source] + shift)
        }
        for _ in 0..<random.below(6) + 1 {
            c.shapes.append(
                (0..<random.below(3) + 1).map { _ in
                    let bitmap = random.chance(60) && !c.runs.isEmpty ? Int(BYTESCAN_CLASSES) + random.below(c.runs.count) : random.below(4)
                    let offset = random.below(Int(BYTESCAN_SHAPE_REACH) - reaches[bitmap])
                    return (bitmap < 4 && random.chance(10) ? -1 : offset, bitmap)
                })
        }
        Self.check(c, shift: random.below(64), tiles: random.below(3) + 1, "seed \(seed)")
    }

    /// A lone place where the shape holds, at each offset around each tile's, group's and word's end.
    @Test func shapesHoldAcrossEdges() {
        let tile = Int(BYTESCAN_TILE)
        let classes: [Set<UInt8>] = [[0x31], [0x32], [0x33]]
        let shapes: [[(offset: Int, index: Int)]] = [[(0, 0), (31, 1)], [(0, 0), (-1, 2)], [(31, 1), (-1, 2)]]
        for edge in [0, 32, 64, 256, tile - 64, tile, 2 * tile, 3 * tile - 32] {
            for at in max(0, edge - 34)...(edge + 34) {
                var text = [UInt8](repeating: 0x78, count: 3 * tile)
                guard at + 31 < text.count else { continue }
                text[at] = 0x31
                text[at + 31] = 0x32
                if at > 0 { text[at - 1] = 0x33 }
                Self.check(Case(text: text, classes: classes, shapes: shapes), "edge \(edge), at \(at)")
            }
        }
    }

    /// Texts that end a few bytes before or behind an edge: nothing behind the end is in a class.
    @Test func shapesEndWithTheText() {
        let tile = Int(BYTESCAN_TILE)
        let classes: [Set<UInt8>] = [[0x31], Set(0...255)]
        for length in Array(0...130) + Array(tile - 33...tile + 33) + [2 * tile - 1, 2 * tile, 2 * tile + 1] {
            let text = [UInt8](repeating: 0x31, count: length)
            Self.check(
                Case(text: text, classes: classes, shapes: [[(0, 0), (31, 0)], [(0, 0), (1, 1)], [(-1, 0), (0, 0)], [(5, 1)]]),
                shift: length % 7,
                tiles: 1, "length \(length)")
        }
    }

    // MARK: - The table

    static func bits(_ set: Set<UInt8>) -> [UInt64] {
        var words: [UInt64] = [0, 0, 0, 0]
        for byte in set { words[Int(byte) / 64] |= 1 << UInt64(byte % 64) }
        return words
    }

    /// The table may widen a class to one it has already, so that it finds more; never less.
    @Test(arguments: Array(100...130) as [UInt64])
    func tableMissesNothing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123-. aZ\n".utf8)
        var c = Case(text: random.bytes(random.below(3_000), of: alphabet), classes: [], shapes: [])
        var table = ShapeTable()
        for _ in 0..<random.below(6) + 1 {
            var terms: [ShapeTable.Term] = []
            var shape: [(offset: Int, index: Int)] = []
            for offset in 0..<random.below(5) + 1 {
                c.classes.append(Set(random.bytes(random.below(7) + 1, of: alphabet)))
                shape.append((offset - 1, c.classes.count - 1))
                terms.append(.init(offset: offset - 1, set: Self.bits(c.classes[c.classes.count - 1])))
            }
            c.shapes.append(shape)
            #expect(table.add(terms) == c.shapes.count - 1)
        }
        #expect(table.count == c.shapes.count && !table.isEmpty)
        let scratch = ShapeScratch(for: table)
        var hits: Set<SIMD2<UInt32>> = []
        unsafe Self.atAlignment(c.text, 3, around: 0x31) { bytes in
            unsafe table.forEachHit(in: bytes, scratch: scratch) { shape, position in
                #expect(c.text.indices.contains(position))
                hits.insert([UInt32(shape), UInt32(position)])
            }
        }
        #expect(hits.isSuperset(of: Self.naive(c, from: 0)), "seed \(seed)")
    }

    /// Shapes of long runs of letters and digits, behind an edge and within one, are asked for such a run first: they are found
    /// across tiles, nothing is found where the run is a byte short, and sets that part the run, or leave it, keep a shape from being asked.
    @Test(arguments: [19, 20, 24, 31], [0, 1, 2])
    func longRunsAreFoundWhateverTheirSets(length: Int, place: Int) {
        let hex = Set("0123456789abcdef".utf8)
        let word = hex.union("ghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        // Of one kind, of several, and with one in the middle that takes a dash as well.
        let sets: [Set<UInt8>] = (0..<length).map { at in
            switch place {
            case 0: hex
            case 1: at % 3 == 0 ? word : hex
            default: at == length / 2 ? word.union([0x2D]) : hex
            }
        }
        var table = ShapeTable()
        let terms =
            [ShapeTable.Term(offset: -1, set: Self.bits([0x20]))]
            + sets.enumerated().map { ShapeTable.Term(offset: $0.offset, set: Self.bits($0.element)) }
        #expect(table.add(terms) == 0)
        let scratch = ShapeScratch(for: table)
        for edge in [0, 64, 1_000, 1_013, 1_024, 2_040] {
            for dashed in [false, true] {
                var text = [UInt8](repeating: 0x20, count: 3_000)
                for i in 0..<length { text[edge + i] = Array("0a7f".utf8)[i % 4] }
                if dashed { text[edge + length / 2] = 0x2D }
                var found: Set<Int> = []
                unsafe Self.atAlignment(text, 5, around: 0x31) { bytes in
                    unsafe table.forEachHit(in: bytes, scratch: scratch) { found.insert($1) }
                }
                #expect(found == (dashed && place < 2 ? [] : [edge]), "length \(length), edge \(edge), dashed \(dashed)")
            }
        }
    }

    /// Every shape holding at every byte fills the scratch again and again.
    @Test func tableFindsAllWhenEverythingHolds() {
        var table = ShapeTable()
        for _ in 0..<3 { #expect(table.add([.init(offset: 0, set: Self.bits([0x31]))]) != nil) }
        let scratch = ShapeScratch(for: table)
        let length = 9 * Int(BYTESCAN_TILE) + 5
        var counts = [Int](repeating: 0, count: 3)
        var last = [-1, -1, -1]
        unsafe Self.atAlignment([UInt8](repeating: 0x31, count: length), 0, around: 0x31) { bytes in
            unsafe table.forEachHit(in: bytes, scratch: scratch) { shape, position in
                #expect(position > last[shape])
                last[shape] = position
                counts[shape] += 1
            }
        }
        #expect(counts == [length, length, length])
    }

    @Test func tableIsFullAtSomePoint() {
        var table = ShapeTable()
        var added = 0
        for byte in 0..<200 {
            if table.add([.init(offset: 0, set: Self.bits([UInt8(byte)]))]) == nil { break }
            added += 1
        }
        #expect(added == Int(BYTESCAN_CLASSES))
        #expect(table.count == added, "a shape that was refused must not be there")
        #expect(table.add([.init(offset: 3, set: Self.bits([5]))]) == added, "known classes still serve")
    }
}
