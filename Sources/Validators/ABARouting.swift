/// Routing transit numbers of banks in the United States.
///
/// American Bankers Association, "Routing Number Policy & Procedures": nine digits, of which the first two name a
/// Federal Reserve district (00 the government; 01–12; 21–32 thrift institutions; 61–72 electronic; 80 traveller's
/// cheques), and 3·(d1+d4+d7) + 7·(d2+d5+d8) + (d3+d6+d9) is a multiple of ten.
enum ABARouting {
    /// Single spaces and dashes are skipped.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard let number = SeparatedDigits(secret), number.count == 9, !number.areAllEqual else { return false }
        switch number.value(0..<2) {
        case 0...12, 21...32, 61...72, 80: break
        default: return false
        }
        var sum = 0
        for index in 0..<9 {
            let weight = index % 3 == 0 ? 3 : index % 3 == 1 ? 7 : 1
            sum += weight * Int(number.digits[index])
        }
        return sum.isMultiple(of: 10)
    }
}
