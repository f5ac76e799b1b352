import Testing
import Validators

@Suite struct LuhnTests {
    /// Numbers that payment processors publish for tests, in parts.
    @Test(arguments: [
        ["4111", "1111", "1111", "1111"],
        ["4242", "4242", "4242", "4242"],
        ["5555", "5555", "5555", "4444"],
        ["2223", "0031", "2200", "3222"],
        ["3782", "822463", "10005"],
        ["6011", "1111", "1111", "1117"],
        ["3056", "9309", "0259", "04"],
        ["4222", "2222", "2222", "2"],
        ["6304", "0000", "0000", "0000"],
        // The example of ISO/IEC 7812-1's annex as commonly quoted.
        ["7992", "7398", "713"],
    ])
    func acceptsTestNumbers(parts: [String]) {
        for separator in ["", " ", "-"] {
            #expect(Validation.luhn.accepts(parts.joined(separator: separator)))
        }
        #expect(Validation.luhn.accepts(parts.joined() + " "))
        #expect(Validation.luhn.accepts(" " + parts.joined()))
    }

    @Test(arguments: [
        "", "-", "0", "18", "7992739871", "79927398710", "0000000000000000", "0000-0000-0000-0000", "00000000",
        "4111111111111112", "4111  1111", "4111--1111-1111-1111", "4111 -1111-1111-1111", "4111.1111.1111.1111",
        "4111x1111", "4111111111111111 \n", "４１１１１１１１", "--4111111111111111",
    ])
    func refuses(text: String) {
        #expect(!Validation.luhn.accepts(text))
    }

    @Test func refusesTooShortAndTooLong() {
        // With the right check digit, so that only the length decides.
        for length in 1...40 {
            let number = withCheckDigit(Array("4".utf8) + Array(repeating: 0x30, count: length - 1))
            #expect(Validation.luhn.accepts(number) == (8...19).contains(number.count), "\(number.count)")
        }
    }

    @Test func findsEveryWrongDigit() {
        var random = Generator(seed: 11, for: "findsEveryWrongDigit")
        for _ in 0..<500 {
            let length = Int.random(in: 7...18, using: &random)
            let body = [UInt8(0x31)] + (1..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
            let number = withCheckDigit(body)
            guard Set(number).count > 1 else { continue }
            #expect(Validation.luhn.accepts(number))
            for index in number.indices {
                var wrong = number
                wrong[index] = 0x30 + (wrong[index] - 0x30 + .random(in: 1...9, using: &random)) % 10
                #expect(!Validation.luhn.accepts(wrong), "digit \(index) of \(number.count)")
            }
        }
    }

    /// Appends the digit that makes the number good, by the table of doubled digits.
    private func withCheckDigit(_ body: [UInt8]) -> [UInt8] {
        let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        var sum = 0
        for (index, byte) in body.reversed().enumerated() {
            let digit = Int(byte - 0x30)
            sum += index % 2 == 0 ? doubled[digit] : digit
        }
        return body + [UInt8(0x30 + (10 - sum % 10) % 10)]
    }
}
