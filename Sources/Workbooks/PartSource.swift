internal import Bytes
internal import Formats
internal import Streams

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
