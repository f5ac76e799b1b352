/// Parameters written anew.
extension HeaderView {
    func rewrite(
        _ parameter: Parameter, _ value: [UInt8], _ lineEnd: [UInt8], _ result: inout [(range: Range<Int>, text: [UInt8])]
    ) {
        let source = parameter.source
        let others = parameter.list.values.filter { $0.name == source.name }.count - 1
        let pieces = source.pieces.map { parameter.list.segments[$0].whole }.sorted { $0.lowerBound < $1.lowerBound }
        for (position, whole) in pieces.enumerated() {
            if position == 0 {
                let text =
                    others == 0 ? Self.written(source.name, value, lineEnd) : Self.writtenAlike(source, parameter.list, value, lineEnd)
                result.append((whole, text))
                continue
            }
            var low = whole.lowerBound
            while low > 0, Self.isBlank(self.source[low - 1]) || self.source[low - 1] == UInt8(ascii: ";") { low -= 1 }
            result.append((low..<whole.upperBound, []))
        }
    }

    /// In the form that it has: another one may have the other.
    private static func writtenAlike(
        _ source: ParameterList.Value, _ list: ParameterList, _ value: [UInt8], _ lineEnd: [UInt8]
    ) -> [UInt8] {
        if list.segments[source.pieces[0]].number != nil { return written(source.name, value, lineEnd, inPieces: true) }
        if source.isExtended { return Array("\(source.name)*=utf-8''".utf8) + percentEncoded(value[...]) }
        let isASCII = value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        let text = isASCII ? value : EncodedWord.words(of: value, lineEnd: lineEnd)
        return Array("\(source.name)=".utf8) + quoted(text[...])
    }

    /// A value longer than this is written in pieces (RFC 2231, 3).
    private static let longestValue = 200

    private static func written(_ name: String, _ value: [UInt8], _ lineEnd: [UInt8], inPieces: Bool = false) -> [UInt8] {
        let isPlain = value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain, value.count <= longestValue, !inPieces { return Array("\(name)=".utf8) + quoted(value[...]) }
        var pieces: [[UInt8]] = []
        var at = 0
        repeat {
            let stop = min(value.count, at + (isPlain ? 60 : 20))
            let number = pieces.count
            if isPlain {
                pieces.append(Array("\(name)*\(number)=".utf8) + quoted(value[at..<stop]))
            } else {
                pieces.append(Array("\(name)*\(number)*=\(number == 0 ? "utf-8''" : "")".utf8) + percentEncoded(value[at..<stop]))
            }
            at = stop
        } while at < value.count
        return Array(pieces.joined(separator: [UInt8(ascii: ";")] + lineEnd + [0x20]))
    }

    private static func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text = [UInt8(ascii: "\"")]
        for byte in bytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            text.append(byte)
        }
        return text + [UInt8(ascii: "\"")]
    }

    private static func percentEncoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for byte in bytes {
            let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            if isLetter || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
            {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                HexDigit.append(byte, to: &text)
            }
        }
        return text
    }
}
