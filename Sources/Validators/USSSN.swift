/// Social security numbers of the United States: area, group, serial, `AAA-GG-SSSS`.
///
/// There is no check digit. Since 25 June 2011 numbers are given out at random, and before as well as after these were
/// never assigned: area 000, 666 or 900 to 999; group 00; serial 0000 (Social Security Administration, Program
/// Operations Manual RM 10201.035, "Invalid Social Security Numbers").
enum USSSN {
    /// Numbers that were printed for all to see and so made void: 078-05-1120 stood on a specimen card in wallets of 1938
    /// (Social Security Administration, "Social Security Cards Issued by Woolworth"), 219-09-9999 in a pamphlet of 1940.
    private static func isVoid(_ number: Int) -> Bool {
        number == 78_05_1120 || number == 219_09_9999
    }

    /// Nine digits; single spaces and dashes are skipped.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard let number = SeparatedDigits(secret), number.count == 9 else { return false }
        let area = number.value(0..<3)
        guard area != 0, area != 666, area < 900 else { return false }
        return number.value(3..<5) != 0 && number.value(5..<9) != 0 && !isVoid(number.value(0..<9))
    }
}
