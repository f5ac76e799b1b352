import Testing

@testable import Streams

let sizes = [1, 2, 3, 7, 4096]

@Suite struct DecodingSourceTests {
    /// Plain content that begins like a compressed one, or hardly begins at all.
    static let plain: [[UInt8]] = [
        [], Array("x".utf8), Array("(".utf8), Array("[".utf8), Array("[*".utf8), Array("[*M".utf8), Array("[*M!".utf8),
        [0x1f], [0x1f, 0x8b], [0x1f, 0x8b, 0x07, 0x00], [0x28, 0xb5, 0x2f], [0x28, 0xb5, 0x2f, 0xfc, 0x00],
        Array("[INFO] started\n".utf8), [0xff, 0xfe, 0x00, 0x00], logLines(bytes: 10_000), noise(bytes: 5_000),
    ]

    @Test(arguments: Compression.allCases) func anyContentInAnyPieces(kind: Compression) throws {
        for original in Self.plain {
            let bytes = try compressed(original, kind)
            for cut in sizes {
                for readSize in sizes {
                    let source = DecodingSource(MemorySource(bytes, cuts: [cut]))
                    let (decoded, error) = drain(source, readSize: readSize)
                    #expect(error == nil && decoded == original, "\(original.prefix(5)) cut \(cut) read \(readSize)")
                    #expect(source.compression == kind)
                }
            }
        }
    }

