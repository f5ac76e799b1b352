/// The digits of a number as spreadsheets and exports show it: what the cell holds, seen through.
///
///     '4111111111111111            an apostrophe that makes a number text
///     4,111,111,111,111,111        thousands separators, blanks of any kind among them
///     4.11111111111111E+15         the exponent of a long number
///     4111111111111110.00          decimals that are none
///     4111111111111110             15 digits: the last was a check digit before it was stored (`rounded`)
///
/// Excel and LibreOffice keep numbers as IEEE 754 doubles and show 15 digits of them (Microsoft: "Excel specifications and
/// limits", number precision); of a card number the sixteenth becomes 0. What it was follows from the others.
public struct CellNumber: Sendable {
    /// 8 to 19 digits, in ASCII.
    public private(set) var digits: [UInt8] = []
    /// The cell had more than the digits.
    public private(set) var isChanged = false

    /// ISO/IEC 7812-1 has 19 digits at the most; fewer than eight are no secret by themselves.
    static let lengths = 8...19
    /// A number is not written longer than that.
    static let longest = 48
    private static let kept = 15

    /// Whether a cell may hold a number in some other form than its digits, or one that lost some: a quick look.
    public static func mayDiffer(_ cell: Span<UInt8>) -> Bool {
        guard cell.count >= lengths.lowerBound, cell.count <= longest else { return false }
        var group = 0
        var groups = 0
        var points = 0
        var isBeyond = false
        for at in (cell[0] == UInt8(ascii: "'") ? 1 : 0)..<cell.count {
            let byte = cell[at]
            switch byte {
            case 0x30...0x39:
                group &+= 1
                continue
            case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
                isBeyond = true
            case UInt8(ascii: "."):
                // A point may be the last separator, whatever stands before it.
                if groups > 0, group != 3 { return false }
                points &+= 1
            case UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: "_"), UInt8(ascii: " "), 0x80...:
                // Groups of three digits, but for the first, which has no more.
                if group > 0, groups > 0 ? group != 3 : group > 3 { return false }
            default: return false
            }
            if group > 0 { groups &+= 1 }
            group = 0
        }
        if points > 1, group != 3 || (points == 3 && groups == 3 && isAddress(cell)) { return false }
        return groups > 0 || isBeyond || cell[0] == UInt8(ascii: "'") || (cell.count > kept && cell[cell.count - 1] == 0x30)
    }

    /// Four numbers to 255: an address, though a number of eleven digits or so might be written like that.
    private static func isAddress(_ cell: Span<UInt8>) -> Bool {
        var value = 0
        for at in 0..<cell.count {
            if isDigit(cell[at]) {
                value = value &* 10 &+ Int(cell[at] &- 0x30)
                if value > 255 { return false }
            } else {
                guard cell[at] == UInt8(ascii: ".") else { return false }
                value = 0
            }
        }
        return true
    }

    /// Nil where the cell is no such number.
    public init?(_ cell: Span<UInt8>) {
        guard cell.count >= Self.lengths.lowerBound, cell.count <= Self.longest else { return nil }
        var at = 0
        if cell[0] == UInt8(ascii: "'") { at = 1 }
        guard at < cell.count, Self.isDigit(cell[at]) else { return nil }
        digits.reserveCapacity(Self.longest)
        // Groups of digits, and what stands between them.
        var separator: (UInt8, UInt8, UInt8)? = nil
        var group = 0
        var groups = 0
        var fraction: Int? = nil
        scan: while at < cell.count {
            let byte = cell[at]
            if Self.isDigit(byte) {
                guard digits.count < Self.longest else { return nil }
                digits.append(byte)
                group += 1
                at += 1
                continue
            }
            if byte | 0x20 == UInt8(ascii: "e") {
                guard Self.expand(&digits, fraction, cell, from: at + 1) else { return nil }
                isChanged = true
                fraction = nil
                at = cell.count
                groups = 0
                group = 0
                break scan
            }
            if fraction != nil { return nil }
            if byte == UInt8(ascii: "."), Self.isDecimal(cell, from: at + 1, mayGroup: separator.map { $0.0 == byte } ?? true) {
                // A point does not part thousands and decimals both.
                if groups > 0, group != 3 || separator?.0 == byte { return nil }
                fraction = digits.count
                at += 1
                continue
            }
            guard let (mark, length) = Self.separator(cell, at), groups == 0 ? group <= 3 : group == 3 else { return nil }
            if let known = separator, known != mark { return nil }
            separator = mark
            groups += 1
            group = 0
            at += length
        }
        if let fraction {
            // Decimals other than zeros: an amount.
            guard digits[fraction...].allSatisfy({ $0 == 0x30 }) else { return nil }
            digits.removeSubrange(fraction...)
        } else if groups > 0, group != 3 {
            return nil
        }
        guard Self.lengths.contains(digits.count) else { return nil }
        isChanged = isChanged || digits.count != cell.count
    }

    /// The number with the check digit that 15 digits leave no room for, where such a number can have lost it: all digits behind
    /// the fifteenth are 0.
    public var rounded: [UInt8]? {
        guard digits.count > Self.kept, digits[Self.kept...].allSatisfy({ $0 == 0x30 }) else { return nil }
        var sum = 0
        for (index, digit) in digits.dropLast().enumerated() {
            let value = Int(digit - 0x30)
            let isDoubled = (digits.count - index).isMultiple(of: 2)
            sum += isDoubled ? (value < 5 ? value * 2 : value * 2 - 9) : value
        }
        var whole = digits
        whole[whole.count - 1] = 0x30 + UInt8(truncatingIfNeeded: (10 - sum % 10) % 10)
        return whole == digits ? nil : whole
    }

    /// What it may have been, other than what stands there.
    public func forEachForm(_ body: ([UInt8]) -> Void) {
        if isChanged { body(digits) }
        if let rounded { body(rounded) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// `,` `.` `'` `_` blank, no-break space, thin spaces (U+2009, U+202F), right quote (U+2019), as bytes.
    private static func separator(_ cell: Span<UInt8>, _ at: Int) -> ((UInt8, UInt8, UInt8), Int)? {
        func byte(_ offset: Int) -> UInt8 { at + offset < cell.count ? cell[at + offset] : 0 }
        switch byte(0) {
        case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: " "), 0xA0:
            return ((byte(0), 0, 0), 1)
        case 0xC2 where byte(1) == 0xA0: return ((0xC2, 0xA0, 0), 2)
        case 0xE2 where byte(1) == 0x80 && (byte(2) == 0x89 || byte(2) == 0xAF || byte(2) == 0x99): return ((0xE2, 0x80, byte(2)), 3)
        default: return nil
        }
    }

    /// What follows a point are decimals: the number ends with them, or its exponent follows. A group of three is one of
    /// thousands, where the point may separate those.
    private static func isDecimal(_ cell: Span<UInt8>, from start: Int, mayGroup: Bool) -> Bool {
        var at = start
        while at < cell.count, isDigit(cell[at]) { at += 1 }
        if at == cell.count { return at - start != 3 || !mayGroup }
        return cell[at] | 0x20 == UInt8(ascii: "e")
    }

    /// Applies an exponent. False where the number is no whole one.
    private static func expand(_ digits: inout [UInt8], _ fraction: Int?, _ cell: Span<UInt8>, from start: Int) -> Bool {
        var at = start
        if at < cell.count, cell[at] == UInt8(ascii: "+") { at += 1 }
        guard at < cell.count, cell.count - at <= 2 else { return false }
        var exponent = 0
        while at < cell.count {
            guard isDigit(cell[at]) else { return false }
            exponent = exponent * 10 + Int(cell[at] - 0x30)
            at += 1
        }
        let decimals = digits.count - (fraction ?? digits.count)
        guard exponent >= decimals, exponent - decimals <= longest else { return false }
        digits.append(contentsOf: repeatElement(0x30, count: exponent - decimals))
        return true
    }
}
