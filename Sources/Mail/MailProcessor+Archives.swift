internal import Formats
internal import Streams

/// Attachments that are archives, or compressed.
extension MailProcessor {
    mutating func examine(
        archive content: [UInt8], _ kind: OpaqueKind, _ leaf: Leaf, _ processor: inout TextProcessor
    ) throws(MailError) -> LeafResult {
        guard let archives else { return try unexamined(.archives, leaf, content) }
        var found = MailFindings()
        swap(&found, &examiner.findings)
        processor.keepsSplices = false
        let result = archives.open(content, kind, &processor) { outcome, inner in
            found.add(outcome, at: "\(leaf.name) \(inner)", countsDocuments: false)
        }
        processor.keepsSplices = true
        swap(&found, &examiner.findings)
        try checkRules(processor)
        switch result {
        case .unexamined(let kind): return try unexamined(kind, leaf, content)
        case .examined(let bytes, let parts):
            for part in parts where try note(part.kind, leaf.name, part.bytes) { return .dropped(part.kind) }
            return .script(bytes.map { whole(content, $0) } ?? EditScript())
        case .entries(let archive): return try examine(entriesOf: archive, content, leaf, &processor)
        }
    }

    private mutating func unexamined(_ kind: UnexaminedContent, _ leaf: Leaf, _ content: [UInt8]) throws(MailError) -> LeafResult {
        try note(kind, leaf.name, content.count) ? .dropped(kind) : .script(EditScript())
    }

    private func whole(_ content: [UInt8], _ bytes: [UInt8]) -> EditScript {
        var script = EditScript()
        script.append(0..<content.count, bytes)
        return script
    }

    private mutating func examine(
        entriesOf archive: any MailArchive, _ content: [UInt8], _ leaf: Leaf, _ processor: inout TextProcessor
    ) throws(MailError) -> LeafResult {
        guard leaf.depth < MailLimits.encodedDepth else {
            throw MailError(.nesting, part: leaf.name, "archives within archives, more than \(MailLimits.encodedDepth) deep")
        }
        let names = archive.names
        let script = examiner.examine(Array(names.joined(separator: [0x0A])), at: "\(leaf.name) names", &processor)
        guard script.isEmpty else { throw MailError(.unmaskable, part: leaf.name, "a rule finds something in the names of an archive") }
        // What stands beside the entries is in no copy.
        var isChanged = !examiner.examine(archive.remarks, at: "\(leaf.name) remarks", &processor).isEmpty
        try checkRules(processor)
        var changes: [Int: [UInt8]] = [:]
        var left = MailLimits.decompressed
        for (index, name) in names.enumerated() {
            var inner = leaf
            inner.depth += 1
            if !name.isEmpty {
                inner.name += "/" + String(decoding: name, as: UTF8.self)
                inner.fileNames = [String(decoding: name, as: UTF8.self).lowercased()]
            }
            inner.isAttachment = true
            let bytes: [UInt8]
            switch archive.content(index, most: left) {
            case .bytes(let found): bytes = found
            case .encrypted: return try unexamined(.encrypted, leaf, content)
            case .unreadable: return try unexamined(.archives, leaf, content)
            }
            left -= bytes.count
            for type in [ContentType(implied: "application/octet-stream")] + inner.typesByName {
                switch try examine(changes[index] ?? bytes, as: type, inner, &processor) {
                case .dropped(let kind): return .dropped(kind)
                case .script(let script):
                    guard !script.isEmpty else { continue }
                    changes[index] = script.apply(to: changes[index] ?? bytes)
                    isChanged = true
                }
            }
        }
        guard isChanged else { return .script(EditScript()) }
        guard let copy = archive.rewritten(changes) else { throw MailError(.system, part: leaf.name, "cannot be written again") }
        return .script(whole(content, copy))
    }
}
