/// Reads one JSON text (RFC 8259), strictly, value by value as the caller asks for them.
///
/// No tree is built: memory is that of the strings asked for. Nothing recurses over the input; `skip` walks with a counter and
/// the caller's own nesting is fixed by its code. Duplicate keys, lone surrogates and invalid UTF-8 are errors, for what they
/// mean is up to each reader.
struct JSONReader: ~Copyable, ~Escapable {
    /// A document with 10,000 sources, 10,000 paths and 5,000 full sketches is shorter.
    static let lengthLimit = 64 << 20
    /// A document uses five levels; the rest is for fields of later versions, which are skipped.
    static let depthLimit = 32

    private struct Level {
        var isObject: Bool
        var isEmpty = true
        var key: Name?
        var seen: Set<Name> = []
    }

    let input: Span<UInt8>
    var offset = 0
    private var levels: [Level] = []

    @_lifetime(copy input)
    init(_ input: Span<UInt8>) throws(DocumentError) {
        self.input = input
        guard input.count <= Self.lengthLimit else {
            throw DocumentError(kind: .tooLong(limit: Self.lengthLimit), offset: Self.lengthLimit, path: "")
        }
    }

    // MARK: Structure

    mutating func beginObject() throws(DocumentError) { try begin(UInt8(ascii: "{"), isObject: true, "an object") }
    mutating func beginArray() throws(DocumentError) { try begin(UInt8(ascii: "["), isObject: false, "an array") }

    /// The next key of the innermost object, whose value must then be read or skipped; nil at the object's end.
    mutating func nextKey() throws(DocumentError) -> String? {
        guard try nextMember(end: UInt8(ascii: "}")) else { return nil }
        let start = offset
        guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
        let name = Name(try readString())
        levels[levels.count - 1].key = name
        guard levels[levels.count - 1].seen.insert(name).inserted else { throw error(.duplicateKey, at: start) }
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw error(.unexpectedByte) }
        offset += 1
        return name.text
    }

    /// Whether the innermost array has another element, which must then be read; false at the array's end.
    mutating func nextElement() throws(DocumentError) -> Bool {
        try nextMember(end: UInt8(ascii: "]"))
    }

    /// Nothing but white space may follow the value.
    mutating func finish() throws(DocumentError) {
        skipSpace()
        guard offset == input.count else { throw error(.trailingBytes) }
    }

    private mutating func begin(_ bracket: UInt8, isObject: Bool, _ expected: String) throws(DocumentError) {
        skipSpace()
        guard try peek() == bracket else { throw error(.wrongType(expected: expected)) }
        guard levels.count < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
        offset += 1
        levels.append(Level(isObject: isObject))
    }

    private mutating func nextMember(end: UInt8) throws(DocumentError) -> Bool {
        levels[levels.count - 1].key = nil
        skipSpace()
        let byte = try peek()
        if byte == end {
            offset += 1
            levels.removeLast()
            return false
        }
        if !levels[levels.count - 1].isEmpty {
            guard byte == UInt8(ascii: ",") else { throw error(.unexpectedByte) }
            offset += 1
            skipSpace()
        }
        levels[levels.count - 1].isEmpty = false
        return true
    }

    // MARK: Values

    /// Takes a null, if the next value is one.
    mutating func takeNull() throws(DocumentError) -> Bool {
        skipSpace()
        guard try peek() == UInt8(ascii: "n") else { return false }
        try skipWord("null")
        return true
    }

    /// Passes over a value of any kind.
    mutating func skip() throws(DocumentError) {
        let outside = levels.count
        repeat {
            skipSpace()
            switch try peek() {
            case UInt8(ascii: "{"): try beginObject()
            case UInt8(ascii: "["): try beginArray()
            case UInt8(ascii: "\""): _ = try readString()
            case UInt8(ascii: "t"): try skipWord("true")
            case UInt8(ascii: "f"): try skipWord("false")
            case UInt8(ascii: "n"): try skipWord("null")
            case let byte where isNumber(byte): _ = try skipNumber()
            default: throw error(.unexpectedByte)
            }
            // To the next value inside, or out of what has ended.
            while levels.count > outside {
                let level = levels[levels.count - 1]
                if try level.isObject ? nextKey() != nil : nextElement() { break }
            }
        } while levels.count > outside
    }

    // MARK: Bytes

    func peek() throws(DocumentError) -> UInt8 {
        guard offset < input.count else { throw error(.unexpectedEnd) }
        return input[offset]
    }

    mutating func skipSpace() {
        while offset < input.count {
            switch input[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(DocumentError) {
        for expected in word.description.utf8 {
            guard try peek() == expected else { throw error(.unexpectedByte) }
            offset += 1
        }
    }

    func isNumber(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || Self.isDigit(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// The error of an object that has ended without the field.
    func missing(_ field: String) -> DocumentError {
        let here = error(.missingField)
        return DocumentError(kind: here.kind, offset: offset, path: here.path + (here.path.isEmpty ? "" : ".") + field)
    }

    func error(_ kind: DocumentError.Kind, at place: Int? = nil) -> DocumentError {
        var path = ""
        for key in levels.lazy.compactMap(\.key?.text) {
            let isPlain = !key.isEmpty && key.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 &- UInt8(ascii: "a") < 26 }
            if isPlain {
                path += path.isEmpty ? key : "." + key
            } else {
                path += "[\"" + Printable.text(key) + "\"]"
            }
        }
        return DocumentError(kind: kind, offset: place ?? offset, path: path)
    }
}
