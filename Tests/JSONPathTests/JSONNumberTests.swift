import Testing

@testable import JSONPath

struct JSONNumberTests {
    func compare(_ left: String, _ right: String) -> JSONNumber.Order {
        JSONNumber.compare(Array(left.utf8).span, Array(right.utf8).span)
    }

    @Test(arguments: [
        ("1", "1.0"), ("1", "1e0"), ("1", "10e-1"), ("100", "1E+2"), ("0.001", "1e-3"), ("0", "-0"), ("0", "0.000e99"),
        ("-0.0", "0e999999999999999999999999"), ("12.50", "1.25e1"), ("1e1000000", "10e999999"),
        ("9007199254740993", "9007199254740993.0"), ("0.00120", "12e-4"),
    ])
    func equal(left: String, right: String) {
        #expect(compare(left, right) == .equal)
        #expect(compare(right, left) == .equal)
    }

    @Test(arguments: [
        ("1", "2"), ("-2", "-1"), ("-1", "0"), ("0", "1e-400"), ("-1e-400", "0"), ("9", "10"), ("0.9", "0.91"), ("-0.91", "-0.9"),
        ("9007199254740992", "9007199254740993"), ("1e308", "1e309"), ("1e-99999999999999999999", "1"),
        ("1e400", "2e400"), ("1e99999999", "1e999999999999999999999999"), ("-1e999999999999999999999999", "1"),
        ("1.0000000000000000001", "1.1"),
    ])
    func less(left: String, right: String) {
        #expect(compare(left, right) == .less)
        #expect(compare(right, left) == .greater)
    }

    @Test func generatedNumbersCompareAsIntegersDo() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0 ... .max, using: &generator)
        print("JSONNumberTests: seed \(seed)")
        var state = seed | 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        /// The same number, spelt with a point and an exponent somewhere.
        func spelt(_ value: Int) -> String {
            let shift = random(7)
            let digits = String(abs(value)) + String(repeating: "0", count: shift)
            let cut = random(digits.count)
            let whole = cut == 0 ? "0" : String(digits.prefix(cut))
            return "\(value < 0 ? "-" : "")\(whole).\(digits.dropFirst(cut))e\(digits.count - cut - shift)"
        }
        for _ in 0..<20_000 {
            let a = random(2001) - 1000
            let b = random(3) == 0 ? a : random(2001) - 1000
            let expected: JSONNumber.Order = a < b ? .less : a == b ? .equal : .greater
            let (left, right) = (spelt(a), spelt(b))
            #expect(compare(left, right) == expected, "\(left) \(right)")
        }
    }
}
