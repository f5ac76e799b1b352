internal import Bytes
internal import Engine
internal import Streams
internal import Workbooks

/// Exports that are packed together: where nothing is written, each entry of an archive is an input of its own.
extension Reader {
    /// Archives are not looked into deeper than this: an archive may hold itself.
    private static let deepestArchive = 2

    /// So far from its start an archive may begin of which something stands before it, in bytes.
    private static let mostBeforeArchive = 4_096
    private static let archiveNames = [".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots", ".zip"]

    /// Whether a file that is named as an archive is one, though it begins with something else: readers of archives start at
    /// the end, and do not mind.
    mutating func holdsArchive(_ source: DecodingSource, isAtEnd: inout Bool) throws(StreamError) -> Bool {
        let name = source.name.lowercased()
        guard !plan.detector.rules.isEmpty, Self.archiveNames.contains(where: { name.hasSuffix($0) }) else { return false }
        while !isAtEnd, rest.count < Self.mostBeforeArchive {
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
        return unsafe rest.withBytes { bytes in
            let head = unsafe bytes.part(0..<min(bytes.count, Self.mostBeforeArchive))
            // PKWARE APPNOTE 4.3.7: a local file header; the search ignores case.
            return unsafe ByteSearch.first(Array("pk\u{3}\u{4}".utf8), in: head, from: 0) != nil
        }
    }

    /// Reads the entries of an archive one after another, as `exports.zip/users.csv`.
    mutating func readEntries(of file: RandomAccessFile, name: String) -> Bool {
        guard archiveDepth < Self.deepestArchive else {
            return send(.refused(.unexamined(name: name, OpaqueContent(name: OpaqueKind.zip.rawValue))))
        }
        let archive: ZipArchive
        do throws(WorkbookError) { archive = try ZipArchive(file) } catch { return send(.refused(.archive(name: name, error))) }
        archiveDepth += 1
        defer { archiveDepth -= 1 }
        for entry in archive.entries {
            let path = name + "/" + entry.name
            guard read(path, entry.name, { () throws(WorkbookError) in try archive.extract(entry) }) else { return false }
        }
        guard read(name + " (comments)", "comments", { () throws(WorkbookError) in try archive.notes() }) else { return false }
        guard archive.hasStrayBytes else { return true }
        return send(.refused(.unexamined(name: name + " (between its entries)", OpaqueContent(name: OpaqueKind.zip.rawValue))))
    }

    /// Reads an open file; nothing where there is none.
    private mutating func read(_ name: String, _ relative: String, _ open: () throws(WorkbookError) -> CInt?) -> Bool {
        do throws(WorkbookError) {
            guard let descriptor = try open() else { return true }
            let file: FileSource
            do throws(StreamError) {
                file = try FileSource(descriptor: descriptor, name: name, closing: true)
            } catch {
                throw WorkbookError(.system, part: relative, "\(error)")
            }
            // It has a name, which may say what it is.
            let found = FileWalk.File(path: FilePath(name), relative: FilePath(relative), status: file.status, isNamed: false)
            return read({ file }, file: found)
        } catch {
            return send(.refused(.archive(name: name, error)))
        }
    }
}
