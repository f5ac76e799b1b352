internal import Bytes

/// What HTML is told by.
extension HTMLView {
    /// Whether attributes may show something else than the source.
    static func hasEscapes(_ source: [UInt8]) -> Bool {
        unsafe source.withUnsafeBufferPointer { all in
            unsafe ByteSearch.first(UInt8(ascii: "&"), in: all, from: 0) != nil
                || ByteSearch.first(UInt8(ascii: "%"), in: all, from: 0) != nil
        }
    }

    /// Whether a text that nobody called HTML is shown as such by readers who look.
    static func isHTML(_ text: [UInt8]) -> Bool {
        let head = text.prefix(512).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }.lazy.map { $0 | 0x20 }
        return beginnings.contains { head.starts(with: $0) }
    }

    private static let beginnings = ["<!doctype", "<?xml", "<html"].map { $0.utf8.map { $0 | 0x20 } }

    /// XML that is no HTML.
    static func isXML(_ text: [UInt8]) -> Bool {
        let head = text.prefix(1_024)
        let start = head.drop { $0 >= 0x80 || $0 <= 0x20 }.prefix(5).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        guard start.elementsEqual("<?xml".utf8) else { return false }
        return unsafe head.withUnsafeBufferPointer { all in
            unsafe !ByteSearch.contains(Array("<html".utf8), in: all) && !ByteSearch.contains(Array("<!doctype html".utf8), in: all)
        }
    }
}
