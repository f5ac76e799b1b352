internal import Glibc

/// Whether a text was drawn at random, as tokens and good passwords are, or written, as names, paths and words are.
///
/// Two explanations of the text are compared, and the logarithm of how much likelier the first is counts in bits. Only what stands next to
/// each other within a run of ASCII letters and digits is looked at:
///
/// - which kind follows which (lower case, upper case, digit): in names digits come last and capitals first, in random text anywhere;
/// - which letter follows which, whatever the case: after `q` mostly `u`. Where a capital follows a small letter, a new word begins.
///
/// Written text is described by how often that occurs in 63,000 identifiers of Python's standard library and words of logs, counted
/// once each. Random text is taken to be drawn evenly from the kinds that the text has, or from hexadecimal digits, if it has no
/// others. Such likelihood ratios of letter pairs go back to C. E. Shannon, "Prediction and Entropy of Printed English" (1951).
///
/// Measured: at 10 bits, 1 of 1,000 identifiers of eight characters and more that were not counted is taken for random, and 91 % of ten
/// random letters and digits, 95 % of twelve, 99 % and more of twenty; at 8 bits 1 of 500 identifiers is taken for random, at 6 bits 1 of 250.
enum RandomText {
    /// Longer secrets are judged by their beginning.
    static let examined = 512

    /// How many bits speak for random; negative where more speak for written. 0 for what has no letters.
    static func bits(in secret: Span<UInt8>) -> Double {
        let count = min(secret.count, examined)
        var seen = (lower: false, upper: false, digit: false)
        var isHexadecimal = true
        for index in 0..<count {
            let byte = secret[index]
            guard let kind = kind(of: byte) else { continue }
            switch kind {
            case lower: seen.lower = true
            case upper: seen.upper = true
            default: seen.digit = true
            }
            if kind != digit, (byte | 0x20) > UInt8(ascii: "f") { isHexadecimal = false }
        }
        guard seen.lower || seen.upper else { return 0 }
        // `facade` and `decade` are words.
        if !seen.digit { isHexadecimal = false }
        let letters = isHexadecimal ? 6.0 : 26.0
        let room: InlineArray<3, Double> = [seen.lower ? letters : 0, seen.upper ? letters : 0, seen.digit ? 10 : 0]
        let whole = log2(room[0] + room[1] + room[2])
        // What a random text pays for a byte of a kind, in eighths of a bit.
        var price = InlineArray<3, Int>(repeating: 0)
        for kind in 0..<3 where room[kind] > 0 { price[kind] = Int((8 * (whole - log2(room[kind]))).rounded()) }
        // Given that it is a letter, which one: the tables compare with 26.
        let fewer = isHexadecimal ? 17 : 0

        var eighths = 0
        var previous: UInt8 = 0
        var before: Int?
        for index in 0..<count {
            let byte = secret[index]
            let here = kind(of: byte)
            if let here, let before {
                eighths -= Int(kinds[before * 3 + here]) + price[here]
                let startsWord = before == lower && here == upper
                if before != digit, here != digit, !startsWord {
                    eighths -= Int(pairs[Int((previous | 0x20) - 0x61) * 26 + Int((byte | 0x20) - 0x61)]) - fewer
                }
            }
            before = here
            previous = byte
        }
        return Double(eighths) / 8
    }

    private static let lower = 0
    private static let upper = 1
    private static let digit = 2

