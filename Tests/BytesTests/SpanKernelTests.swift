import Bytes
import CByteScan
import Testing

extension KernelTests {
    @Test func spansAgreeWithALoop() {
        let seed: UInt64 = 31
        var random = SeededGenerator(seed: seed)
        for length in 0...200 {
            let members = Set((0..<40).map { _ in UInt8(random.below(256)) }).subtracting([0x20])
            let byteClass = ByteClass { members.contains($0) }
            let usual = Array(members) + (length % 3 == 0 ? [0x20] : [])
            // Mostly of the class, so that spans are long; blanks beside each other come up as well.
            var text = random.bytes(length, of: usual)
            if length > 0, length % 2 == 0 { text[random.below(length)] = UInt8(random.below(256)) }
            let from = random.below(length + 2)
            func isIn(_ at: Int) -> Bool { at < length && members.contains(text[at]) }
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(text, length % 33, around: usual[0]) { bytes in
                    let note: Comment = "seed \(seed), length \(length), from \(from), kernels \(kernels)"
                    let rest = min(from, length)..<length
                    unsafe #expect(byteClass.end(in: bytes, from: from) == rest.first { !isIn($0) } ?? length, note)
                    unsafe #expect(
                        byteClass.wordsEnd(in: bytes, from: from)
                            == rest.first { !isIn($0) && !(text[$0] == 0x20 && isIn($0 + 1)) } ?? length, note)
                }
            }
        }
    }

    @Test func aClassHoldsItsBytesAndNoOthers() {
        for members in [Array(0...255), [], [0x00], [0x7F, 0x80], [0xFF], Array("a-z".utf8)] as [[UInt8]] {
            let byteClass = ByteClass { members.contains($0) }
            for byte in UInt8.min...UInt8.max {
                Self.withEachKernel { kernels in
                    unsafe Self.atAlignment([UInt8](repeating: byte, count: 70), 3, around: byte) { bytes in
                        unsafe #expect(
                            byteClass.end(in: bytes, from: 0) == (members.contains(byte) ? 70 : 0), "\(members) \(byte) kernels \(kernels)")
                    }
                }
            }
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func groups(_ digits: [UInt8], room: Int) -> [UInt8] {
        var found: [UInt8] = []
        for at in stride(from: 0, to: digits.count - digits.count % 4, by: 4) where found.count + 3 <= room {
            let values = digits[at..<at + 4].compactMap { alphabet.firstIndex(of: $0) }
            guard values.count == 4 else { break }
            let bits = values.reduce(0) { $0 << 6 | $1 }
            found += [UInt8(bits >> 16), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
        }
        return found
    }

    private static func decoded(_ digits: UnsafeBufferPointer<UInt8>, room: Int) -> [UInt8] {
        // What is written behind the room is seen.
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: room + 64)
        defer { unsafe bytes.deallocate() }
        unsafe bytes.initialize(repeating: 0xEE)
        let count = unsafe Base64Groups.decode(digits, into: UnsafeMutableBufferPointer(rebasing: bytes[..<room])) * 3
        unsafe #expect(bytes[room...].allSatisfy { $0 == 0xEE })
        return unsafe Array(bytes[..<count])
    }

    @Test func base64GroupsAgreeWithALoop() {
        let seed: UInt64 = 32
        var random = SeededGenerator(seed: seed)
        for length in 0...300 {
            var digits = random.bytes(length, of: Self.alphabet)
            if length > 0, length % 2 == 1 { digits[random.below(length)] = UInt8(random.below(256)) }
            let room = length % 5 == 0 ? random.below(length + 1) : length + random.below(40)
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(digits, length % 33, around: UInt8(ascii: "A")) { bytes in
                    unsafe #expect(
                        Self.decoded(bytes, room: room) == Self.groups(digits, room: room),
                        "seed \(seed), length \(length), kernels \(kernels)"
                    )
                }
            }
        }
    }

    @Test func everyByteIsADigitOfBase64OrNot() {
        for byte in UInt8.min...UInt8.max {
            let digits = [UInt8](repeating: byte, count: 40)
            Self.withEachKernel { kernels in
                unsafe Self.atAlignment(digits, 7, around: byte) { bytes in
                    unsafe #expect(Self.decoded(bytes, room: 80) == Self.groups(digits, room: 80), "\(byte), kernels \(kernels)")
                }
            }
        }
    }
}
