/// The structure of a TOML document (TOML 1.0.0), checked before a parser sees it, and where its tables begin.
///
/// The parser tells no lines of what it parsed, ends at the first NUL, follows keys of any depth by recursion, and stops the process
/// at some mistakes. So all that it could stumble over is refused here, with its line: what reaches it are keys, strings, numbers,
/// words and dates, where they may stand.
struct TOMLOutline {
    /// The lines of the headers `[[name]]`, 1-based, by name, in their order.
    private(set) var arrays: [String: [Int]] = [:]
    /// The lines of `[name]` and of keys.
    private(set) var keys: [String: Int] = [:]

    /// Tables within tables, and lists within lists: gitleaks' rules need four.
    static let deepestNesting = 32
    /// As many values as a YAML document may have.
    static let mostValues = YAMLComposer.mostNodes

    let text: [UInt8]
    var at = 0
    private var line = 1
    private var values = 0

    struct Fault: Error {
        var line: Int
        var reason: String
    }

    init?(_ text: [UInt8], _ problems: inout ProblemList) {
        self.text = text
        do throws(Fault) {
            while try skipLines() { try readStatement() }
        } catch {
            problems.add(error.line, "TOML: \(error.reason)")
            return nil
        }
    }

    var next: UInt8? { at < text.count ? text[at] : nil }
    func fault(_ reason: String) -> Fault { Fault(line: line, reason: reason) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    mutating func count() throws(Fault) {
        values += 1
        if values > Self.mostValues { throw fault("more than \(Self.mostValues) values") }
    }

    // MARK: - Lines

    mutating func skipBlanks() {
        while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { at += 1 }
    }

    /// LF or CR LF.
    private mutating func takeLineEnd() -> Bool {
        if next == UInt8(ascii: "\r"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "\n") { at += 1 }
        guard take(UInt8(ascii: "\n")) else { return false }
        line += 1
        return true
    }

    /// Blanks, comments and line ends. False at the end of the document.
    mutating func skipLines() throws(Fault) -> Bool {
        while true {
            skipBlanks()
            if next == UInt8(ascii: "#") { try skipComment() }
            if next == 0 { throw fault("holds a NUL") }
            if !takeLineEnd() { return next != nil }
        }
    }

    private mutating func skipComment() throws(Fault) {
        while let byte = next, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\r"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "\n") { return }
            try check(byte)
            at += 1
        }
    }

    /// Control characters stand nowhere but for tabs.
    private func check(_ byte: UInt8) throws(Fault) {
        if byte == 0 { throw fault("holds a NUL") }
        if byte < 0x20 && byte != 0x09 || byte == 0x7F { throw fault("holds a control character") }
    }

    private mutating func endLine() throws(Fault) {
        skipBlanks()
        if next == UInt8(ascii: "#") { try skipComment() }
        guard next == nil || takeLineEnd() else { throw fault("something stands where a line should end") }
    }

    // MARK: - Statements

    private mutating func readStatement() throws(Fault) {
        let first = line
        try count()
        guard take(UInt8(ascii: "[")) else {
            let name = try readKey()
            if keys[name] == nil { keys[name] = first }
            try readAssigned()
            return try endLine()
        }
        let isArray = take(UInt8(ascii: "["))
        let name = try readKey()
        guard take(UInt8(ascii: "]")), !isArray || take(UInt8(ascii: "]")) else { throw fault("a header that does not end") }
        if isArray { arrays[name, default: []].append(first) } else if keys[name] == nil { keys[name] = first }
        try endLine()
    }

    /// `a`, `a.b`, `"a b".c`, with blanks around and between.
    mutating func readKey() throws(Fault) -> String {
        var name: [UInt8] = []
        var depth = 0
        repeat {
            if depth > 0 { name.append(UInt8(ascii: ".")) }
            depth += 1
            if depth > Self.deepestNesting { throw fault("nested deeper than \(Self.deepestNesting) levels") }
            skipBlanks()
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
                let start = at
                try readString(mayBeLong: false)
                name += text[start..<at].prefix(Self.longestName)
            } else {
                let start = at
                while let byte = next, Self.isBare(byte) { at += 1 }
                guard at > start else { throw fault("a key was expected") }
                name += text[start..<at].prefix(Self.longestName)
            }
            skipBlanks()
        } while take(UInt8(ascii: "."))
        return String(decoding: name, as: UTF8.self)
    }

    /// Names are compared with those of tables that are known.
    private static let longestName = 64

    static func isBare(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    // MARK: - Strings

    /// A string of any of the four kinds, from its first quote to behind its last.
    mutating func readString(mayBeLong: Bool) throws(Fault) {
        guard let quote = next else { return }
        let first = line
        let isBasic = quote == UInt8(ascii: "\"")
        let isLong = at + 2 < text.count && text[at + 1] == quote && text[at + 2] == quote
        if isLong, !mayBeLong { throw fault("a key was expected") }
        at += isLong ? 3 : 1
        while let byte = next {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                guard isLong, takeLineEnd() else { throw fault("a text that does not end") }
            } else if isBasic, byte == UInt8(ascii: "\\") {
                try readEscape(isLong: isLong)
            } else if byte == quote {
                guard isLong else {
                    at += 1
                    return
                }
                var quotes = 0
                while take(quote) { quotes += 1 }
                if quotes > 5 { throw fault("six quotes in a row") }
                if quotes >= 3 { return }
            } else {
                try check(byte)
                at += 1
            }
        }
        throw Fault(line: first, reason: "a text that does not end")
    }

    private mutating func readEscape(isLong: Bool) throws(Fault) {
        at += 1
        guard let letter = next else { throw fault("a text that does not end") }
        if isLong,
            letter == UInt8(ascii: " ") || letter == UInt8(ascii: "\t") || letter == UInt8(ascii: "\n") || letter == UInt8(ascii: "\r")
        {
            skipBlanks()
            guard takeLineEnd() else { throw fault("an escape that is not known") }
            return
        }
        at += 1
        switch letter {
        case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "\""),
            UInt8(ascii: "\\"):
            return
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = letter == UInt8(ascii: "u") ? 4 : 8
            let end = at + digits
            guard end <= text.count, let value = UInt32(String(decoding: text[at..<end], as: UTF8.self), radix: 16),
                text[at] != UInt8(ascii: "+"), Unicode.Scalar(value) != nil
            else { throw fault("an escape that is no character") }
            // The parser hands out texts that end at a zero.
            if value == 0 { throw fault("holds a NUL") }
            at = end
        default: throw fault("an escape that is not known")
        }
    }
}
