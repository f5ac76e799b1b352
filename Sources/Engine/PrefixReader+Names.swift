/// Parts of a prefix that name a program: a host and a tag, a container, a level and a logger.
extension PrefixReader {
    /// `Nov 29 08:32:30 host tag[123]: `, with its priority or without; behind a time, what follows that.
    mutating func takeSyslog() -> Bool {
        var ahead = self
        let isDated = at > 0
        if !isDated {
            var start = 0
            if byte(0) == UInt8(ascii: "<"), let close = end(of: UInt8(ascii: ">"), from: 1, 4) { start = close + 1 }
            guard let letter = byte(start), letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z"), stands(" _# ##:##:## ", at: start + 3)
            else { return false }
            ahead.take(to: start + 16, isTime: true)
            ahead.passBlanks()
        }
        guard let host = end(of: UInt8(ascii: " "), from: ahead.at, 64), let colon = end(of: UInt8(ascii: ":"), from: host + 1, 64),
            colon > host + 1, end(of: UInt8(ascii: " "), from: host + 1, colon - host - 1) == nil
        else { return false }
        let hasProcess = byte(colon - 1) == UInt8(ascii: "]") && isDigit(colon - 2)
        guard hasProcess || !isDated, ahead.takeWord(to: colon + 1) else { return false }
        self = ahead
        return true
    }

    /// `name-1  | `
    mutating func takeContainer(longest: Int) -> Bool {
        var offset = at
        while offset - at < longest, let byte = byte(offset), Self.isNameByte(byte) || "_.-".utf8.contains(byte) { offset += 1 }
        guard offset > at else { return false }
        while offset - at < longest, byte(offset) == UInt8(ascii: " ") { offset += 1 }
        guard byte(offset) == UInt8(ascii: "|") else { return false }
        return takeWord(to: offset + 1)
    }

    /// `web-7d9f8b6c5d-x2x4z app `: a pod of a deployment, and a container of it.
    mutating func takePod(longest: Int) -> Bool {
        let isName: (UInt8) -> Bool = { Self.isNameByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        let pod = end(ofRun: at, longest, isName)
        guard byte(pod) == UInt8(ascii: " "), pod - at > 16, byte(pod - 6) == UInt8(ascii: "-") else { return false }
        let hash = (8...10).contains { byte(pod - 7 - $0) == UInt8(ascii: "-") && pod - 7 - $0 > at }
        let container = end(ofRun: pod + 1, longest, isName)
        guard hash, container > pod + 1 else { return false }
        return takeWord(to: container)
    }

    private func end(ofRun start: Int, _ longest: Int, _ isOfRun: (UInt8) -> Bool) -> Int {
        var offset = start
        while offset - start < longest, let byte = byte(offset), isOfRun(byte) { offset += 1 }
        return offset
    }

    // MARK: - Loggers

    /// `INFO `, `info: `, with blanks before it or without.
    mutating func takeLevel() -> Bool {
        var ahead = self
        ahead.passBlanks()
        var end = levelEnd(from: ahead.at)
        guard end > ahead.at else { return false }
        if byte(end) == UInt8(ascii: ":") { end += 1 }
        guard ahead.takeWord(to: end) else { return false }
        self = ahead
        return true
    }

    private func levelEnd(from start: Int) -> Int {
        var word: UInt64 = 0
        var offset = start
        while offset - start < 8, let byte = byte(offset), byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") {
            word = word << 8 | UInt64(byte | 0x20)
            offset += 1
        }
        return Self.levels.contains(word) ? offset : start
    }

    private static let levels: Set<UInt64> = Set(
        ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "critical", "severe"].map {
            $0.utf8.reduce(0) { $0 << 8 | UInt64($1) }
        })

    /// Behind a level: `[main] c.a.B - `, `123 --- [main] c.a.B : `, or what of it there is.
    mutating func takeLogger(longest: Int) {
        var ahead = self
        ahead.passBlanks()
        let digits = ahead.end(ofRun: ahead.at, 10, Self.isDigit)
        if digits > ahead.at, ahead.stands(" --- ", at: digits) {
            ahead.take(to: digits + 4)
            ahead.passBlanks()
        }
        var hasNames = false
        for _ in 0..<3 {
            guard ahead.takeBrackets(longest: longest) else { break }
            hasNames = true
            // Names are padded; of the text that follows them the blanks are its own.
            var padded = ahead
            padded.passBlanks()
            if padded.byte(padded.at) == UInt8(ascii: "[") { ahead = padded }
        }
        if hasNames { self = ahead }
        ahead.passBlanks()
        let name = ahead.end(ofRun: ahead.at, longest) { Self.isNameByte($0) || "._$/".utf8.contains($0) }
        guard name > ahead.at, ahead.end(of: UInt8(ascii: "."), from: ahead.at, name - ahead.at) != nil else { return }
        ahead.take(to: name)
        ahead.passBlanks()
        guard let mark = ahead.byte(ahead.at), mark == UInt8(ascii: "-") || mark == UInt8(ascii: ":"), ahead.takeWord(to: ahead.at + 1)
        else { return }
        self = ahead
    }

    /// `- name - INFO - ` behind a time, as Python's `logging` is shown; `INFO:name:` or `INFO `, as a line begins.
    mutating func takeNamedLevel(longest: Int) {
        let isName: (UInt8) -> Bool = { Self.isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
        if at > 0, stands("- ", at: at) {
            let name = end(ofRun: at + 2, longest, isName)
            guard name > at + 2, stands(" - ", at: name) else { return }
            let level = levelEnd(from: name + 3)
            if level > name + 3, stands(" -", at: level) { _ = takeWord(to: level + 2) }
        } else if at == 0 {
            let level = levelEnd(from: 0)
            guard level > 0, byte(0).map({ $0 <= UInt8(ascii: "Z") }) == true else { return }
            let name = byte(level) == UInt8(ascii: ":") ? end(ofRun: level + 1, longest, isName) : level
            if name > level + 1, byte(name) == UInt8(ascii: ":") { take(to: name + 1) } else if takeLevel() { passBlanks() }
        }
    }
}
