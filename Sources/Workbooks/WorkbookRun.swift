public import Engine
public import Formats
internal import Masking
internal import Streams

extension Workbook {
    /// Examines all of the workbook, and makes a copy with what was found masked.
    ///
    /// - Parameters:
    ///   - makesCopy: false where only the findings are wanted.
    ///   - processor: made with the same rules as `masking`.
    /// - Throws: where the copy is refused. Then there is none, and what was reported was not masked.
    public func mask(
        _ masking: WorkbookMasking, _ processor: inout TextProcessor, makesCopy: Bool
    ) throws(WorkbookError) -> WorkbookResult {
        var result = WorkbookResult()
        let state = WorkbookState()
        let hasSecretNotes = try examineDirectory(masking, &processor)
        for (kind, index) in unexamined {
            let action = makesCopy ? masking.policy[kind] : .keep
            let name = directory.entries[index].text
            if action == .refuse {
                throw WorkbookError(.policy, part: name, "\(kind.rawValue) cannot be examined, and the policy is to refuse them")
            }
            if action == .drop { drop(name, state) }
            result.unexamined.append((kind, name, directory.entries[index].size, action == .drop))
        }
        let source = try PartSource(self, isParallel: masking.isParallel)
        state.sheetNames = sheetNames
        try readHeads(state, source, masking, &processor)
        for head in state.heads.values {
            result.selecting.formUnion(head.selecting)
        }
        renameSheets(state, masking, &processor, isCheck: false)
        let contents = try rewrite(source, state, masking, &processor, makesCopy: makesCopy)
        guard !state.hasTooMany else {
            throw WorkbookError(.tooLarge, "columns have more than \(KnownValues.most >> 20) million values to mask")
        }
        guard try file.stamp() == stamp else { throw WorkbookError(.damaged, "it was changed while it was read") }
        guard makesCopy, !contents.isEmpty || !state.dropped.isEmpty || directory.hasGaps || hasSecretNotes else { return result }
        let copy = try assemble(contents, state)
        try check(copy, Set(contents.keys), of: state, masking, &processor)
        result.copy = copy
        return result
    }

    private func drop(_ name: String, _ state: WorkbookState) {
        state.dropped.insert("/" + name.lowercased())
    }

    /// Parts in the order in which they are examined: the strings that cells share behind the cells, so that it is known who
    /// shows them; all others last.
    private var examinationOrder: [Part] {
        func rank(_ part: Part) -> Int {
            switch part.role {
            case .sheet: 0
            case .sharedStrings: 1
            case .openDocument: 2
            default: 3
            }
        }
        return parts.sorted { rank($0) != rank($1) ? rank($0) < rank($1) : $0.index < $1.index }
    }

    /// Examines the parts, and writes those anew that change. Returns these, by entry.
    private func rewrite(
        _ source: PartSource, _ state: WorkbookState, _ masking: WorkbookMasking, _ processor: inout TextProcessor, makesCopy: Bool
    ) throws(WorkbookError) -> [Int: ZipWriter.Content] {
        var contents: [Int: ZipWriter.Content] = [:]
        let spool = makesCopy ? try RandomAccessFile.temporary() : nil
        let deflater = RawDeflater(level: PartSink.level)
        for part in examinationOrder where !state.dropped.contains("/" + part.name.lowercased()) {
            let entry = directory.entries[part.index]
            guard entry.size > 0 else { continue }
            var editor = PartEditor(part, state, masking)
            if let content = try source.run(&editor, &processor, into: spool, deflater) { contents[part.index] = content }
        }
        return contents
    }

    private func assemble(_ contents: [Int: ZipWriter.Content], _ state: WorkbookState) throws(WorkbookError) -> RandomAccessFile {
        let copy = try RandomAccessFile.temporary()
        var writer = ZipWriter(to: copy)
        for (index, entry) in directory.entries.enumerated() where !state.dropped.contains("/" + entry.text.lowercased()) {
            let original = ZipWriter.Content(
                file: file, range: entry.data, size: entry.size, crc: entry.crc, method: entry.method)
            try writer.add(entry, contents[index] ?? original)
        }
        try writer.finish()
        return copy
    }

    /// Reads the copy as if it had come from somewhere, and examines again what was written anew. All else has the bytes that
    /// were examined before.
    private func check(
        _ copy: RandomAccessFile, _ changed: Set<Int>, of original: WorkbookState, _ masking: WorkbookMasking,
        _ processor: inout TextProcessor
    ) throws(WorkbookError) {
        guard let again = try Workbook.open(copy) else { throw WorkbookError(.residue, "the copy is no workbook any more") }
        let names = Set(changed.map { directory.entries[$0].name })
        let source = try PartSource(again, isParallel: masking.isParallel)
        let state = WorkbookState()
        state.sheetNames = again.sheetNames
        state.adoptKnown(of: original)
        try again.readHeads(state, source, masking, &processor, known: original)
        again.renameSheets(state, masking, &processor, isCheck: true)
        for part in again.examinationOrder where names.contains(again.directory.entries[part.index].name) {
            var editor = PartEditor(part, state, masking, isCheck: true)
            _ = try source.run(&editor, &processor, into: nil, nil)
            if state.hasResidue {
                throw WorkbookError(.residue, part: part.name, "the copy still shows something that a rule finds; it was not written")
            }
        }
    }

    /// Names of entries, and what stands beside them: comments and extra fields, which no copy has.
    private func examineDirectory(
        _ masking: WorkbookMasking, _ processor: inout TextProcessor
    ) throws(WorkbookError) -> Bool {
        var outcome = BlockOutcome()
        var names: [UInt8] = []
        var notes = directory.comment + [0x0A]
        for entry in directory.entries {
            names += entry.name + [0x0A]
            notes += entry.notes + [0x0A]
        }
        unsafe names.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        guard outcome.isUnchanged else { throw WorkbookError(.unmaskable, "a rule finds something in the names of its parts") }
        unsafe notes.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        guard !outcome.isUnchanged else { return false }
        var places: [WorkbookPlace] = []
        for place in outcome.places {
            places.append(
                WorkbookPlace(
                    rule: place.rule, withheld: place.withheld.map { "withheld:\($0.rawValue)" }, place: "comment of the archive",
                    preview: place.preview, length: place.length))
        }
        masking.report(outcome, places)
        return true
    }
}
