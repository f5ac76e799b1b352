/// How the bytes of a part are written: RFC 2045, 6. Decoding keeps no map: whoever has changes of what was decoded has them
/// carried back by another walk over the raw bytes, so that a part costs memory for its content alone.
enum TransferEncoding: Hashable {
    /// 7bit, 8bit, binary, and nothing at all.
    case identity
    case quotedPrintable
    case base64
    /// uuencode and its kin.
    case uuencode
    /// Nothing that is known: readers show the bytes as they are.
    case unknown

    init(_ bytes: [UInt8], _ value: Range<Int>) {
        let name = ParameterList(bytes, value).head
        switch name {
        case "", "7bit", "8bit", "binary", "7-bit", "8-bit": self = .identity
        case "quoted-printable", "quoted printable": self = .quotedPrintable
        case "base64": self = .base64
        case "x-uuencode", "uuencode", "x-uue", "uue": self = .uuencode
        default: self = .unknown
        }
    }

    /// What the bytes of a part stand for.
    func decode(_ bytes: [UInt8], _ body: Range<Int>) -> [UInt8] {
        switch self {
        case .identity, .uuencode, .unknown: Array(bytes[body])
        case .quotedPrintable: QuotedPrintable.decode(bytes, body)
        case .base64: Base64Body.decode(bytes, body)
        }
    }

    /// Carries changes of what was decoded back to the raw bytes.
    ///
    /// - Parameters:
    ///   - decoded: what `decode` gave.
    ///   - lineEnd: of the message.
    func lower(_ script: EditScript, _ decoded: [UInt8], to bytes: [UInt8], _ body: Range<Int>, lineEnd: [UInt8]) -> EditScript {
        switch self {
        case .identity, .uuencode, .unknown:
            var result = EditScript()
            for edit in script.edits {
                result.append(
                    edit.range.lowerBound + body.lowerBound..<edit.range.upperBound + body.lowerBound, script.text(of: edit))
            }
            return result
        case .quotedPrintable: return QuotedPrintable.lower(script, to: bytes, body, lineEnd: lineEnd)
        case .base64: return Base64Body.lower(script, decoded, to: bytes, body, lineEnd: lineEnd)
        }
    }
}
