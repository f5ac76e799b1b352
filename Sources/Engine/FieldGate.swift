/// A quick look around a key name: is it one, and does a value follow?
///
/// The names of field rules are words of every log (`key`, `session`, `date`); few of them are keys. This says no where
/// `FieldPattern` cannot match, in a few nanoseconds, and yes otherwise: it allows all that the pattern allows and more.
/// Whoever widens the pattern's left boundary, key end or separators must widen this too; the tests compare the two.
enum FieldGate {
    /// What follows a name that ends at some place: perhaps closing quotes and brackets, perhaps blanks, a separator.
    enum Opening { case none, value, valueOfOption }

    @inline(__always)
    static func opening(_ text: UnsafePointer<UInt8>, _ count: Int, end: Int) -> Opening {
        guard end < count else { return .none }
        switch unsafe text[end] {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return .none
        case UInt8(ascii: "="), UInt8(ascii: ":"): return .value
        // The start of an escape: a closing quote written in some other way, or an encoded separator.
        case UInt8(ascii: "\\"), UInt8(ascii: "&"), UInt8(ascii: "%"): return .value
        default: return unsafe openingBehindMarks(text, count, end: end)
        }
    }

    private static func openingBehindMarks(_ text: UnsafePointer<UInt8>, _ count: Int, end: Int) -> Opening {
        var at = end
        while at < count, at < end &+ 3, unsafe isClosing(text[at]) { at &+= 1 }
        let blanks = at
        while at < count, at < blanks &+ longestGap, unsafe text[at] == 0x20 || text[at] == 0x09 { at &+= 1 }
        guard at < count else { return .none }
        switch unsafe text[at] {
        case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: "+"), UInt8(ascii: ">"), UInt8(ascii: "<"),
            UInt8(ascii: ","), UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "v"), UInt8(ascii: "V"):
            return .value
        case UInt8(ascii: "s"), UInt8(ascii: "S"):
            // A type's name: `token string = "x"`.
            if at &+ 1 < count, unsafe text[at &+ 1] | 0x20 == UInt8(ascii: "t") { return .value }
        default: break
        }
        // Behind an option's name, or the first of a pair, blanks are enough: `--password x`. And an element's start tag
        // may have attributes.
        guard at > blanks else { return .none }
        return unsafe endsTag(text, count, from: at) ? .value : .valueOfOption
    }

    /// The blanks that `FieldPattern` allows before a separator.
    private static let longestGap = 33

    @inline(__always)
    private static func isClosing(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "]")
    }

    /// So many bytes before a name and behind it decide whether it is one, where no blank follows it.
    static let reachBefore = 7
    static let reachBehind = 4

    /// A dash or a parenthesis stands shortly before the name.
    static func isOption(_ text: UnsafePointer<UInt8>, nameStart: Int) -> Bool {
        var at = nameStart &- 1
        let limit = max(0, nameStart &- FieldPattern.longestOptionPrefix &- 4)
        while at >= limit {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "(") { return true }
            at &-= 1
        }
        return false
    }

    /// A `>` follows, within the length of a few attributes and on the same line.
    private static func endsTag(_ text: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Bool {
        var at = start
        let limit = min(count, start &+ longestAttributes)
        while at < limit {
            switch unsafe text[at] {
            case UInt8(ascii: ">"), UInt8(ascii: "&"): return true
            case UInt8(ascii: "<"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return false
            default: at &+= 1
            }
        }
        return false
    }

    /// What `FieldPattern` allows between a name and the end of its tag.
    private static let longestAttributes = 132

    /// The rest of a name, right to left from `end` where `step` is -1, left to right from it where it is 1; a blank
    /// stands for a joint that may be missing. Returns where the rest ends, or nil where something else stands.
    @inline(__always)
    static func walk(
        _ rest: UnsafePointer<UInt8>, _ restCount: Int, in text: UnsafePointer<UInt8>, _ count: Int, from start: Int, step: Int
    ) -> Int? {
        var at = start
        for i in 0..<restCount {
            let expected = unsafe rest[i]
            let place = step > 0 ? at : at &- 1
            guard place >= 0, place < count else { return nil }
            let byte = unsafe text[place]
            if expected == UInt8(ascii: " ") {
                if isJoint(byte) { at &+= step }
                continue
            }
            guard lowered(byte) == expected else { return nil }
            at &+= step
        }
        return at
    }

    /// The last byte of a word before `position`, be there a joint or none, in lower case; 0 where nothing stands there. No other begins
    /// what `walk` takes leftwards.
    @inline(__always)
    static func lead(_ text: UnsafePointer<UInt8>, before position: Int) -> UInt8 {
        guard position > 0 else { return 0 }
        let byte = unsafe text[position &- 1]
        guard isJoint(byte) else { return lowered(byte) }
        return unsafe position > 1 ? lowered(text[position &- 2]) : 0
    }

    @inline(__always)
    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    @inline(__always)
    private static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }

    /// A name may start here: behind what is no letter or digit, at a camel-case step, or behind an escape.
    @inline(__always)
    static func startsName(_ text: UnsafePointer<UInt8>, _ count: Int, at start: Int) -> Bool {
        guard start > 0 else { return true }
        let before = unsafe text[start &- 1]
        guard isLetterOrDigit(before) else { return true }
        if unsafe isUpper(text[start]) { return true }
        var at = start &- 1
        let limit = max(0, start &- 6)
        while at >= limit {
            let byte = unsafe text[at]
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") { return true }
            at &-= 1
        }
        return false
    }

    @inline(__always)
    private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

    @inline(__always)
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || isUpper(byte) || (byte >= 0x61 && byte <= 0x7A)
    }
}