    private static func kind(of byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: lower
        case 0x41...0x5A: upper
        case 0x30...0x39: digit
        default: nil
        }
    }

    /// Eighths of bits: the logarithm of how often the second kind follows the first where either does.
    private static let kinds: [Int8] = [0, -43, -51, -10, -8, -32, -26, -25, -3]

    /// Eighths of bits: how much oftener than 1 in 26 a letter (a to z, in a row) follows another (a row each).
    private static let pairs: [Int8] = [
        // a
        -39, -1, 8, 5, -32, -19, -3, -39, -4, -43, -16, 13, 5, 9, -52, 1, -54, 15, 8, 17, -8, -16, -24, -17, -11, -35,
        // b
        17, -12, 4, -12, 10, -22, -24, -29, 8, 3, -36, 15, -13, -21, 8, -10, -52, 1, 1, -21, 13, -39, -34, -56, 1, -28,
        // c
        11, -29, -12, -21, 12, -19, -40, 11, -3, -49, 9, 6, -16, -30, 21, -18, -45, -2, -7, 14, -4, -35, -41, -43, -16, -51,
        // d
        9, -10, -16, 0, 26, -18, -22, -41, 18, -31, -34, 1, -23, -24, 9, -20, -54, -9, 0, -13, 5, -33, -39, -40, -16, -44,
        // e
        0, -22, 4, 5, -14, -7, -12, -38, -25, -51, -33, 11, -3, 12, -26, -6, -12, 17, 18, 7, -28, -13, -15, 3, -16, -49,
        // f
        10, -24, -15, -18, 6, 5, -16, -52, 23, -40, -47, 6, -20, -16, 16, -17, -49, 9, -6, 0, 5, -54, -42, -46, -15, -54,
        // g
        1, -22, -21, -31, 26, -36, -2, 1, 8, -60, -57, 0, -10, 3, -5, -22, -60, 12, 11, -9, 5, -31, -37, -57, -31, -28,
        // h
        20, -28, -28, -23, 24, -35, -54, -45, 12, -60, -22, -13, -14, -16, 16, -33, -54, -1, -12, 6, -5, -38, -39, -51, -11, -43,
        // i
        -4, -6, 6, 0, -5, -10, 0, -53, -32, -50, -30, 7, 0, 22, 12, -2, -41, -2, 9, 11, -44, -8, -52, -12, -60, -9,
        // j
        12, -49, -14, -27, 22, -24, -49, -37, 6, -27, -8, -27, -20, -49, 17, 3, -49, -31, 17, -27, 9, -31, -11, -49, -31, -49,
        // k
        8, -23, -24, -10, 28, -24, -2, -19, 12, -33, -27, 10, -23, -5, -7, -15, -36, -10, 8, -14, -11, -27, -3, -34, -19, -27,
        // l
        10, -25, -25, -6, 21, 15, -31, -42, 15, -51, -31, 6, -33, -26, 12, -11, -60, -30, 0, 2, -2, -23, -42, -49, -4, -46,
        // m
        19, -2, -22, -16, 23, -38, -39, -42, 6, -54, -31, -10, 0, -22, 11, 15, -60, -21, -2, -14, -2, -39, -53, -47, -15, -60,
        // n
        11, -32, 6, 13, 10, -2, 13, -31, 2, -38, -14, -14, -25, -8, 6, -15, -41, -29, 10, 16, -5, -8, -46, -50, -24, -45,
        // o
        -10, -7, 3, 8, -32, -15, -9, -43, -14, -40, -10, 4, 6, 21, -2, 5, -60, 16, -2, 1, 5, -11, -4, -26, -36, -39,
        // p
        16, -44, -13, -16, 17, -17, -31, -13, 6, -60, -23, 10, -28, -33, 11, 4, -43, 13, -9, 8, -7, -24, -37, -49, 7, -57,
        // q
        -14, -52, -52, -29, -33, -39, -52, -29, -33, -52, -52, 2, -19, -18, -33, -26, -33, -1, -9, -26, 36, -39, -24, -52, -52, -39,
        // r
        12, -29, -5, -8, 22, -22, -2, -43, 11, -60, -16, -12, -1, -6, 12, -17, -58, 1, 9, 6, -6, -16, -29, -52, -5, -60,
        // s
        -7, -39, -4, -29, 22, -25, -27, -3, 8, -49, -18, -15, -25, -30, 3, 1, -30, -28, 6, 24, 2, -32, -22, -42, -6, -51,
        // t
        10, -29, -12, -18, 24, -13, -47, 6, 16, -57, -31, -15, -16, -31, 6, -16, -52, 9, 2, -4, -6, -35, -23, -26, 1, -42,
        // u
        -3, 2, -3, -12, 6, -6, -10, -44, 1, -60, -42, 12, 7, 16, -19, 8, -60, 12, 6, 15, -41, -41, -55, -33, -60, -39,
        // v
        22, -24, -9, -27, 30, -33, -25, -47, 14, -60, -57, -28, -22, -25, -8, -13, -57, -17, -10, -24, -37, -42, -30, -44, -38, -57,
        // w
        19, -32, -17, -15, 10, -28, -19, 4, 22, -60, -37, -15, -19, 3, 12, -27, -54, 13, 2, -21, -34, -39, -26, -21, -60, -54,
        // x
        -3, -18, 15, -14, 14, -9, -34, -20, 9, -43, -36, -21, -7, -27, -19, 17, -47, -18, -18, 24, -27, -34, -30, -29, -4, -34,
        // y
        -10, -17, -3, -14, -3, -19, -11, -32, -8, -39, -39, 6, 9, 5, -15, 23, -39, -11, 16, 14, -22, -11, -7, -30, -54, -14,
        // z
        10, -36, -55, -21, 30, -16, -42, -7, 20, -55, -32, -14, -9, -27, 3, -23, -42, -32, -21, -27, -22, -55, -27, -42, -15, -12,
    ]
}
