internal import Streams

extension ZipArchive {
    /// All that an entry holds.
    ///
    /// - Throws: where it is encrypted or damaged, or has more bytes than `most`.
    public func bytes(of entry: Entry, most: Int) throws(WorkbookError) -> [UInt8] {
        let found = directory.entries[entry.index]
        if found.isEncrypted { throw WorkbookError(.encrypted, part: entry.name, "it is encrypted") }
        return try ZipEntries(file, directory).all(entry.index, found, most: most)
    }

    /// Texts that stand beside entries, a line each: the archive's comment, and those and the extra fields of entries. No copy has
    /// them.
    public var remarks: [UInt8] {
        var lines: [UInt8] = []
        for line in [directory.comment] + directory.entries.map(\.notes) where line.contains(where: { $0 > 0x20 }) {
            lines += line + [0x0A]
        }
        return lines
    }

    /// The archive with other bytes for some of its entries, which are named by their place in `entries`; all others are copied as
    /// they are, compressed.
    public func rewritten(_ changes: [Int: [UInt8]]) throws(WorkbookError) -> RandomAccessFile {
        let copy = try RandomAccessFile.temporary()
        let spool = try RandomAccessFile.temporary()
        var writer = ZipWriter(to: copy)
        var places: [Int: Int] = [:]
        for (place, entry) in entries.enumerated() { places[entry.index] = place }
        for (index, entry) in directory.entries.enumerated() {
            guard let bytes = places[index].flatMap({ changes[$0] }) else {
                try writer.add(entry, .init(file: file, range: entry.data, size: entry.size, crc: entry.crc, method: entry.method))
                continue
            }
            var sink = try PartSink(spool, RawDeflater(level: PartSink.level))
            unsafe try bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in unsafe try sink.write(all) }
            try writer.add(entry, try sink.finish())
        }
        try writer.finish()
        return copy
    }
}
