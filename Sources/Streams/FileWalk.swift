import Glibc

/// Walks the files and directories named on a command line, in byte order of names within each directory.
///
/// What is named itself is followed through symbolic links and may be a FIFO or a device; inside a directory only
/// regular files count. Symbolic links there are reported, not followed, so the walk cannot leave a directory or go
/// round in circles. Whatever cannot be read is reported in its place, and the walk goes on.
public struct FileWalk: Sequence, IteratorProtocol {
    /// How deep directories may nest below a named one. A path of that many names hardly fits the system's limit of
    /// 4096 bytes.
    public static let depthLimit = 512
    /// Bytes that the names of all open directories may take: half a million files in one directory. Sorting needs them
    /// all at once, and the whole process has 96 MiB.
    public static let namesLimit = 16 << 20

    public enum Item: Sendable, Hashable {
        case file(File)
        /// Left out on purpose.
        case skipped(FilePath, SkipReason)
        /// Could not be examined or listed.
        case failed(StreamError)
    }

    public struct File: Sendable, Hashable {
        /// Where to open it.
        public let path: FilePath
        /// Its path below the named directory; for a file that was named itself, its last name.
        public let relative: FilePath
        public let status: FileStatus
        /// Named itself, not found in a directory: to be opened through symbolic links, as the others should not be.
        public let isNamed: Bool

        public init(path: FilePath, relative: FilePath, status: FileStatus, isNamed: Bool) {
            self.path = path
            self.relative = relative
            self.status = status
            self.isNamed = isNamed
        }
    }

    public enum SkipReason: String, Sendable, Hashable {
        case symbolicLink = "symbolic link"
        case notRegular = "not a regular file"
        /// Excluded by the caller.
        case excluded
    }

    private struct Level {
        let path: FilePath
        let relative: FilePath
        var names: NameList
        let footprint: Int
    }

    private var roots: ArraySlice<FilePath>
    private let excluded: Set<FileIdentity>
    private var levels: [Level] = []
    private var namesHeld = 0
    private let namesLimit: Int

    /// - Parameter excluding: files and directories to leave out inside directories, such as the one that results are
    ///   written to.
    public init(_ roots: [FilePath], excluding: Set<FileIdentity> = []) {
        self.init(roots, excluding: excluding, namesLimit: Self.namesLimit)
    }

    init(_ roots: [FilePath], excluding: Set<FileIdentity>, namesLimit: Int) {
        self.roots = roots[...]
        self.excluded = excluding
        self.namesLimit = namesLimit
    }

    public mutating func next() -> Item? {
        while true {
            if let last = levels.indices.last {
                if let name = levels[last].names.next() {
                    if let item = visit(name, in: last) { return item }
                } else {
                    namesHeld -= levels[last].footprint
                    levels.removeLast()
                }
            } else if let root = roots.popFirst() {
                if let item = visit(root: root) { return item }
            } else {
                return nil
            }
        }
    }

    private mutating func visit(root: FilePath) -> Item? {
        do throws(StreamError) {
            let status = try FileStatus(of: root)
            if status.kind == .directory { return enter(root, relative: FilePath(bytes: [])) }
            return .file(File(path: root, relative: root.lastComponent, status: status, isNamed: true))
        } catch {
            return .failed(StreamError(.open, error.place, error.cause))
        }
    }

    private mutating func visit(_ name: FilePath, in level: Int) -> Item? {
        let path = levels[level].path.appending(name)
        let relative = levels[level].relative.appending(name)
        do throws(StreamError) {
            let status = try FileStatus(of: path, followingLinks: false)
            if excluded.contains(status.identity) { return .skipped(path, .excluded) }
            switch status.kind {
            case .regular: return .file(File(path: path, relative: relative, status: status, isNamed: false))
            case .directory: return enter(path, relative: relative)
            case .symbolicLink: return .skipped(path, .symbolicLink)
            case .fifo, .socket, .device, .other: return .skipped(path, .notRegular)
            }
        } catch {
            return .failed(error)
        }
    }

    /// Opens a directory for the next steps; an item only if that fails.
    private mutating func enter(_ path: FilePath, relative: FilePath) -> Item? {
        guard levels.count < Self.depthLimit else {
            return .failed(
                StreamError(.list, path.displayName, .unsuitable("more than \(Self.depthLimit) directories deep")))
        }
        switch NameList.listing(path, limit: namesLimit - namesHeld) {
        case .listed(let names):
            levels.append(Level(path: path, relative: relative, names: names, footprint: names.footprint))
            namesHeld += names.footprint
            return nil
        case .failed(let code):
            return .failed(StreamError(.list, path.displayName, errno: code))
        case .tooMany:
            let reason = "the names in it and above take more than \(namesLimit) bytes"
            return .failed(StreamError(.list, path.displayName, .unsuitable(reason)))
        }
    }
}
