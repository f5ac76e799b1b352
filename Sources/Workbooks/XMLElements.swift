internal import CXML

/// The elements of a small part, one after the other.
enum XMLElements {
    /// Content types, relationships and the list of sheets are a few kilobytes; a workbook of many names has more.
    static let most = 32 << 20

    /// Gives `body` each start tag, and the text behind it up to the next tag.
    static func forEach(
        in bytes: [UInt8], of part: String, _ body: (StartTag) -> Void
    ) throws(WorkbookError) {
        let reader = try XMLEvents(part: part)
        let bytes = UTF16Part.decoded(bytes)
        unsafe try bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in
            for event in unsafe try reader.feed(all, isFinal: true) where unsafe Int(event.kind) == XML_EVENT_START {
                let start = unsafe Int(event.start)
                unsafe body(StartTag(all, start..<start + Int(event.length)))
            }
        }
    }
}

extension StartTag {
    /// The decoded value of the attribute with a local name.
    func text(_ name: StaticString) -> String? {
        guard let range = value(name) else { return nil }
        var text = DecodedText()
        unsafe text.appendAttribute(bytes, range, base: 0)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
