import Masking
import Testing

@Suite struct NumberMaskTests {
    /// Nil where it is no number.
    static func masked(_ text: String) -> String? {
        var output = Array("before ".utf8)
        let bytes = Array(text.utf8)
        let isNumber = Masker.appendNumberMask(for: bytes.span, to: &output)
        #expect(output.starts(with: "before ".utf8) && (isNumber || output.count == 7))
        return isNumber ? String(decoding: output.dropFirst(7), as: UTF8.self) : nil
    }

    @Test(arguments: [
        ("0", "1"), ("-0", "-1"), ("7", "1"), ("123456789", "111111111"), ("-120.50e+07", "-111.11e+11"), ("0.5", "1.1"),
        ("10E-05", "11E-11"), ("1e400", "1e111"), ("0e0", "1e1"),
        (String(repeating: "9", count: 5000), String(repeating: "1", count: 5000)),
    ]) func numbers(text: String, mask: String) {
        #expect(Self.masked(text) == mask)
        #expect(Self.masked(mask) == mask)
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "00", "1.", ".5", "1.e1", "1e", "1e+", "1e+-1", "0x1", "1 ", " 1", "1,2", "1.2.3", "--1", "NaN",
        "Infinity", "null", "true", "\"1\"", "\u{661}", "1\u{0}",
    ]) func noNumbers(text: String) {
        #expect(Self.masked(text) == nil)
    }

    /// Whatever the number: as long as it was, made of the same marks, and a fixed point.
    @Test func theFormStays() {
        var random = Generator(seed: 9_535, for: "theFormStays")
        func digits(_ range: ClosedRange<Int>) -> String {
            String((0..<Int.random(in: range, using: &random)).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
        }
        for _ in 0..<2_000 {
            var text = Bool.random(using: &random) ? "-" : ""
            text += Bool.random(using: &random) ? "0" : "\(Int.random(in: 1...9, using: &random))\(digits(0...12))"
            if Bool.random(using: &random) { text += "." + digits(1...9) }
            if Bool.random(using: &random) { text += ["e", "E", "e+", "E-"][Int.random(in: 0..<4, using: &random)] + digits(1...3) }
            let mask = Self.masked(text)
            #expect(mask == String(text.map { $0.isNumber ? "1" : $0 }), "\(text)")
            #expect(mask.flatMap(Self.masked) == mask, "\(text)")
        }
    }
}
