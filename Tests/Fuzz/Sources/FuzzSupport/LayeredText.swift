/// Text in other spellings, made of fuzz input: what the fuzzer changes is a short program that puts words together and spells them
/// otherwise, one spelling in another. Of base64 by itself a changed byte leaves nothing that can be read.
///
///     00…7F   the byte
///     80…8F   the byte behind it chooses a word
///     90…9F   a text within begins
///     A0…FF   the innermost text ends, and is spelled as the number says; without one, all so far is
public enum LayeredText {
    /// - Parameter words: what the fuzzer would never guess.
    public static func text(from program: ArraySlice<UInt8>, words: [[UInt8]]) -> [UInt8] {
        var texts: [[UInt8]] = [[]]
        var at = program.startIndex
        while at < program.endIndex {
            let byte = program[at]
            at += 1
            switch byte {
            case 0x00...0x7F: texts[texts.count - 1].append(byte)
            case 0x80...0x8F:
                guard at < program.endIndex else { break }
                let number = Int(byte & 15) << 8 | Int(program[at])
                if !words.isEmpty { texts[texts.count - 1] += words[number % words.count] }
                at += 1
            case 0x90...0x9F: texts.append([])
            default: close(&texts, Int(byte - 0xA0))
            }
        }
        while texts.count > 1 { close(&texts, texts.count) }
        return texts[0]
    }

    /// So that a few layers do not become a megabyte.
    private static let longest = 3_000

    private static func close(_ texts: inout [[UInt8]], _ number: Int) {
        let inner = texts.removeLast()
        let spelled = inner.count < longest ? spellings[number % spellings.count](inner) : inner
        if texts.isEmpty { texts.append(spelled) } else { texts[texts.count - 1] += spelled }
    }

    private static let spellings: [@Sendable ([UInt8]) -> [UInt8]] = [
        { $0.flatMap { Array("%".utf8) + hex($0) } },
        { $0.flatMap { isWord($0) ? [$0] : Array("%".utf8) + hex($0, isUpper: true) } },
        { utf16($0).flatMap { Array("%u".utf8) + hex16($0) } },
        { base64($0, isURL: false, isPadded: true) },
        { base64($0, isURL: false, isPadded: false) },
        { base64($0, isURL: true, isPadded: false) },
        { base64(wide($0, isBig: false), isURL: false, isPadded: true) },
        { base64([0xFF, 0xFE] + wide($0, isBig: false), isURL: false, isPadded: true) },
        { base64([0xFE, 0xFF] + wide($0, isBig: true), isURL: true, isPadded: false) },
        { wide($0, isBig: false) },
        { wide($0, isBig: true) },
        { $0.flatMap { hex($0) } },
        { $0.flatMap { hex($0, isUpper: true) } },
        { $0.flatMap { Array("&#\($0);".utf8) } },
        { $0.flatMap { isWord($0) ? [$0] : Array("&#x".utf8) + hex($0) + Array(";".utf8) } },
        { utf16($0).flatMap { Array("\\u".utf8) + hex16($0) } },
        { $0.flatMap { Array("\\u{".utf8) + hex($0) + Array("}".utf8) } },
        { $0.flatMap { Array("\\x".utf8) + hex($0) } },
        { $0.flatMap { Array("\\U000000".utf8) + hex($0, isUpper: true) } },
        { $0.flatMap { Array("\\\($0 >> 6)\($0 >> 3 & 7)\($0 & 7)".utf8) } },
        { $0.flatMap { isWord($0) ? [$0] : Array("\\u00".utf8) + hex($0) } },
        { $0.flatMap { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") ? [UInt8(ascii: "\\"), $0] : [$0] } },
        { Array("\"".utf8) + string($0) + Array("\"".utf8) },
        { Array("{\"m\":\"".utf8) + string($0) + Array("\"}".utf8) },
        { Array("[".utf8) + joined($0.map { Array("\($0)".utf8) }, " ") + Array("]".utf8) },
        { Array("{\"m\":[".utf8) + joined($0.map { Array("\($0)".utf8) }, ",") + Array("]}".utf8) },
        { Array("<Buffer ".utf8) + joined($0.map { hex($0) }, " ") + Array(">".utf8) },
        { joined($0.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false).map(Array.init), "\u{1B}[1m_\u{1B}[0m") },
        { Array("'".utf8) + $0.flatMap { $0 == UInt8(ascii: "'") ? [$0, $0] : [$0] } + Array("'".utf8) },
        { Array("INSERT INTO t (id, password) VALUES (1, '".utf8) + $0 + Array("'), (2, 'second22')".utf8) },
        { Array("{\"name\":\"password\",\"value\":\"".utf8) + string($0) + Array("\"}".utf8) },
    ]

    // MARK: - Parts

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func hex(_ byte: UInt8, isUpper: Bool = false) -> [UInt8] {
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func hex16(_ unit: UInt16) -> [UInt8] { hex(UInt8(unit >> 8)) + hex(UInt8(unit & 0xFF)) }

    private static func utf16(_ bytes: [UInt8]) -> [UInt16] { Array(String(decoding: bytes, as: UTF8.self).utf16) }

    private static func wide(_ bytes: [UInt8], isBig: Bool) -> [UInt8] {
        utf16(bytes).flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isBig ? [high, low] : [low, high]
        }
    }

    /// What stands between the quotes of a string of JSON.
    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case 0x0A: Array("\\n".utf8)
            case 0..<0x20: Array("\\u00".utf8) + hex(byte)
            default: [byte]
            }
        }
    }

    private static func joined(_ parts: [[UInt8]], _ separator: String) -> [UInt8] { Array(parts.joined(separator: Array(separator.utf8))) }

    private static func base64(_ bytes: [UInt8], isURL: Bool, isPadded: Bool) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(isURL ? "-_" : "+/")".utf8)
        var output: [UInt8] = []
        for at in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[at..<min(at + 3, bytes.count)]
            var bits: UInt32 = 0
            for index in 0..<3 { bits = bits << 8 | (index < group.count ? UInt32(group[at + index]) : 0) }
            for index in 0..<4 {
                if index <= group.count {
                    output.append(digits[Int(bits >> UInt32(18 - 6 * index) & 63)])
                } else if isPadded {
                    output.append(UInt8(ascii: "="))
                }
            }
        }
        return output
    }
}
