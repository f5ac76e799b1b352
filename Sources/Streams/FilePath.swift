import Glibc

/// A path as the file system knows it: bytes without a NUL, not necessarily UTF-8.
public struct FilePath: Sendable, Hashable {
    /// The bytes handed to the system, without the NUL at the end. A path with a NUL inside names nothing: every
    /// call with it fails with `EINVAL`, so it can never be cut short to name something else.
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// The last name in the path: `c` of `a/b/c/`; `/` of `/`.
    public var lastComponent: FilePath {
        let end = endWithoutSlashes
        guard end > 0 else { return FilePath(bytes: bytes.isEmpty ? [] : [slash]) }
        let start = bytes[..<end].lastIndex(of: slash).map { $0 + 1 } ?? 0
        return FilePath(bytes: Array(bytes[start..<end]))
    }

    /// The directory that holds the last name: `a/b` of `a/b/c/`; `.` of `c`; `/` of `/c` and of `/`.
    public var parent: FilePath {
        let end = endWithoutSlashes
        guard end > 0 else { return FilePath(bytes.isEmpty ? "." : "/") }
        guard var cut = bytes[..<end].lastIndex(of: slash) else { return FilePath(".") }
        while cut > 0, bytes[cut - 1] == slash { cut -= 1 }
        return cut == 0 ? FilePath("/") : FilePath(bytes: Array(bytes[..<cut]))
    }

    /// This path, a slash, and `below`. An empty path adds nothing.
    public func appending(_ below: FilePath) -> FilePath {
        if bytes.isEmpty { return below }
        if below.bytes.isEmpty { return self }
        var joined = bytes
        joined.reserveCapacity(bytes.count + 1 + below.bytes.count)
        if joined.last != slash { joined.append(slash) }
        joined += below.bytes
        return FilePath(bytes: joined)
    }

    /// How many bytes are left when the slashes at the end are cut off.
    private var endWithoutSlashes: Int {
        (bytes.lastIndex { $0 != slash }).map { $0 + 1 } ?? 0
    }

    /// Calls `body` with the path as a C string. The result is the call's own; -1 with `errno` `EINVAL` when the path
    /// holds a NUL.
    @safe func withCString(_ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
        guard !bytes.contains(0) else {
            errno = EINVAL
            return -1
        }
        var text = bytes.map { CChar(bitPattern: $0) }
        text.append(0)
        return unsafe text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return -1 }
            return unsafe body(base)
        }
    }
}

private let slash = UInt8(ascii: "/")

extension FilePath: Comparable {
    /// Byte order, the same in every locale.
    public static func < (left: FilePath, right: FilePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension FilePath {
    /// The path with every symbolic link, `.` and `..` in it resolved: an absolute one (realpath(3)).
    public func resolved() throws(StreamError) -> FilePath {
        var found: [UInt8]?
        let result = withCString { text in
            guard let real = unsafe realpath(text, nil) else { return -1 }
            unsafe found = Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
            unsafe free(real)
            return 0
        }
        guard result == 0, let found else { throw StreamError(.examine, displayName, errno: errno) }
        return FilePath(bytes: found)
    }
}
