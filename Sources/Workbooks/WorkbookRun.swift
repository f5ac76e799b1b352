internal import Bytes
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

/// Parts of a workbook, one after the other, decompressed as they are read.
final class PartSource {
    private let workbook: Workbook
    private let entries: ZipEntries
    private let isParallel: Bool

    /// A smaller part is read before a thread is started.
    private static let worthAThread = 1 << 20

    init(_ workbook: Workbook, isParallel: Bool) throws(WorkbookError) {
        self.workbook = workbook
        self.isParallel = isParallel
        entries = try ZipEntries(workbook.file, workbook.directory)
    }

    /// Runs an editor over its part. Returns the part as it was written anew; nil where nothing in it changed.
    func run(
        _ editor: inout PartEditor, _ processor: inout TextProcessor, into spool: RandomAccessFile?, _ deflater: RawDeflater?
    ) throws(WorkbookError) -> ZipWriter.Content? {
        let index = editor.part.index
        let entry = workbook.directory.entries[index]
        defer { entries.end() }
        let head = try entries.head(of: index, entry)
        if let utf16 = UTF16Part(head) { return try run(&editor, &processor, utf16, into: spool, deflater) }
        try entries.begin(index, entry)
        let entries = self.entries
        var done = 0
        var sink: WriteBehind? = nil
        defer { sink?.stop() }
        let isLarge = isParallel && entry.size >= Self.worthAThread
        var unwritten = 0
        var isChanged = false
        try editor.run(
            &processor, ahead: isLarge,
            read: { (buffer) throws(WorkbookError) in
                let count = unsafe try entries.read(entry, done: done, into: buffer)
                done += count
                return count
            },
            write: { (bytes, hasEdits) throws(WorkbookError) in
                guard let spool else { return }
                if !isChanged {
                    guard hasEdits else {
                        unwritten += bytes.count
                        return
                    }
                    // Only now is it worth compressing: what came before is read once more.
                    isChanged = true
                    sink = WriteBehind(try PartSink(spool, deflater), behind: isLarge)
                    let again = try ZipEntries(workbook.file, workbook.directory)
                    try again.copy(index, entry, first: unwritten) { (piece) throws(WorkbookError) in unsafe try sink?.write(piece) }
                }
                unsafe try sink?.write(bytes)
            })
        return try sink?.finish()
    }

    private func run(
        _ editor: inout PartEditor, _ processor: inout TextProcessor, _ utf16: UTF16Part, into spool: RandomAccessFile?,
        _ deflater: RawDeflater?
    ) throws(WorkbookError) -> ZipWriter.Content? {
        let entry = workbook.directory.entries[editor.part.index]
        try entries.begin(editor.part.index, entry)
        let entries = self.entries
        var utf16 = utf16
        var done = 0
        var waiting: [UInt8] = []
        var isAtEnd = false
        var raw = [UInt8](repeating: 0, count: 32 << 10)
        var sink = try spool.map { (spool) throws(WorkbookError) in try PartSink(spool, deflater) }
        var encoded: [UInt8] = []
        var isChanged = false
        let name = editor.part.name
        var decoder = utf16
        try editor.run(
            &processor, ahead: false,
            read: { (buffer) throws(WorkbookError) in
                while waiting.isEmpty, !isAtEnd {
                    let count = unsafe try raw.withRoom { (bytes) throws(WorkbookError) in
                        unsafe try entries.read(entry, done: done, into: bytes)
                    }
                    done += count
                    isAtEnd = count == 0
                    if isAtEnd {
                        guard decoder.finishDecoding(&waiting) else {
                            throw WorkbookError(.encoding, part: name, "half a character of UTF-16")
                        }
                    } else {
                        unsafe raw.withUnsafeBufferPointer { unsafe decoder.decode($0.part(0..<count), to: &waiting) }
                    }
                }
                let count = min(waiting.count, buffer.count)
                unsafe buffer.copyBytes(from: waiting[..<count])
                waiting.removeFirst(count)
                return count
            },
            write: { (bytes, hasEdits) throws(WorkbookError) in
                isChanged = isChanged || hasEdits
                encoded.removeAll(keepingCapacity: true)
                unsafe utf16.encode(bytes, to: &encoded)
                unsafe try encoded.withUnsafeBufferPointer { (piece) throws(WorkbookError) in unsafe try sink?.write(piece) }
            })
        encoded.removeAll()
        utf16.finishEncoding(&encoded)
        unsafe try encoded.withUnsafeBufferPointer { (piece) throws(WorkbookError) in unsafe try sink?.write(piece) }
        guard isChanged, let whole = sink.take() else { return nil }
        return try whole.finish()
    }

    /// Reads an entry from its beginning, in pieces, until `body` has enough.
    func read(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>, Bool) throws(WorkbookError) -> Bool) throws(WorkbookError) {
        let entry = workbook.directory.entries[index]
        guard entry.size > 0 else { return }
        var bytes = try entries.head(of: index, entry)
        var utf16 = UTF16Part(bytes)
        try entries.begin(index, entry)
        defer { entries.end() }
        bytes = [UInt8](repeating: 0, count: 128 << 10)
        var done = 0
        while true {
            let count = unsafe try bytes.withRoom { (all) throws(WorkbookError) in
                unsafe try entries.read(entry, done: done, into: all)
            }
            done += count
            var text: [UInt8] = []
            if utf16 != nil {
                unsafe bytes.withUnsafeBufferPointer { unsafe utf16?.decode($0.part(0..<count), to: &text) }
            }
            let goesOn =
                utf16 != nil
                ? unsafe try text.withUnsafeBufferPointer { (all) throws(WorkbookError) in unsafe try body(all, count == 0) }
                : unsafe try bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in
                    unsafe try body(all.part(0..<count), count == 0)
                }
            if count == 0 || !goesOn { return }
        }
    }
}

extension ZipEntries {
    /// The first two bytes of an entry.
    func head(of index: Int, _ entry: ZipEntry) throws(WorkbookError) -> [UInt8] {
        try begin(index, entry)
        defer { end() }
        var head = [UInt8](repeating: 0, count: 2)
        let count = unsafe try head.withRoom { (bytes) throws(WorkbookError) in unsafe try read(entry, done: 0, into: bytes) }
        return Array(head.prefix(count))
    }

    /// Gives `body` the first bytes of an entry.
    func copy(
        _ index: Int, _ entry: ZipEntry, first: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(WorkbookError) -> Void
    ) throws(WorkbookError) {
        guard first > 0 else { return }
        try begin(index, entry)
        defer { end() }
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        var done = 0
        while done < first {
            let wanted = min(bytes.count, first - done)
            let count = unsafe try bytes.withRoom { (all) throws(WorkbookError) in
                unsafe try read(entry, done: done, into: UnsafeMutableRawBufferPointer(rebasing: all[..<wanted]))
            }
            guard count > 0 else { throw WorkbookError(.damaged, part: entry.text, "it has not the size it says") }
            unsafe try bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in unsafe try body(all.part(0..<count)) }
            done += count
        }
    }
}
