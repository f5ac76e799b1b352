import Testing

@testable import Streams

@Suite struct UTF16Tests {
    static func decode(_ bytes: [UInt8], isBigEndian: Bool, pieces: [Int]) -> (text: [UInt8], odd: UInt8?) {
        var decoder = UTF16Decoder(isBigEndian: isBigEndian)
        var text: [UInt8] = []
        var at = 0
        for size in pieces + [bytes.count] {
            let end = min(bytes.count, at + size)
            decoder.decode(bytes.span.extracting(at..<end), to: &text)
            at = end
        }
        let odd = decoder.finish(&text)
        return (text, odd)
    }

    static func encode(_ text: [UInt8], isBigEndian: Bool, pieces: [Int]) -> [UInt8] {
        var encoder = UTF16Encoder(isBigEndian: isBigEndian)
        var bytes: [UInt8] = []
        var at = 0
        for size in pieces + [text.count] {
            let end = min(text.count, at + size)
            encoder.encode(text.span.extracting(at..<end), to: &bytes)
            at = end
        }
        encoder.finish(&bytes)
        return bytes
    }

    @Test(arguments: [true, false]) func textComesOutAsUTF8(isBigEndian: Bool) {
        let text = "\u{FEFF}line ü € \u{1F600}\r\n\0end"
        let bytes = text.utf16.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(Self.decode(bytes, isBigEndian: isBigEndian, pieces: []).text == Array(text.utf8))
    }

    /// Any bytes: surrogates without their other halves, half a unit at the end, cut anywhere on both ways.
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func thereAndBackNothingChanges(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let surrogates: [UInt8] = [0xD8, 0xDB, 0xDC, 0xDF, 0x00, 0xFF, 0x41]
        for isBigEndian in [true, false] {
            let count = Int.random(in: 0...80, using: &generator)
            let bytes = (0..<count).map { _ in
                Bool.random(using: &generator)
                    ? surrogates.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            func pieces() -> [Int] { (0..<40).map { _ in Int.random(in: 0...5, using: &generator) } }
            let (text, odd) = Self.decode(bytes, isBigEndian: isBigEndian, pieces: pieces())
            #expect(text == Self.decode(bytes, isBigEndian: isBigEndian, pieces: []).text, "seed \(seed)")
            let back = Self.encode(text, isBigEndian: isBigEndian, pieces: pieces()) + (odd.map { [$0] } ?? [])
            #expect(back == bytes, "seed \(seed)")
            #expect((odd != nil) == (bytes.count % 2 == 1), "seed \(seed)")
        }
    }

    /// A mask may take half a character away.
    @Test func whatIsLeftOfACharacterIsReplaced() {
        #expect(
            Self.encode([0xE2, 0x82, 0x41, 0xAC, 0xF8], isBigEndian: true, pieces: [1]) == [0xFF, 0xFD, 0, 0x41, 0xFF, 0xFD, 0xFF, 0xFD])
    }
}
