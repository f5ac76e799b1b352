internal import Glibc

/// A zip archive that is no workbook: exports, packed together. Its structure was checked as a workbook's is.
public final class ZipArchive: Sendable {
    let file: RandomAccessFile
    let directory: ZipDirectory

    /// An entry of it that has bytes.
    public struct Entry: Sendable {
        public let name: String
        let index: Int
    }

    /// - Throws: where it is no sound archive.
    public init(_ file: RandomAccessFile) throws(WorkbookError) {
        self.file = file
        directory = try ZipDirectory(file)
    }

    /// In the order of the archive, folders left out.
    public var entries: [Entry] {
        directory.entries.enumerated().compactMap { index, entry in
            entry.isFolder ? nil : Entry(name: entry.text, index: index)
        }
    }

    /// There are bytes between the entries that belong to none.
    public var hasStrayBytes: Bool { directory.hasStrayBytes }

    /// What stands beside the entries: the archive's comment, and those and the extra fields of entries, a line each.
    public func notes() throws(WorkbookError) -> CInt? {
        let lines = [directory.comment] + directory.entries.map(\.notes)
        guard lines.contains(where: { $0.contains { $0 > 0x20 } }) else { return nil }
        let copy = try RandomAccessFile.temporary()
        for line in lines {
            let bytes = line + [UInt8(ascii: "\n")]
            try bytes.withRaw { (raw) throws(WorkbookError) in unsafe try copy.append(raw) }
        }
        return try copy.reopened()
    }

    /// What an entry holds, in a file that nobody else sees. Entries are bounded as a workbook's parts are.
    ///
    /// - Returns: a descriptor at the file's beginning, which the caller closes.
    public func extract(_ entry: Entry) throws(WorkbookError) -> CInt {
        let found = directory.entries[entry.index]
        if found.isEncrypted { throw WorkbookError(.encrypted, part: entry.name, "it is encrypted") }
        let copy = try RandomAccessFile.temporary()
        let entries = try ZipEntries(file, directory)
        try entries.begin(entry.index, found)
        defer { entries.end() }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var done = 0
        while true {
            let count = unsafe try buffer.withRoom { (room) throws(WorkbookError) in
                let count = unsafe try entries.read(found, done: done, into: room)
                unsafe try copy.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<count]))
                return count
            }
            if count == 0 { break }
            done += count
        }
        return try copy.reopened()
    }
}
