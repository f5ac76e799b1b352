internal import Bytes

/// What stands in a start tag, which is known to be well-formed: `<p:name a="…" b='…' />`. Offsets are of the buffer that the
/// tag lies in.
@safe
struct StartTag {
    let bytes: UnsafeBufferPointer<UInt8>
    /// From `<` to `>`.
    let range: Range<Int>
    /// Of the name without its prefix.
    let name: Range<Int>
    /// Behind the name: here an attribute can be put.
    var nameEnd: Int { name.upperBound }

    struct Attribute {
        /// With its prefix.
        var name: Range<Int>
        /// Behind the prefix.
        var localStart: Int
        /// Without the quotes.
        var value: Range<Int>
        var local: Range<Int> { localStart..<name.upperBound }
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        unsafe self.bytes = bytes
        self.range = range
        var at = range.lowerBound + 1
        var start = at
        while at < range.upperBound {
            let byte = unsafe bytes[at]
            if byte == UInt8(ascii: ":") { start = at + 1 }
            if byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            at += 1
        }
        name = start..<max(start, at)
    }

    /// `<a/>`
    var isEmpty: Bool { unsafe range.count >= 2 && bytes[range.upperBound - 2] == UInt8(ascii: "/") }

    /// The attribute that begins at or behind an offset; nil where none does.
    func attribute(from offset: Int) -> Attribute? {
        let end = range.upperBound
        var at = offset
        while at < end, unsafe Self.isSpace(bytes[at]) { at += 1 }
        let start = at
        var local = at
        while at < end {
            let byte = unsafe bytes[at]
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || Self.isSpace(byte) { break }
            if byte == UInt8(ascii: ":") { local = at + 1 }
            at += 1
        }
        let name = start..<at
        guard !name.isEmpty else { return nil }
        while at < end, unsafe bytes[at] != UInt8(ascii: "=") { at += 1 }
        at += 1
        while at < end, unsafe Self.isSpace(bytes[at]) { at += 1 }
        guard at < end else { return nil }
        let quote = unsafe bytes[at]
        let valueStart = at + 1
        guard let valueEnd = unsafe ByteSearch.first(quote, in: bytes, from: valueStart), valueEnd < end else { return nil }
        return Attribute(name: name, localStart: local, value: valueStart..<valueEnd)
    }

    func forEachAttribute(_ body: (Attribute) -> Void) {
        var at = nameEnd
        while let found = attribute(from: at) {
            body(found)
            at = found.value.upperBound + 1
        }
    }

    /// The value of the attribute with a local name; nil where there is none.
    func value(_ wanted: StaticString) -> Range<Int>? {
        var at = nameEnd
        while let found = attribute(from: at) {
            if isEqual(found.local, wanted) { return found.value }
            at = found.value.upperBound + 1
        }
        return nil
    }

    func isNamed(_ wanted: StaticString) -> Bool { isEqual(name, wanted) }

    @inline(__always)
    func isEqual(_ range: Range<Int>, _ wanted: StaticString) -> Bool {
        guard range.count == wanted.utf8CodeUnitCount else { return false }
        let other = unsafe wanted.utf8Start
        for index in 0..<range.count where unsafe bytes[range.lowerBound + index] != other[index] { return false }
        return true
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
