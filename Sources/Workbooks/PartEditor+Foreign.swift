internal import Bytes

/// Parts of which nothing is known but that they are XML: a view of all of it, tags and names included, so that what stands
/// between `<password>` and `</password>` is seen beside its name. Only texts and values of attributes can be masked.
extension PartEditor {
    mutating func beginForeign(_ tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>) {
        frames.append(Frame(kind: .other, isText: false))
        startForeign(at: windowStart + tag.range.lowerBound)
        var done = tag.range.lowerBound
        var at = tag.nameEnd
        while let attribute = tag.attribute(from: at) {
            at = attribute.value.upperBound + 1
            unsafe view.append(contentsOf: bytes.part(done..<attribute.value.lowerBound))
            padMap()
            if SchemaNames.isNamespace(attribute, of: tag) {
                // It cannot change; one that is no known one is looked at, and if there is something in it, there is no copy.
                if !SchemaNames.isOfSchema(attribute, of: tag) { unsafe view.append(contentsOf: bytes.part(attribute.value)) }
                padMap()
                done = attribute.value.upperBound
                continue
            }
            scratch.removeAll()
            unsafe scratch.appendAttribute(bytes, attribute.value, base: windowStart)
            if scratch.bytes.contains(UInt8(ascii: "%")) { scratch.resolvePercent() }
            appendScratch()
            done = attribute.value.upperBound
        }
        unsafe view.append(contentsOf: bytes.part(done..<tag.range.upperBound))
        padMap()
        if tag.isEmpty { endForeignLine() }
    }

    mutating func endForeign(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard !range.isEmpty else { return }
        startForeign(at: windowStart + range.lowerBound)
        unsafe view.append(contentsOf: bytes.part(range))
        padMap()
        endForeignLine()
    }

    mutating func addForeign(_ piece: TextPiece, _ bytes: UnsafeBufferPointer<UInt8>) {
        startForeign(at: piece.start)
        if piece.count == 0 {
            let at = piece.start - windowStart
            unsafe view.append(contentsOf: bytes.part(at..<at + piece.length))
            map.appendVerbatim(raw: piece.start, length: piece.length)
        } else {
            unsafe withUnsafeBytes(of: piece.text) { unsafe view.append(contentsOf: $0.prefix(Int(piece.count))) }
            map.appendAtomic(raw: piece.start..<piece.start + piece.length, viewLength: Int(piece.count))
        }
    }

    private mutating func startForeign(at raw: Int) {
        guard foreignStart == nil else { return }
        foreignStart = view.count
        foreignRaw = raw
        foreignIsGuarded = isInCDATA
    }

    /// A comment, an instruction, or the mark of a CDATA section.
    mutating func addForeignMarkup(_ range: Range<Int>, inner: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) {
        startForeign(at: windowStart + range.lowerBound)
        foreignIsGuarded = true
        unsafe view.append(contentsOf: bytes.part(range.lowerBound..<inner.lowerBound))
        padMap()
        unsafe view.append(contentsOf: bytes.part(inner))
        map.appendVerbatim(raw: windowStart + inner.lowerBound, length: inner.count)
        unsafe view.append(contentsOf: bytes.part(inner.upperBound..<range.upperBound))
        padMap()
        if frames.isEmpty { endForeignLine() }
    }

    /// What no raw byte may be changed for stands at the end of what was before.
    private mutating func padMap() {
        let missing = view.count - map.viewCount
        if missing > 0 { map.appendAtomic(raw: seen..<seen, viewLength: missing) }
    }

    mutating func endForeignLine() {
        guard let start = foreignStart else { return }
        foreignStart = nil
        endUnit(foreignIsGuarded ? .guarded : .attribute, from: start, rawStart: foreignRaw)
    }
}
