public import Glibc

/// Which file it is, under whatever name: device and inode.
public struct FileIdentity: Sendable, Hashable {
    public let device: UInt64
    public let inode: UInt64
}

/// What the system says about a file at one moment.
public struct FileStatus: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case regular = "regular file"
        case directory
        case symbolicLink = "symbolic link"
        case fifo = "FIFO"
        case socket
        case device
        case other
    }

    public let kind: Kind
    /// Bytes, meaningful for regular files.
    public let size: Int
    /// Permission bits with set-id and sticky bits (`0o7777`).
    public let mode: mode_t
    public let owner: uid_t
    public let group: gid_t
    public let identity: FileIdentity

    /// Of the file at `path`; of the link itself if it is a symbolic link and `followingLinks` is false.
    public init(of path: FilePath, followingLinks: Bool = true) throws(StreamError) {
        var record = stat()
        let result = path.withCString { unsafe followingLinks ? stat($0, &record) : lstat($0, &record) }
        guard result == 0 else { throw StreamError(.examine, path.displayName, errno: errno) }
        self.init(record)
    }

    /// Of an open descriptor, called `name` in an error.
    public init(descriptor: CInt, name: String) throws(StreamError) {
        var record = stat()
        guard unsafe fstat(descriptor, &record) == 0 else { throw StreamError(.examine, name, errno: errno) }
        self.init(record)
    }

    private init(_ record: stat) {
        kind =
            switch record.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .other
            }
        size = Int(record.st_size)
        mode = record.st_mode & 0o7777
        owner = record.st_uid
        group = record.st_gid
        identity = FileIdentity(device: UInt64(record.st_dev), inode: UInt64(record.st_ino))
    }
}
