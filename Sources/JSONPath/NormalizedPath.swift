extension JSONDocument {
    /// The normalized path of a node (RFC 9535, section 2.7) in UTF-8: `$['users'][0]`. Two nodes share one only where a
    /// name is given twice.
    ///
    /// Names that are not UTF-8 go in as they are, surrogates without their other half in three bytes.
    public func normalizedPath(of node: JSONTree.Node) -> [UInt8] {
        var chain: [JSONTree.Node] = []
        var next = node
        while let parent = tree.parent(of: next) {
            chain.append(next)
            next = parent
        }
        var path: [UInt8] = [UInt8(ascii: "$")]
        for step in chain.reversed() {
            path.append(UInt8(ascii: "["))
            let isMember: Void? = withName(of: step) { name in
                path.append(UInt8(ascii: "'"))
                for i in 0..<name.count { Self.append(name[i], to: &path) }
                path.append(UInt8(ascii: "'"))
            }
            if isMember == nil { path.append(contentsOf: String(tree.position(of: step)).utf8) }
            path.append(UInt8(ascii: "]"))
        }
        return path
    }

    /// One byte of a name, by the rule normal-single-quoted.
    private static func append(_ byte: UInt8, to path: inout [UInt8]) {
        let letter: UInt8
        switch byte {
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        case UInt8(ascii: "'"), UInt8(ascii: "\\"): letter = byte
        case 0..<0x20:
            path.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
            path.append(contentsOf: String(byte, radix: 16).utf8)
            return
        default:
            path.append(byte)
            return
        }
        path.append(UInt8(ascii: "\\"))
        path.append(letter)
    }
}