    /// Asking `readyNow` at any moment changes nothing.
    @Test(arguments: Compression.allCases) func askingIsInvisible(kind: Compression) throws {
        let original = logLines(bytes: 30_000)
        let bytes = try compressed(original, kind)
        var generator = SeededGenerator(seed: 42)
        for cut in sizes {
            let source = DecodingSource(MemorySource(bytes, cuts: [cut]))
            var decoded: [UInt8] = []
            while true {
                if Bool.random(using: &generator) { #expect(source.readyNow()) }
                let piece = try readOnce(source, Int.random(in: 1...9000, using: &generator))
                if piece.isEmpty { break }
                decoded += piece
            }
            #expect(decoded == original, "seed 42, cut \(cut)")
        }
    }

    /// More than every buffer on the way, compressible a thousandfold and not at all.
    @Test(arguments: [Compression.gzip, .zstd]) func largerThanTheBuffers(kind: Compression) throws {
        for original in [[UInt8](repeating: 0x61, count: 3 << 20), noise(bytes: 1 << 20), logLines(bytes: 2 << 20)] {
            let bytes = try compressed(original, kind)
            for readSize in [1000, 1 << 18, 8 << 20] {
                let (decoded, error) = drain(DecodingSource(MemorySource(bytes)), readSize: readSize)
                #expect(error == nil && decoded == original)
            }
        }
    }

    @Test func severalMembersAndFrames() throws {
        let (a, b) = (logLines(bytes: 3000, seed: 1), logLines(bytes: 2000, seed: 2))
        let gzip = try (compressed(a, .gzip), compressed([], .gzip), compressed(b, .gzip))
        let zstd = try (compressed(a, .zstd), compressed([], .zstd), compressed(b, .zstd))
        let skippable: [UInt8] = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let cases: [(String, [UInt8], [UInt8])] = [
            ("two members", gzip.0 + gzip.2, a + b),
            ("an empty one between", gzip.0 + gzip.1 + gzip.2, a + b),
            ("an empty one first", gzip.1 + gzip.2, b),
            ("one byte of padding", gzip.0 + [0], a),
            ("a block of padding", gzip.0 + gzip.2 + [UInt8](repeating: 0, count: 5000), a + b),
            ("two frames", zstd.0 + zstd.2, a + b),
            ("an empty frame between", zstd.0 + zstd.1 + zstd.2, a + b),
            ("a skippable frame between", zstd.0 + skippable + zstd.2, a + b),
            ("a skippable frame first", skippable + zstd.0, a),
            ("a skippable frame last", zstd.0 + skippable, a),
            ("nothing but skippable frames", skippable + skippable, []),
        ]
        for (name, bytes, expected) in cases {
            for cut in sizes {
                let (decoded, error) = drain(DecodingSource(MemorySource(bytes, cuts: [cut])), readSize: 777)
                #expect(error == nil && decoded == expected, "\(name), cut \(cut): \(error?.description ?? "")")
            }
        }
    }

    @Test func whatFollowsTheDataIsAnError() throws {
        let text = logLines(bytes: 500)
        let (gzip, zstd) = try (compressed(text, .gzip), compressed(text, .zstd))
        let cases: [(bytes: [UInt8], offset: Int?)] = [
            (gzip + Array("x".utf8), gzip.count),
            (gzip + Array("password".utf8), gzip.count),
            (gzip + [0, 0, 0, 1], gzip.count + 3),
            (gzip + [0, 0] + gzip, gzip.count + 2),
            (gzip + [0x1f], nil), (gzip + [0x1f, 0x8b, 0x08], nil), (gzip + [0x1f, 0x20], nil), (gzip + zstd, nil),
            (zstd + Array("x".utf8), nil), (zstd + Array("password".utf8), zstd.count), (zstd + [0], nil),
            (zstd + gzip, nil),
        ]
        for (index, item) in cases.enumerated() {
            for cut in sizes {
                let (decoded, error) = drain(DecodingSource(MemorySource(item.bytes, cuts: [cut])))
                #expect(decoded == text, "case \(index)")
                guard case .codec(let reason, let offset)? = error?.cause else {
                    Issue.record("case \(index), cut \(cut): \(String(describing: error))")
                    continue
                }
                if cut == 4096, let expected = item.offset { #expect(offset == expected, "case \(index): \(reason)") }
            }
        }
    }

    @Test(arguments: [Compression.gzip, .zstd]) func cutAtAnyByte(kind: Compression) throws {
        let text = logLines(bytes: 300)
        let bytes = try compressed(text, kind)
        let magic = kind == .gzip ? 3 : 4
        for end in magic..<bytes.count {
            for cut in [1, 4096] {
                let (decoded, error) = drain(DecodingSource(MemorySource(Array(bytes[..<end]), cuts: [cut])))
                #expect(codecReason(error)?.contains("cut short") == true, "at \(end): \(String(describing: error))")
                #expect(text.starts(with: decoded))
            }
        }
        // Too little to be called compressed at all: it stays as it is.
        for end in 0..<magic {
            #expect(drain(DecodingSource(MemorySource(Array(bytes[..<end])))).bytes == Array(bytes[..<end]))
        }
    }

    /// A damaged bit may hit what does not matter (a time, an unused flag); it never changes content unnoticed.
    @Test(arguments: [Compression.gzip, .zstd]) func damageAtAnyBit(kind: Compression) throws {
        let text = logLines(bytes: 200)
        let bytes = try compressed(text, kind)
        var noticed = 0
        for place in (kind == .gzip ? 3 : 4)..<bytes.count {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << bit
                let (decoded, error) = drain(DecodingSource(MemorySource(damaged)))
                if error == nil { #expect(decoded == text, "byte \(place) bit \(bit)") } else { noticed += 1 }
            }
        }
        #expect(noticed > bytes.count * 6)
    }

    @Test func whatCameBeforeTheDamageIsGiven() throws {
        let text = logLines(bytes: 100_000)
        var bytes = try compressed(text, .gzip)
        bytes[bytes.count - 8] ^= 1  // the CRC
        let source = DecodingSource(MemorySource(bytes, name: "app.log.gz"))
        let (decoded, error) = drain(source, readSize: 1000)
        #expect(decoded == text)
        #expect(
            error?.description == "app.log.gz: cannot decompress: damaged gzip data: incorrect data check"
                + " (at compressed byte \(bytes.count - 4))")
        #expect(source.readyNow())
        #expect(drain(source).error == error)
    }

    @Test func endsOnceAndForAll() throws {
        for kind in Compression.allCases {
            let source = DecodingSource(MemorySource(try compressed([1, 2, 3], kind)))
            #expect(drain(source).bytes == [1, 2, 3])
            #expect(source.readyNow())
            #expect(try readOnce(source).isEmpty)
        }
    }

    @Test func errorsFromBelowPassThrough() throws {
        let failure = StreamError(.read, "disk", errno: 5)
        let text = logLines(bytes: 20_000)
        for kind in Compression.allCases {
            let bytes = try compressed(text, kind)
            for end in [0, 1, 2, 3, 100, bytes.count] {
                let source = DecodingSource(MemorySource(Array(bytes[..<end]), cuts: [64], failure: failure))
                let (decoded, error) = drain(source)
                #expect(error == failure)
                #expect(text.starts(with: decoded) || decoded == Array(bytes[..<end]))
            }
        }
    }

    /// Frames made by hand: a window of 2^log bytes asked for, one raw block that holds `x` (RFC 8878, 3.1.1).
    @Test func windowLimit() {
        func frame(windowLog: UInt8) -> [UInt8] {
            [0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3, 0x09, 0x00, 0x00, UInt8(ascii: "x")]
        }
        let fits = drain(DecodingSource(MemorySource(frame(windowLog: 26))))
        #expect(fits.error == nil && fits.bytes == Array("x".utf8))
        let refused = drain(DecodingSource(MemorySource(frame(windowLog: 27))))
        #expect(codecReason(refused.error)?.contains("window larger than 64 MiB") == true)
    }

    @Test(arguments: ["gzip -1", "gzip -9", "zstd -1", "zstd -19", "zstd --long=26", "zstd --no-check"])
    func whatTheCommandsWrite(command: String) throws {
        guard hasCommand(String(command.prefix(4))) else { return }
        let folder = Folder()
        let original = logLines(bytes: 200_000)
        let file = folder.put(FilePath("log"), original)
        let source = DecodingSource(MemorySource(shell("\(command) -c < \(file)").output, cuts: [1000]))
        let (decoded, error) = drain(source)
        #expect(error == nil && decoded == original && source.compression != .none)
    }
}
