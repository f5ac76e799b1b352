/// Payment cards by brand: the first digits that an issuer has, the lengths that it uses, and the Luhn test.
///
/// ISO/IEC 7812-1 gives a number's make; the ranges are those that brands publish to merchants: Visa Core Rules, Mastercard
/// Transaction Processing Rules, American Express, Discover "IIN ranges" (Diners Club among them), JCB, UnionPay
/// "Operating Regulations", NSPK (Mir), NPCI (RuPay).
enum PaymentCard {
    private struct Brand {
        /// Six digits each.
        var first: ClosedRange<Int>
        var lengths: ClosedRange<Int>
    }

    private static let brands = [
        Brand(first: 400_000...499_999, lengths: 13...19),  // Visa: 13, 16, 19
        Brand(first: 510_000...559_999, lengths: 16...16),  // Mastercard
        Brand(first: 222_100...272_099, lengths: 16...16),  // Mastercard
        Brand(first: 340_000...349_999, lengths: 15...15),  // American Express
        Brand(first: 370_000...379_999, lengths: 15...15),  // American Express
        Brand(first: 601_100...601_199, lengths: 16...19),  // Discover
        Brand(first: 644_000...659_999, lengths: 16...19),  // Discover, RuPay, Elo, Verve, Troy
        Brand(first: 300_000...305_999, lengths: 14...19),  // Diners Club
        Brand(first: 309_500...309_599, lengths: 14...19),  // Diners Club
        Brand(first: 360_000...369_999, lengths: 14...19),  // Diners Club
        Brand(first: 380_000...399_999, lengths: 14...19),  // Diners Club
        Brand(first: 352_800...358_999, lengths: 16...19),  // JCB
        Brand(first: 213_100...213_199, lengths: 15...15),  // JCB, the older ones
        Brand(first: 180_000...180_099, lengths: 15...15),  // JCB, the older ones
        Brand(first: 620_000...629_999, lengths: 16...19),  // UnionPay
        Brand(first: 810_000...829_999, lengths: 16...19),  // UnionPay, RuPay
        Brand(first: 220_000...220_499, lengths: 16...19),  // Mir
        Brand(first: 500_000...509_999, lengths: 12...19),  // Maestro, Verve, Elo, RuPay
        Brand(first: 560_000...589_999, lengths: 12...19),  // Maestro
        Brand(first: 606_000...608_999, lengths: 16...19),  // Hipercard, RuPay
        Brand(first: 630_000...639_999, lengths: 12...19),  // Maestro, InstaPayment
        Brand(first: 670_000...679_999, lengths: 12...19),  // Maestro
    ]

    /// Single spaces and dashes are skipped.
    static func accepts(_ secret: Span<UInt8>) -> Bool {
        guard let number = SeparatedDigits(secret), number.count >= 12, !number.areAllEqual else { return false }
        let first = number.value(0..<6)
        guard let brand = brands.first(where: { $0.first.contains(first) }), brand.lengths.contains(number.count) else { return false }
        return Luhn.accepts(secret)
    }
}
