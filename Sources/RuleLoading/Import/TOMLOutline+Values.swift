/// Values, and those that lists and tables hold.
extension TOMLOutline {
    /// `=` and a value, which may hold others, kept on a stack.
    mutating func readAssigned() throws(Fault) {
        guard take(UInt8(ascii: "=")) else { throw fault("'=' was expected") }
        var open: [UInt8] = []
        while true {
            try readValue(into: &open)
            // Behind a value: what closes, or what comes next.
            while let container = open.last {
                if container == UInt8(ascii: "[") { _ = try skipLines() } else { skipBlanks() }
                if take(container == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")) {
                    open.removeLast()
                    continue
                }
                guard take(UInt8(ascii: ",")) else { throw fault("',' or the end of a list or table was expected") }
                if container == UInt8(ascii: "[") {
                    _ = try skipLines()
                    if next == UInt8(ascii: "]") { continue }
                } else {
                    try readInnerKey()
                }
                break
            }
            if open.isEmpty { return }
        }
    }

    private mutating func readInnerKey() throws(Fault) {
        _ = try readKey()
        guard take(UInt8(ascii: "=")) else { throw fault("'=' was expected") }
    }

    /// A value; of a list or table that holds something, its opening only.
    private mutating func readValue(into open: inout [UInt8]) throws(Fault) {
        while true {
            try count()
            if open.last == UInt8(ascii: "[") { _ = try skipLines() } else { skipBlanks() }
            switch next {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return try readString(mayBeLong: true)
            case UInt8(ascii: "["):
                at += 1
                try push(UInt8(ascii: "["), &open)
                _ = try skipLines()
                // An empty list closes as one that held something does.
                if next == UInt8(ascii: "]") { return }
            case UInt8(ascii: "{"):
                at += 1
                try push(UInt8(ascii: "{"), &open)
                skipBlanks()
                if next == UInt8(ascii: "}") { return }
                try readInnerKey()
            default: return try readBare()
            }
        }
    }

    private func push(_ container: UInt8, _ open: inout [UInt8]) throws(Fault) {
        open.append(container)
        if open.count > Self.deepestNesting { throw fault("nested deeper than \(Self.deepestNesting) levels") }
    }

    /// true, false, or a number in decimal digits. No key of any rule file has a date.
    private mutating func readBare() throws(Fault) {
        let start = at
        while let byte = next, Self.isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") { at += 1 }
        let word = text[start..<at]
        guard word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) || Self.isNumber(word) else {
            throw fault("a value was expected: a text, a number, true, false, a list or a table")
        }
    }

    /// `-12`, `0.5`, `1.5e3`, short enough for any number type.
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard (1...18).contains(whole), !isZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard (1...30).contains(digits()) else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard (1...2).contains(digits()) else { return false }
        }
        return rest.isEmpty
    }
}
