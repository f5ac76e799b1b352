/// Where requests go: named by whoever runs the gateway, and by nothing that a request holds.
public struct Upstream: Sendable, Hashable {
    public let isTLS: Bool
    public let host: String
    public let port: Int
    /// Without a slash at its end; empty for the root.
    public let path: String
    /// Without the question mark; nil where there is none.
    public let query: String?

    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        case scheme, host, port, credentials, fragment, characters

        public var description: String {
            switch self {
            case .scheme: "it must begin with https:// or http://"
            case .host: "it has no host"
            case .port: "its port is none"
            case .credentials: "it holds a user's name: those belong into a header of the request"
            case .fragment: "it has a fragment, which is never sent"
            case .characters: "it has blanks or bytes that no URL has"
            }
        }
    }

    /// - Parameter text: `https://host:port/path?query` (RFC 3986).
    public init(parsing text: String) throws(Failure) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .characters }
        let lower = text.lowercased()
        isTLS = lower.hasPrefix("https://")
        guard isTLS || lower.hasPrefix("http://") else { throw .scheme }
        guard !text.contains("#") else { throw .fragment }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw .credentials }
        let target = rest[end...]
        let mark = target.firstIndex(of: "?")
        var path = String(target[..<(mark ?? target.endIndex)])
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
        query = mark.map { String(target[target.index(after: $0)...]) }
        (host, port) = try Self.authority(authority, standard: isTLS ? 443 : 80)
    }

    private static func authority(_ text: Substring, standard: Int) throws(Failure) -> (String, Int) {
        guard let address = HostPort(parsing: String(text), standardPort: standard) else { throw text.isEmpty ? .host : .port }
        return (address.host, address.port)
    }

    /// The host is an address and no name.
    var isAddress: Bool { host.contains(":") || host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E } }

    /// As the `Host` field has it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
    }
}

/// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
public struct HostPort: Sendable, Hashable, CustomStringConvertible {
    public var host: String
    public var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// nil where it is none.
    ///
    /// - Parameter standardPort: where none is said; nil where one must be.
    public init?(parsing text: String, standardPort: Int? = nil) {
        var name = text[...]
        var number: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            name = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            number = rest.isEmpty ? nil : rest.dropFirst()
            guard name.utf8.allSatisfy({ HexDigits.isHex($0) || $0 == 0x3A || $0 == 0x2E }), name.contains(":") else { return nil }
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            name = parts[0]
            number = parts.count == 2 ? parts[1] : nil
            guard name.utf8.allSatisfy({ HexDigits.isNameByte($0) }) else { return nil }
        }
        guard !name.isEmpty else { return nil }
        if let number {
            guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(number), port <= 65_535 else {
                return nil
            }
            self.port = port
        } else if let standardPort {
            port = standardPort
        } else {
            return nil
        }
        host = String(name)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

enum HexDigits {
    static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
            || byte == 0x5F
    }
}

/// Requests whose path begins so go to that upstream.
public struct Route: Sendable, Hashable {
    /// `/slack`; empty for all paths.
    public let prefix: String
    public let upstream: Upstream

    public init(prefix: String, upstream: Upstream) {
        var prefix = prefix
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
        self.upstream = upstream
    }

    /// As logs, metrics and statistics name it.
    public var name: String { prefix.isEmpty ? "/" : prefix }

    /// What of a path stands behind the prefix; nil where it is another's.
    func rest(of path: Substring) -> Substring? {
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
    }
}

/// What becomes of the query of a request.
public enum QueryPolicy: String, Sendable, CaseIterable {
    /// It is masked as a form is, and sent on.
    case mask
    /// It is sent as it is.
    case forward
    /// A request that has one is refused.
    case refuse
}
