internal import Bytes
internal import Masking

/// What a cell looks like, at a glance: for telling headers from rows, and for profiles.
public enum CellType: Int, Sendable, CaseIterable {
    case empty, integer, decimal, date, email, flag, code, mask, text

    public var name: String {
        switch self {
        case .empty: "empty"
        case .integer: "integer"
        case .decimal: "decimal"
        case .date: "date"
        case .email: "email"
        case .flag: "flag"
        case .code: "code"
        case .mask: "masked"
        case .text: "text"
        }
    }

    /// A value, and not the name of a column.
    var isValue: Bool {
        switch self {
        case .integer, .decimal, .date, .email, .flag, .code, .mask: true
        case .empty, .text: false
        }
    }

    /// - Parameter cell: what it holds, without quotes.
    public static func of(_ cell: UnsafeBufferPointer<UInt8>) -> CellType {
        var low = 0
        var high = cell.count
        while low < high, unsafe isBlank(cell[low]) { low += 1 }
        while high > low, unsafe isBlank(cell[high - 1]) { high -= 1 }
        guard low < high else { return .empty }
        // What is longer is text, whatever it is made of.
        guard high - low <= 64 else { return .text }
        var digits = 0
        var letters = 0
        var points = 0
        var joints = 0
        var ats = 0
        var others = 0
        var blanks = 0
        for at in low..<high {
            switch unsafe cell[at] {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A, 0x61...0x7A, 0x80...: letters += 1
            case UInt8(ascii: "."), UInt8(ascii: ","): points += 1
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"): joints += 1
            case UInt8(ascii: " "): blanks += 1
            case UInt8(ascii: "@"): ats += 1
            default: others += 1
            }
        }
        let first = unsafe cell[low]
        if first == UInt8(ascii: "["), unsafe isMask(cell.part(low..<high)) { return .mask }
        if ats == 1, points > 0, blanks == 0, letters > 1 { return .email }
        let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        if digits > 0, letters == 0, ats == 0 {
            let signs = isSigned && first == UInt8(ascii: "-") ? 1 : 0
            let marks = others - (isSigned && first == UInt8(ascii: "+") ? 1 : 0)
            if joints == signs, marks == 0, points == 0, blanks == 0 { return .integer }
            if joints == signs, marks <= 1, digits >= points { return .decimal }
            if joints >= 2, digits >= 4, marks == 0 { return .date }
            if joints + blanks + marks <= digits { return .code }
        }
        if digits >= 4, joints >= 2, letters <= 4, letters > 0 { return .date }
        if digits == 0, letters <= 5, unsafe isFlag(cell.part(low..<high)) { return .flag }
        if digits > 0, letters > 0, blanks == 0, digits + letters >= 8, digits * 4 >= letters { return .code }
        return .text
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static let flags: Set<[UInt8]> = Set(
        ["true", "false", "yes", "no", "y", "n", "t", "f", "null", "nil", "none", "na", "n/a", "nan"].map { Array($0.utf8) })

    private static func isFlag(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe flags.contains(cell.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
    }

    private static func isMask(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe MaskGrammar.beginsLabel(at: 0, in: cell) == true
    }
}
