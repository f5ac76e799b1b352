/// How text is written where it lands.
extension PartEditor {
    /// A mask as it is written where it lands.
    func escaped(_ text: [UInt8], for kind: TextUnit.Kind) -> [UInt8] {
        var result: [UInt8] = []
        unsafe text.withUnsafeBufferPointer { unsafe Self.appendEscaped($0, for: kind, to: &result) }
        return result
    }

    static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, for kind: TextUnit.Kind, to result: inout [UInt8]) {
        let start = result.count
        if kind == .text || kind == .value,
            unsafe text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: ">") })
        {
            return unsafe result.append(contentsOf: text)
        }
        for byte in unsafe text {
            switch (byte, kind) {
            case (UInt8(ascii: "<"), .guarded), (UInt8(ascii: ">"), .guarded), (UInt8(ascii: "&"), .guarded), (UInt8(ascii: "?"), .guarded):
                result.append(UInt8(ascii: "*"))
            // No two of them, nor one at an end, where the text around may have another.
            case (UInt8(ascii: "-"), .guarded)
            where result.count == start || result.last == UInt8(ascii: "-") || result.count - start == text.count - 1:
                result.append(UInt8(ascii: "*"))
            case (UInt8(ascii: "["), .address): result += "%5B".utf8
            case (UInt8(ascii: "]"), .address): result += "%5D".utf8
            case (UInt8(ascii: "&"), _): result += "&amp;".utf8
            case (UInt8(ascii: "<"), _): result += "&lt;".utf8
            case (UInt8(ascii: ">"), _): result += "&gt;".utf8
            case (UInt8(ascii: "\""), .attribute), (UInt8(ascii: "\""), .address), (UInt8(ascii: "\""), .columnName):
                result += "&quot;".utf8
            case (UInt8(ascii: "'"), .attribute), (UInt8(ascii: "'"), .address): result += "&apos;".utf8
            case (..<0x20, _) where byte != 0x09 && byte != 0x0A && byte != 0x0D: result.append(UInt8(ascii: "*"))
            default: result.append(byte)
            }
        }
    }
}
