import Masking
import Testing

/// What `strategy` leaves of `secret`.
func masked(_ secret: [UInt8], _ strategy: MaskStrategy, rule: String = "test-rule", key: PseudonymKey? = nil)
    -> [UInt8]
{
    var output = Array("before ".utf8)
    let id = Array(rule.utf8)
    Masker(key: key).append(maskFor: secret.span, rule: id.span, strategy: strategy, to: &output)
    #expect(output.starts(with: "before ".utf8))
    return Array(output.dropFirst(7))
}

func masked(_ secret: String, _ strategy: MaskStrategy) -> String {
    String(decoding: masked(Array(secret.utf8), strategy), as: UTF8.self)
}

@Suite struct MaskerTests {
    @Test(arguments: [
        ("made-up", MaskStrategy.label, "[REDACTED:test-rule]"),
        ("", .label, "[REDACTED:test-rule]"),
        ("made-up", .fixed("GONE"), "GONE"),
        ("made-up", .remove, ""),
        ("made-up", .fill(0x23), "#######"),
        ("naïve", .fill(0x2A), "******"),
        ("", .fill(0x2A), ""),
        // What they do in JSON is for whoever knows that it is.
        ("made-up", .null, "[REDACTED:test-rule]"),
        ("12345", .digits, "[REDACTED:test-rule]"),
        // Without a key the pseudonym hides no less.
        ("made-up", .pseudonym, "[REDACTED:test-rule]"),
    ])
    func writes(secret: String, strategy: MaskStrategy, mask: String) {
        #expect(masked(secret, strategy) == mask)
    }

