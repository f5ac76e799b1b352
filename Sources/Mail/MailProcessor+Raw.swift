internal import Bytes
internal import Formats

/// All bytes as they stand: what two readers take apart in different ways hides nothing.
///
/// Left out are the fields that stay whatever they hold, delimiters, and, where no reader can differ on what a message is, bodies
/// that show nothing as they stand (base64, and character sets in which ASCII means something else), or nothing that was not looked at
/// as content: byte for byte, or in quoted-printable without an escape that might be none.
extension MailProcessor {
    mutating func raw(
        _ bytes: [UInt8], _ structure: MIMEStructure, depth: Int, place: String, _ processor: inout TextProcessor
    ) throws(MailError) -> EditScript {
        let closed = closedBodies(bytes, structure, place)
        var view: [UInt8] = []
        var map = OffsetMap()
        var at = 0
        for range in leftOut(structure, closed, depth) {
            if range.lowerBound > at {
                view += bytes[at..<range.lowerBound]
                map.appendVerbatim(raw: at, length: range.lowerBound - at)
            }
            at = max(at, range.upperBound)
        }
        if at < bytes.count {
            view += bytes[at...]
            map.appendVerbatim(raw: at, length: bytes.count - at)
        }
        let script = examiner.examine(view, at: place.isEmpty ? "raw bytes" : "\(place) raw bytes", &processor)
        try checkRules(processor)
        guard !script.isEmpty else { return script }
        return try lower(script, map, bytes, structure)
    }

    /// Bodies of which the raw form shows nothing, or nothing that their content did not show.
    private func closedBodies(_ bytes: [UInt8], _ structure: MIMEStructure, _ place: String) -> [Range<Int>] {
        guard structure.doubts.isEmpty else { return [] }
        return (place.isEmpty ? coveredBodies : [])
            + structure.entities.compactMap { entity in
                guard entity.kind == .leaf, !entity.body.isEmpty, entity.otherTypes.isEmpty else { return nil }
                switch entity.encodings {
                case [.base64]: return Base64Body.isClean(bytes, entity.body) ? entity.body : nil
                case [.identity]:
                    guard let label = entity.type.charset, let charset = Charset(named: label), !charset.isTransparent else { return nil }
                    return entity.body
                default: return nil
                }
            }
    }

    private func leftOut(_ structure: MIMEStructure, _ closed: [Range<Int>], _ depth: Int) -> [Range<Int>] {
        var ranges = closed + structure.delimiters.map(\.line)
        guard depth == 0 else { return ranges.sorted { $0.lowerBound < $1.lowerBound } }
        for field in structure.fields where structure.entities[field.entity].isTop && field.whole.lowerBound < structure.firstDoubt {
            if options.headers.keeps(field.key) { ranges.append(field.whole) }
        }
        if !structure.envelope.isEmpty, options.headers.keeps("from") { ranges.append(structure.envelope) }
        return ranges.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// A stretch of the bytes within which an edit may lie: none may take a line end of a header, or what stands between parts.
    private struct Region {
        var range: Range<Int>
        var field: Int?
        var entity: Int?
    }

    private func lower(
        _ script: EditScript, _ map: OffsetMap, _ bytes: [UInt8], _ structure: MIMEStructure
    ) throws(MailError) -> EditScript {
        var regions: [Region] = []
        for (index, field) in structure.fields.enumerated() {
            regions.append(Region(range: field.name.lowerBound..<field.value.upperBound, field: index))
        }
        for (index, entity) in structure.entities.enumerated() where entity.kind == .leaf && !entity.body.isEmpty {
            regions.append(Region(range: entity.body, entity: index))
        }
        if structure.envelope.count > 6 {
            let word = bytes[structure.envelope.lowerBound] == UInt8(ascii: ">") ? 6 : 5
            regions.append(Region(range: structure.envelope.lowerBound + word..<structure.envelope.upperBound - 1))
        }
        for gap in structure.gaps { regions.append(Region(range: gap)) }
        regions.sort { $0.range.lowerBound < $1.range.lowerBound }
        var edits = EditBag()
        for edit in script.edits {
            var mask = Array(script.text(of: edit))
            var pieces: [Range<Int>] = []
            map.forEachRawSpan(of: edit.range) { pieces.append($0) }
            for piece in pieces {
                var index = Self.firstRegion(regions, endingAfter: piece.lowerBound)
                while index < regions.count, regions[index].range.lowerBound < piece.upperBound {
                    let region = regions[index]
                    index += 1
                    let part = max(piece.lowerBound, region.range.lowerBound)..<min(piece.upperBound, region.range.upperBound)
                    guard !part.isEmpty else { continue }
                    edits.append(try place(part, mask, region, bytes, structure))
                    mask = []
                }
            }
        }
        separate(structure, bytes, Self.lineEnd(of: bytes), &edits)
        return EditScript(edits)
    }

    private static func firstRegion(_ regions: [Region], endingAfter offset: Int) -> Int {
        var low = 0
        var high = regions.count
        while low < high {
            let middle = (low + high) / 2
            if regions[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A change as it can be made where it stands.
    private func place(
        _ range: Range<Int>, _ mask: [UInt8], _ region: Region, _ bytes: [UInt8], _ structure: MIMEStructure
    ) throws(MailError) -> (range: Range<Int>, text: [UInt8]) {
        if let index = region.field { return try place(range, mask, inField: structure.fields[index], bytes) }
        guard let index = region.entity else { return (range, mask) }
        let entity = structure.entities[index]
        let isClosed = entity.type.charset.flatMap { Charset(named: $0) }.map { !$0.isTransparent } ?? false
        switch entity.encodings.first ?? .identity {
        case .quotedPrintable:
            return (
                QuotedPrintable.whole(range, in: bytes, entity.body), mask.flatMap { $0 == UInt8(ascii: "=") ? Array("=3D".utf8) : [$0] }
            )
        case .base64:
            throw MailError(
                .unmaskable, part: Self.placeName("", entity.path),
                "a rule finds something in base64, in a message that readers may take apart differently")
        case .identity where isClosed:
            throw MailError(.unmaskable, part: Self.placeName("", entity.path), "a rule finds something in bytes that no mask can replace")
        case .identity, .uuencode, .unknown: return (range, mask)
        }
    }

    private func place(
        _ range: Range<Int>, _ mask: [UInt8], inField field: MIMEStructure.Field, _ bytes: [UInt8]
    ) throws(MailError) -> (range: Range<Int>, text: [UInt8]) {
        if range.lowerBound < field.name.upperBound {
            // A name must stay one; what follows the colon is looked at next.
            return (field.name, HeaderView.maskedName)
        }
        if range.lowerBound < field.value.lowerBound {
            return (field.value.lowerBound..<max(field.value.lowerBound, range.upperBound), mask)
        }
        var range = range
        var at = field.value.lowerBound
        let words = EncodedWords(bytes, field.value)
        while at < range.upperBound {
            if bytes[at] == UInt8(ascii: "="), let word = words.word(at: at) {
                // A word goes as a whole.
                if word.raw.overlaps(range) {
                    range = min(range.lowerBound, word.raw.lowerBound)..<max(range.upperBound, word.raw.upperBound)
                }
                at = word.raw.upperBound
            } else {
                at += 1
            }
        }
        if field.key == "content-type" {
            for segment in ParameterList(bytes, field.value).segments where segment.name == "boundary" && segment.whole.overlaps(range) {
                throw MailError(.unmaskable, part: "header", "a rule finds something in the delimiter of its parts")
            }
        }
        return (range, mask)
    }
}
