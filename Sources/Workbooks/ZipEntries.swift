internal import CZip
internal import Glibc

/// Decompresses the entries of an archive, with libzip, which checks their sums. One entry at a time.
///
/// Only for archives that `ZipDirectory` has checked; where the two see different entries, the archive is refused.
@safe final class ZipEntries {
    private let archive: OpaquePointer
    private var open: OpaquePointer?

    init(_ file: RandomAccessFile, _ directory: ZipDirectory) throws(WorkbookError) {
        // A descriptor of its own, with a place of its own: several may read one archive.
        let descriptor = try file.reopened()
        var code: CInt = 0
        guard let archive = unsafe zip_archive_open(descriptor, &code) else {
            close(descriptor)
            if code == ZIP_MISSING { throw WorkbookError(.system, "there is no libzip, which reads archives") }
            throw ZipDirectory.damaged("libzip does not open it (\(code))")
        }
        unsafe self.archive = archive
        guard unsafe zip_archive_count(archive) == Int64(directory.entries.count) else {
            unsafe zip_archive_close(archive)
            throw ZipDirectory.damaged("readers differ on its entries")
        }
    }

    deinit {
        if let open = unsafe open { unsafe zip_entry_close(open) }
        unsafe zip_archive_close(archive)
    }

    /// Begins to read an entry.
    func begin(_ index: Int, _ entry: ZipEntry) throws(WorkbookError) {
        end()
        var status = zip_entry_status()
        guard unsafe zip_archive_status(archive, UInt64(index), &status), status.size == UInt64(entry.size),
            status.compressed_size == UInt64(entry.compressedSize), status.crc == entry.crc
        else { throw ZipDirectory.damaged("readers differ on an entry") }
        unsafe open = zip_entry_open(archive, UInt64(index))
        guard unsafe open != nil else { throw WorkbookError(.damaged, part: entry.text, "cannot be decompressed") }
    }

    /// Reads on; 0 at the end. `done` is what was read before: no more is taken than the entry says it has.
    func read(_ entry: ZipEntry, done: Int, into buffer: UnsafeMutableRawBufferPointer) throws(WorkbookError) -> Int {
        guard let open = unsafe open else { return 0 }
        let count = unsafe Int(zip_entry_read(open, buffer.baseAddress, UInt64(buffer.count)))
        guard count >= 0 else { throw WorkbookError(.damaged, part: entry.text, "its data are damaged") }
        guard done + count <= entry.size, count > 0 || done == entry.size else {
            throw WorkbookError(.damaged, part: entry.text, "it has not the size it says")
        }
        return count
    }

    func end() {
        if let open = unsafe open { unsafe zip_entry_close(open) }
        unsafe open = nil
    }

    /// All of a small entry.
    func all(_ index: Int, _ entry: ZipEntry, most: Int) throws(WorkbookError) -> [UInt8] {
        guard entry.size <= most else { throw WorkbookError(.tooLarge, part: entry.text, "more than \(most >> 10) KiB") }
        try begin(index, entry)
        defer { end() }
        var bytes = [UInt8](repeating: 0, count: entry.size + 1)
        var done = 0
        while true {
            let count = unsafe try bytes.withRoom { (all) throws(WorkbookError) in
                try unsafe read(entry, done: done, into: UnsafeMutableRawBufferPointer(rebasing: all[done...]))
            }
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }
}