    @Test(arguments: [
        ("0123456789abcdef", 0, 4, "************cdef"),
        ("0123456789abcdef", 2, 2, "01************ef"),
        ("0123456789abcdef", 4, 0, "0123************"),
        // No more than a quarter, and the end goes first.
        ("0123456789abcdef", 4, 4, "************cdef"),
        ("0123456789abcdef", 4, 3, "0************def"),
        ("0123456789abcdef", 64, 64, "************cdef"),
        ("0123456", 4, 4, "******6"),
        ("0123", 4, 0, "0***"),
        ("012", 4, 4, "***"),
        ("", 4, 4, ""),
        ("01234567", 0, 0, "********"),
        // A strategy made by hand may hold anything.
        ("01234567", -3, .max, "******67"),
        // é has two bytes: one that does not fit is left out whole.
        ("abcdefé", 0, 1, "********"),
        ("abcdefghijé", 0, 3, "*********jé"),
        ("abcdefghijé", 0, 2, "**********é"),
        ("abcdefghié", 0, 1, "***********"),
        ("éabcdefg", 1, 0, "*********"),
        ("éabcdefg", 2, 0, "é*******"),
        // So is an escape.
        (#"a\"cdefg"#, 2, 0, "a*******"),
        (#"a\\cdefghijkl"#, 3, 0, #"a\\**********"#),
        (#"abcdef\""#, 0, 1, "********"),
        (#"abcdef\\"#, 0, 2, #"******\\"#),
        (#"\u00e9abcdefghijklmnopqr"#, 5, 0, "************************"),
        (#"\u00e9abcdefghijklmnopqr"#, 6, 0, #"\u00e9******************"#),
        (#"abcdefghijklm\xe9zyxw"#, 0, 5, "*****************zyxw"),
        (#"abcdefghijklm\xe9"#, 0, 2, "*****************"),
        (#"\u{1f600}abcdefghijklmnopqrstuvwxyza"#, 8, 0, "************************************"),
        // And what else several bytes say together: a reference of XML, a percent-encoded byte, a quote of SQL.
        ("ab&amp;cdefghijklmnopqrst", 6, 0, "ab***********************"),
        ("ab&amp;cdefghijklmnopqrstuvwx", 7, 0, "ab&amp;**********************"),
        ("abcdefghijklmnop&#x26;qr", 0, 6, "**********************qr"),
        ("a&b;", 1, 0, "a***"),
        ("AT&T is no reference at all!", 3, 0, "AT&*************************"),
        ("abcdefghij%2F", 0, 1, "*************"),
        ("a%2Fbcdefghijkl", 3, 0, "a**************"),
        ("100% of all of us", 4, 0, "100%*************"),
        ("pa''ss wörter", 3, 0, "pa************"),
        ("pa'ss'wörterab", 3, 0, "pa'************"),
    ])
    func keeps(secret: String, first: Int, last: Int, mask: String) {
        #expect(masked(secret, .keep(first: first, last: last)) == mask)
    }

    @Test func keepHoldsItsPromisesForEveryLength() {
        var random = Generator(seed: 20_240, for: "keepHoldsItsPromisesForEveryLength")
        let alphabet: [UInt8] = Array("ab1 *'é€😀".utf8) + [0x80, 0xC3, 0xFF, 0]
        for length in 0...160 {
            for (first, last) in [(0, 4), (4, 0), (2, 2), (4, 4), (6, 4), (64, 64), (1, 0), (0, 0)] {
                let secret = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                let strategy = MaskStrategy.keep(first: first, last: last)
                let mask = masked(secret, strategy)
                let shown = Comment("length \(length), \(strategy)")
                #expect(mask.count == length, shown)
                #expect(masked(mask, strategy) == mask, shown)
                // Kept: a stretch at either end. Everything between is covered.
                let head = zip(secret, mask).prefix { $0 == $1 && $1 != 0x2A }.count
                let tail = zip(secret.reversed(), mask.reversed()).prefix { $0 == $1 && $1 != 0x2A }.count
                #expect(mask.filter { $0 != 0x2A }.count <= length / 4, shown)
                #expect(head <= first && tail <= last || head == length, shown)
            }
        }
    }

    @Test func keepNeverCutsACodedUnit() {
        var random = Generator(seed: 20_242, for: "keepNeverCutsACodedUnit")
        for _ in 0..<2_000 {
            let pieces = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                [
                    #"\""#, #"\\"#, #"\u00e9"#, #"\u{1f600}"#, #"\U0001f600"#, #"\xe9"#, #"\n"#, "&amp;", "&#38;", "%2F", "''", "a", "u",
                    "\"",
                ].randomElement(using: &random) ?? "a"
            }
            let strategy = MaskStrategy.keep(
                first: .random(in: 0...9, using: &random), last: .random(in: 0...9, using: &random))
            let mask = masked(pieces.joined(), strategy)
            // What is left at each end is so many whole pieces.
            var (head, tail) = (mask[...], mask[...])
            for piece in pieces {
                guard head.hasPrefix(piece) else { break }
                head = head.dropFirst(piece.utf8.count)
            }
            for piece in pieces.reversed() {
                guard tail.hasSuffix(piece) else { break }
                tail = tail.dropLast(piece.utf8.count)
            }
            #expect(head.isEmpty || head.hasPrefix("*"), "\(pieces) → \(mask), \(strategy)")
            #expect(tail.isEmpty || tail.hasSuffix("*"), "\(pieces) → \(mask), \(strategy)")
            #expect(masked(mask, strategy) == mask, "\(strategy)")
        }
    }

    @Test func keepNeverCutsAScalar() {
        var random = Generator(seed: 20_241, for: "keepNeverCutsAScalar")
        for _ in 0..<2_000 {
            let secret = String(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    Character("aé€😀".unicodeScalars.randomElement(using: &random) ?? "a")
                })
            let strategy = MaskStrategy.keep(
                first: .random(in: 0...9, using: &random), last: .random(in: 0...9, using: &random))
            let mask = masked(Array(secret.utf8), strategy)
            #expect(String(validating: mask, as: UTF8.self) != nil, "\(strategy)")
        }
    }
}
