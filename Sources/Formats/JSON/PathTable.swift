/// Paths of places in documents, each kept once, as they are shown: `$.users[*].email`.
struct PathTable {
    private(set) var paths: [[UInt8]] = []
    private var indices: [[UInt8]: Int32] = [:]

    /// Beyond that many it is emptied between blocks.
    private static let most = 8_192
    /// Longer paths are cut.
    static let longest = 512

    var isFull: Bool { paths.count > Self.most }

    mutating func index(of path: [UInt8]) -> Int32 {
        if let there = indices[path] { return there }
        let index = Int32(clamping: paths.count)
        paths.append(path)
        indices[path] = index
        return index
    }

    mutating func removeAll() {
        paths.removeAll()
        indices.removeAll()
    }

    /// Appends `.name`, or `['na.me']` where the name is no plain word.
    static func append(member name: [UInt8], to path: inout [UInt8]) {
        let isPlain =
            !name.isEmpty && !JSONScalar.isDigit(name[0])
            && name.allSatisfy { JSONScalar.isDigit($0) || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "_") || $0 >= 0x80 }
        if isPlain {
            path.append(UInt8(ascii: "."))
            path += name
            return
        }
        path += Array("['".utf8)
        for byte in name {
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { path.append(UInt8(ascii: "\\")) }
            path.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: "?") : byte)
        }
        path += Array("']".utf8)
    }
}
