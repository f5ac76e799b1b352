public import Glibc

/// Where a milter listens, as mail servers write it: `inet:8891@127.0.0.1`, `inet6:8891@::1`, `unix:/run/blot/milter`.
public enum MilterAddress: Sendable, Equatable, CustomStringConvertible {
    case internet(family: String, port: UInt16, host: String)
    case unix(String)

    /// nil where it is none.
    public init?(parsing text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let (kind, rest) = (String(text[..<colon]), text[text.index(after: colon)...])
        switch kind {
        case "unix", "local":
            // sun_path of sockaddr_un has 108 bytes, with the zero.
            guard rest.first == "/", rest.utf8.count <= 107, !rest.utf8.contains(0) else { return nil }
            self = .unix(String(rest))
        case "inet", "inet6":
            let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let port = parts.first.flatMap({ UInt16($0) }), port > 0 else { return nil }
            // Nobody but this machine, unless somebody says so.
            let host = parts.count == 2 ? String(parts[1]) : kind == "inet" ? "127.0.0.1" : "::1"
            guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }) else { return nil }
            self = .internet(family: kind, port: port, host: host)
        default:
            return nil
        }
    }

    public var description: String {
        switch self {
        case .internet(let family, let port, let host): "\(family):\(port)@\(host)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Only this machine reaches it.
    public var isLocal: Bool {
        guard case .internet(_, _, let host) = self else { return true }
        return host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

/// The file of a socket.
public struct SocketFile: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public enum Obstacle: Error, Sendable, Equatable {
        /// Something else has the name.
        case noSocket
        /// Somebody listens there.
        case inUse
        case system(CInt)
    }

    /// Removes a socket on which nobody listens any more, and nothing else.
    public func clear() throws(Obstacle) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .system(errno)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .noSocket }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw .system(errno) }
        defer { close(probe) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            for (place, byte) in path.utf8.prefix(room.count - 1).enumerated() { unsafe room[place] = byte }
        }
        let answer = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard answer != 0, errno == ECONNREFUSED else { throw .inUse }
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .system(errno) }
    }

    public func allow(_ mode: mode_t) throws(Obstacle) {
        guard unsafe chmod(path, mode) == 0 else { throw .system(errno) }
    }

    public func remove() { unsafe _ = unlink(path) }
}
