/// Reads the parts of a prefix, one behind the other.
struct PrefixReader {
    let line: UnsafeBufferPointer<UInt8>
    /// Where the next part begins.
    private(set) var at = 0
    /// FNV-1a of what was taken, without the blanks at its end; of times, with one digit for each run of digits.
    private(set) var key: UInt64 = 0xCBF2_9CE4_8422_2325

    init(line: UnsafeBufferPointer<UInt8>) { unsafe self.line = unsafe line }

    static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    func byte(_ offset: Int) -> UInt8? { offset < line.count ? unsafe line[offset] : nil }

    func isDigit(_ offset: Int) -> Bool { byte(offset).map(Self.isDigit) ?? false }

    /// Takes what stands up to an offset.
    ///
    /// - Parameter isTime: of a run of digits or blanks one counts.
    mutating func take(to end: Int, isTime: Bool = false) {
        var end = end
        while end > at, unsafe line[end - 1] == UInt8(ascii: " ") { end -= 1 }
        var last: UInt8 = 0
        for offset in at..<end {
            var byte = unsafe line[offset]
            if isTime {
                if Self.isDigit(byte) { byte = UInt8(ascii: "0") }
                if byte == last, byte == UInt8(ascii: "0") || byte == UInt8(ascii: " ") { continue }
            }
            key = (key ^ UInt64(byte)) &* 0x100_0000_01B3
            last = byte
        }
        key = (key ^ 0xFF) &* 0x100_0000_01B3
        at = end
    }

    /// Takes what stands up to an offset, and one blank behind it. Without anything behind it the blank may be missing.
    mutating func takeWord(to end: Int, isTime: Bool = false) -> Bool {
        guard let next = byte(end) else {
            guard end == line.count else { return false }
            take(to: end, isTime: isTime)
            return true
        }
        guard next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") else { return false }
        take(to: end, isTime: isTime)
        at = end + 1
        return true
    }

    /// Passes over blanks, of which a key tells nothing.
    mutating func passBlanks() {
        while byte(at) == UInt8(ascii: " ") { at += 1 }
    }

    // MARK: - Parts

    /// The names of a job and of a step, with a tab behind each and a time behind both.
    mutating func takeFields(longest: Int) {
        guard let first = end(of: UInt8(ascii: "\t"), from: at, longest), let second = end(of: UInt8(ascii: "\t"), from: first + 1, longest)
        else { return }
        // A mark of the byte order stands before the first line of a step.
        let mark = byte(second + 1) == 0xEF && byte(second + 2) == 0xBB && byte(second + 3) == 0xBF ? 3 : 0
        guard dateEnd(from: second + 1 + mark) != nil else { return }
        take(to: second + 1)
        at += mark
    }

    func end(of mark: UInt8, from start: Int, _ longest: Int) -> Int? {
        var offset = start
        while offset < min(line.count, start + longest) {
            if unsafe line[offset] == mark { return offset }
            offset += 1
        }
        return nil
    }

    /// A date and a time as ISO 8601 and RFC 3339 have them, or a time.
    mutating func takeTime() -> Bool {
        guard let end = dateEnd(from: at) ?? timeEnd(from: at) else { return false }
        return takeWord(to: end, isTime: true)
    }

    private func dateEnd(from start: Int) -> Int? {
        guard stands("####-##-##", at: start) || stands("####/##/##", at: start), let mark = byte(start + 10),
            mark == UInt8(ascii: "T") || mark == UInt8(ascii: " ")
        else {
            return nil
        }
        return timeEnd(from: start + 11)
    }

    private func timeEnd(from start: Int) -> Int? {
        guard stands("##:##:##", at: start) else { return nil }
        var end = start + 8
        if let mark = byte(end), mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","), isDigit(end + 1) {
            end += 1
            while isDigit(end) { end += 1 }
        }
        if byte(end) == UInt8(ascii: "Z") { return end + 1 }
        if stands("+##:##", at: end) || stands("-##:##", at: end) { return end + 6 }
        return stands("+####", at: end) || stands("-####", at: end) ? end + 5 : end
    }

    /// `#` stands for a digit, `_` for one or a blank.
    func stands(_ form: StaticString, at start: Int) -> Bool {
        guard start + form.utf8CodeUnitCount <= line.count else { return false }
        for index in 0..<form.utf8CodeUnitCount {
            let (mark, byte) = unsafe (form.utf8Start[index], line[start + index])
            switch mark {
            case UInt8(ascii: "#"): guard Self.isDigit(byte) else { return false }
            case UInt8(ascii: "_"): guard byte == UInt8(ascii: " ") || Self.isDigit(byte) else { return false }
            default: guard byte == mark else { return false }
            }
        }
        return true
    }

    /// Behind a time: the stream of a container (`stdout F`), or the number and stream of a step of GitLab CI (`01O`, with `+` behind
    /// it where a line goes on).
    mutating func takeStream() {
        if stands("stdout F", at: at) || stands("stderr F", at: at), takeWord(to: at + 8) { return }
        guard at + 3 < line.count, let kind = byte(at + 2), kind == UInt8(ascii: "O") || kind == UInt8(ascii: "E"),
            isHex(at), isHex(at + 1), let mark = byte(at + 3), mark == UInt8(ascii: " ") || mark == UInt8(ascii: "+")
        else { return }
        take(to: at + 3)
        at += 1
    }

    private func isHex(_ offset: Int) -> Bool {
        guard let byte = byte(offset) else { return false }
        return Self.isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
    }

    /// `[name] `
    mutating func takeBrackets(longest: Int) -> Bool {
        guard byte(at) == UInt8(ascii: "["), let close = end(of: UInt8(ascii: "]"), from: at + 1, longest) else { return false }
        return takeWord(to: close + 1, isTime: dateEnd(from: at + 1) == close || timeEnd(from: at + 1) == close)
    }

    /// What quotes a line, comments on it, or says that a change brings or takes it.
    mutating func takeMarks() {
        guard let mark = byte(at) else { return }
        switch mark {
        case UInt8(ascii: ">"):
            var end = at
            while byte(end) == UInt8(ascii: ">") { end += byte(end + 1) == UInt8(ascii: " ") ? 2 : 1 }
            let isBlank = unsafe line[end - 1] == UInt8(ascii: " ")
            take(to: end)
            if isBlank { at += 1 }
        case UInt8(ascii: "+") where byte(at + 1) != mark: take(to: at + 1)
        // `- ` begins an item of a list.
        case UInt8(ascii: "-") where byte(at + 1) != mark && !(byte(at + 1) == UInt8(ascii: " ") && byte(at + 2) != UInt8(ascii: " ")):
            take(to: at + 1)
        case UInt8(ascii: "#"), UInt8(ascii: ";"): takeComment(to: at + 1)
        case UInt8(ascii: "/") where byte(at + 1) == mark: takeComment(to: at + 2)
        default: return
        }
    }

    private mutating func takeComment(to end: Int) {
        if !takeWord(to: end) { take(to: end) }
    }
}
