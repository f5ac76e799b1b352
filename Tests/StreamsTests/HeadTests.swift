import Testing

@testable import Streams

@Suite struct HeadTests {
    /// The beginning of each kind, as real files have it.
    static let heads: [(OpaqueKind, [UInt8])] = [
        (.zip, [0x50, 0x4b, 3, 4, 20, 0, 0, 0]), (.zip, [0x50, 0x4b, 5, 6, 0, 0]),
        (.zip, [0x50, 0x4b, 7, 8, 0x50, 0x4b]),
        (.sevenZip, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), (.rar, Array("Rar!".utf8) + [0x1a, 7, 0, 0xcf]),
        (.rar, Array("Rar!".utf8) + [0x1a, 7, 1, 0, 0x33]), (.gzip, [0x1f, 0x8b, 8, 0]), (.gzip, [0x1f, 0x8b, 7]),
        (.zstd, [0x28, 0xb5, 0x2f, 0xfd, 4]), (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]),
        (.lzip, Array("LZIP".utf8) + [1, 0x0c]), (.bzip2, Array("BZh91AY&SY".utf8) + [0x9f]),
        (.bzip2, Array("BZh1".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0]), (.lz4, [4, 0x22, 0x4d, 0x18, 0x64]),
        (.lz4, [2, 0x21, 0x4c, 0x18, 0]), (.snappy, [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59, 0]),
        (.compress, [0x1f, 0x9d, 0x90]), (.pdf, Array("%PDF-1.7\n".utf8)),
        (.ole2, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]),
        (.png, [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]),
        (.jpeg, [0xff, 0xd8, 0xff, 0xe0]), (.gif, Array("GIF89a".utf8) + [1, 0]),
        (.gif, Array("GIF87a".utf8) + [1, 0]),
        (.webp, Array("RIFF".utf8) + [0x24, 10, 0, 0] + Array("WEBPVP8 ".utf8)), (.tiff, [0x49, 0x49, 0x2a, 0, 8]),
        (.tiff, [0x4d, 0x4d, 0, 0x2a, 0]), (.parquet, Array("PAR1".utf8) + [0x15, 0x04]),
        (.parquet, Array("PAR1".utf8) + [0x4a, 0x0a, 0, 0, 7]), (.parquet, Array("PARE".utf8) + [0x15, 0x04]),
        (.avro, Array("Obj".utf8) + [1, 4]), (.arrow, Array("ARROW1".utf8) + [0, 0, 0xff]),
        (.hdf5, [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0]), (.sqlite, Array("SQLite format 3".utf8) + [0, 16]),
        (.evtx, Array("ElfFile".utf8) + [0, 0]), (.journal, Array("LPKSHHRH".utf8) + [0]),
        (.elf, [0x7f, 0x45, 0x4c, 0x46, 2]),
    ]

    /// Text that begins like something else, and the shortest beginning that tells.
    static let texts: [(String, decidedAfter: Int)] = [
        ("hello\n", 6), ("\n", 1), ("P\n", 2), ("PK\n", 3), ("PAR1 passed\n", 12), ("PARE\t\n\n\n", 8),
        ("PASS\n", 5),
        ("BZhuge\n", 7), ("BZh9 ok\n", 8), ("BZh91AY&S\n", 10), ("Rar!\n", 5), ("%PDF-x\n", 7), ("GIF89\n", 6),
        ("RIFF\n1234567\n", 9), ("Object\n", 7), ("SQLite format 3\n", 16), ("ElfFile\n", 8), ("LZIP\n", 5),
        ("7z\n", 3),
        ("II*\n", 4), ("ARROW1\n", 7), ("LPKSHHR\n", 8), ("4\n", 2),
    ]

    private func verdict(_ head: [UInt8], atEnd: Bool) -> HeadVerdict? { HeadVerdict.of(head.span, atEnd: atEnd) }

    private func verdicts(_ bytes: [UInt8]) -> [HeadVerdict?] {
        (0...bytes.count).map { verdict(Array(bytes[..<$0]), atEnd: false) }
    }

    @Test func everyKindIsTold() {
        for (kind, head) in Self.heads {
            #expect(OpaqueKind.sniff(head.span) == kind, "\(kind)")
            #expect(verdict(head, atEnd: true) == .opaque(kind))
            // Undecided until decided, and then always the same.
            let all = verdicts(head)
            let decided = all.drop { $0 == nil }
            #expect(!decided.isEmpty && decided.allSatisfy { $0 == .opaque(kind) }, "\(kind): \(all)")
        }
        #expect(Set(Self.heads.map(\.0)).union([.tar]) == Set(OpaqueKind.allCases))
    }

    @Test func textIsTextAndNotHeldBack() {
        for (text, decidedAfter) in Self.texts {
            let all = verdicts(Array(text.utf8))
            for (length, verdict) in all.enumerated() {
                if length >= decidedAfter { #expect(verdict == .text(.none), "\(text) at \(length)") }
                if let verdict { #expect(verdict == .text(.none), "\(text) at \(length)") }
            }
            #expect(verdict(Array(text.utf8), atEnd: true) == .text(.none), "\(text)")
        }
        // No beginning of a log line is mistaken, and none waits past its end.
        for seed in 1...50 {
            let lines = logLines(bytes: 400, seed: UInt64(seed))
            let end = (lines.firstIndex(of: 10) ?? 0) + 1
            #expect(verdict(Array(lines[..<end]), atEnd: false) == .text(.none))
        }
    }

    @Test func aTarArchive() throws {
        let folder = Folder()
        folder.put(FilePath("app.log"), logLines(bytes: 700))
        for format in ["gnu", "ustar", "pax"] {
            let archive = shell("tar -C \(folder.path) --format=\(format) -cf - app.log").output
            try #require(archive.count > OpaqueKind.decidingLength)
            for length in 0..<OpaqueKind.decidingLength {
                #expect(verdict(Array(archive[..<length]), atEnd: false) == nil, "\(format) at \(length)")
            }
            #expect(verdict(Array(archive[..<OpaqueKind.decidingLength]), atEnd: false) == .opaque(.tar))
        }
        // A long first line without a line end is told apart where the mode would stand.
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 300)
        #expect(verdict(Array(long[..<100]), atEnd: false) == nil)
        #expect(verdict(Array(long[..<101]), atEnd: false) == .text(.none))
    }

    @Test func byteOrderMarks() {
        let a = UInt8(ascii: "a")
        let cases: [([UInt8], TextEncoding)] = [
            ([0xef, 0xbb, 0xbf, a], .utf8bom), ([0xff, 0xfe, a, 0], .utf16le), ([0xfe, 0xff, 0, a], .utf16be),
            ([0xff, 0xfe, 0, 0, a], .utf32le), ([0, 0, 0xfe, 0xff, 0], .utf32be), ([0xff, 0xfe, 0, a], .utf16le),
            ([0xef, 0xbb, a], .none), ([0xff, a], .none), ([0, 0, a], .none), ([a, a], .none),
            ([0xff, 0xfe, 0x0a, 0x00], .utf16le),
        ]
        for (head, encoding) in cases {
            #expect(TextEncoding.sniff(head.span) == encoding, "\(head)")
            let decided = (0...head.count).compactMap { length in
                let prefix = Array(head[..<length])
                return TextEncoding.couldStillMatch(prefix: prefix.span) ? nil : TextEncoding.sniff(prefix.span)
            }
            #expect(decided.last == encoding && Set(decided) == [encoding], "\(head): \(decided)")
        }
        // Ends that leave it undecided.
        #expect(verdict([0xff, 0xfe], atEnd: false) == nil)
        #expect(verdict([0xff, 0xfe], atEnd: true) == .text(.utf16le))
        #expect(verdict([0xef, 0xbb], atEnd: true) == .text(.none))
        #expect(verdict([], atEnd: true) == .text(.none))
    }

    static func wide(_ text: String, _ unit: Int, bigEndian: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            let bytes = (0..<unit).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(8 * $0)) }
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    /// Text in wide units without a mark is told by its NULs, the same however much of it is looked at.
    @Test(arguments: [
        "2026-01-01 password=hunter2\r\nnext line", "{\"a\":1}\n", "a\tb\r\n", "abcd", "één twee drie vier vijf zes zeven",
        "log: ошибка password=hunter2 for user in the house of many", "<?xml version=\"1.0\"?>",
    ])
    func wideTextWithoutAMark(text: String) {
        for (unit, bigEndian, encoding) in [
            (2, false, TextEncoding.utf16le), (2, true, .utf16be), (4, false, .utf32le), (4, true, .utf32be),
        ] {
            let bytes = Self.wide(text, unit, bigEndian: bigEndian)
            #expect(verdict(bytes, atEnd: true) == .text(encoding) || text.hasPrefix("é"), "\(encoding): \(text)")
            let decided = Set(verdicts(bytes).compactMap { $0 })
            #expect(decided.isSubset(of: [verdict(bytes, atEnd: true) ?? .text(.none)]), "\(encoding): \(text): \(decided)")
        }
    }

    @Test func whatHasNULsIsNotWideTextForThat() {
        let texts: [[UInt8]] = [
            Array("a\0b".utf8), Array("a\0".utf8), Array("a\0b\0c\0".utf8), Array("abc\0def\0ghi\0jkl\0mno\0".utf8),
            Array("0\n\0\n1 2 3 4 5 6 7 8 9".utf8), [0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0],
            [0x61, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0], [0, 0x61, 0, 0, 0, 0x62, 0, 0, 0, 0x63, 0, 0],
            [0x61, 0, 0x62, 0] + [UInt8](repeating: 0x61, count: 80), [0x61, 0, 0x62, 0] + Array("and then a line of plain text\n".utf8),
            [UInt8](repeating: 0x20, count: 64),
        ]
        for text in texts {
            #expect(verdict(text, atEnd: true) == .text(.none), "\(text)")
            #expect(Set(verdicts(text).compactMap { $0 }).isSubset(of: [.text(.none)]), "\(text)")
        }
        // Text of bytes never waits for it: nor does one NUL hold a line back for more than a few bytes.
        #expect(verdict(Array("h\n".utf8), atEnd: false) == .text(.none))
        #expect(verdict([0x68, 0, 0x0A, 0x68], atEnd: false) == .text(.none))
        // A line that begins like UTF-16 leaves with its end.
        #expect(verdict(Array("a\0b\0hello\n".utf8), atEnd: false) == .text(.none))
    }

    /// Whatever the bytes, a verdict once given stays.
    @Test(arguments: Array(1...300) as [UInt64])
    func verdictsDoNotChange(seed: UInt64) {
        var random = SystemOfBytes(state: seed)
        let alphabet: [UInt8] = [0, 0, 0, 0x61, 0x62, 0x0A, 0x04, 0xFF, 0xFE]
        var bytes = (0..<Int(random.next() % 90)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
        if seed % 2 == 0 { bytes = bytes.flatMap { [0x61, 0] + ($0 == 4 ? [$0] : []) } }
        let decided = Set(verdicts(bytes).compactMap { $0 })
        #expect(decided.isSubset(of: [verdict(bytes, atEnd: true) ?? .text(.none)]), "seed \(seed): \(bytes)")
    }

    private struct SystemOfBytes {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }

    /// What a stream is called does not depend on how much of it is looked at.
    @Test func compressionByPrefix() {
        let cases: [([UInt8], Compression)] = [
            ([0x1f, 0x8b, 8, 0], .gzip), ([0x28, 0xb5, 0x2f, 0xfd, 0], .zstd), ([0x50, 0x2a, 0x4d, 0x18, 0], .zstd),
            ([0x5f, 0x2a, 0x4d, 0x18], .zstd), ([0x60, 0x2a, 0x4d, 0x18], .none), ([0x1f, 0x8b, 9], .none),
            ([0x1f, 0x20], .none), (Array("[*M?".utf8), .none), (Array("(x".utf8), .none), (Array("a".utf8), .none),
        ]
        for (bytes, kind) in cases {
            let decided = (0...bytes.count).compactMap { Compression.detect(Array(bytes[..<$0]), atEnd: false) }
            #expect(Set(decided) == [kind], "\(bytes)")
            #expect(Compression.detect(bytes, atEnd: true) == kind)
        }
        for short: [UInt8] in [[], [0x1f], [0x1f, 0x8b], [0x28, 0xb5, 0x2f]] {
            #expect(Compression.detect(short, atEnd: true) == Compression.none)
        }
    }
}
