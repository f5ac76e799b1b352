import CByteScan
import Testing

@testable import Bytes

/// Which runs of digits may hold text in base64 or hexadecimal: every kernel says what is written out here.
@Suite struct CodedRunTests {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func value(_ digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: alphabet.firstIndex(of: digit)
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? { Character(Unicode.Scalar(digit)).hexDigitValue.map { UInt8($0) } }

    /// Printable, a blank, or what parts texts; characters of several bytes by their form.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        var wanted = 0
        for byte in bytes {
            if wanted > 0 {
                guard byte & 0xC0 == 0x80 else { return false }
                wanted -= 1
            } else if byte < 0x80 {
                guard (byte >= 0x20 && byte != 0x7F) || [0, 9, 10, 13, 27].contains(byte) else { return false }
            } else {
                guard (0xC2...0xF4).contains(byte) else { return false }
                wanted = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
            }
        }
        return true
    }

    private static func mayBeBase64(_ digits: ArraySlice<UInt8>) -> Bool {
        if ["//4", "//5", "/v8"].contains(String(decoding: digits.prefix(3), as: UTF8.self)) { return true }
        let values = digits.prefix(12).compactMap(value)
        return isText(
            stride(from: 0, to: 12, by: 4).flatMap { at in
                let bits = values[at] << 18 | values[at + 1] << 12 | values[at + 2] << 6 | values[at + 3]
                return [UInt8(bits >> 16), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
            })
    }

    private static func mayBeHexadecimal(_ digits: ArraySlice<UInt8>) -> Bool {
        let values = digits.prefix(14).compactMap(hexadecimal)
        return isText(stride(from: 0, to: 14, by: 2).map { values[$0] << 4 | values[$0 + 1] })
    }

    /// The longest runs of so many bytes and more that are accepted.
    private static func runs(_ bytes: ArraySlice<UInt8>, _ least: Int, _ accepts: (UInt8) -> Bool) -> [ArraySlice<UInt8>] {
        bytes.split(omittingEmptySubsequences: true) { !accepts($0) }.filter { $0.count >= least }
    }

    private static func expected(_ text: [UInt8]) -> [Range<Int>] {
        runs(text[...], 15) { value($0) != nil }.filter { run in
            mayBeBase64(run)
                || runs(run, 16) { hexadecimal($0) != nil }.contains { mayBeHexadecimal($0) || mayBeHexadecimal($0.dropFirst()) }
                || runs(run, 15) { Character(Unicode.Scalar($0)).isLetter || (0x30...0x39).contains($0) }.contains(where: mayBeBase64)
        }.map(\.indices)
    }

    private func found(_ text: [UInt8]) -> [Range<Int>] {
        // No byte behind them may be read.
        let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        defer { unsafe room.deallocate() }
        _ = unsafe room.initialize(from: text)
        var found: [Range<Int>] = []
        var at = 0
        while let run = unsafe ByteSearch.codedRun(in: UnsafeBufferPointer(room), from: at) {
            found.append(run)
            at = run.upperBound
        }
        return found
    }

    /// Text in digits, cut anywhere, among digits that stand for none.
    private static func piece(_ random: inout SeededGenerator) -> [UInt8] {
        let words = Array("password = hunter2; Grüße an alle\tuser\n".utf8)
        let start = random.below(words.count)
        let plain = (0..<random.below(30) + 8).map { words[(start + $0) % words.count] }
        switch random.below(6) {
        case 0:
            return plain.flatMap { Array(String($0 >> 4, radix: 16).utf8) + Array(String($0 & 15, radix: 16).utf8) }
        case 1:
            return stride(from: 0, to: plain.count - plain.count % 3, by: 3).flatMap { at in
                let bits = Int(plain[at]) << 16 | Int(plain[at + 1]) << 8 | Int(plain[at + 2])
                return [18, 12, 6, 0].map { alphabet[bits >> $0 & 63] }
            }
        case 2: return random.bytes(random.below(40), of: Array("0123456789abcdefABCDEF".utf8))
        case 3: return random.bytes(random.below(90), of: Self.alphabet)
        case 4: return random.bytes(random.below(6), of: Array("+/-_".utf8))
        default: return random.bytes(random.below(4), of: Array(" .:=\"\n".utf8))
        }
    }

    @Test func everyKernelFindsWhatIsWrittenOut() {
        for seed in UInt64(1)...1_500 {
            var random = SeededGenerator(seed: seed)
            let text = (0..<random.below(9)).flatMap { _ in Self.piece(&random) }
            let expected = Self.expected(text)
            KernelTests.withEachKernel { kernels in
                #expect(found(text) == expected, "seed \(seed), kernels \(kernels): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }
}
