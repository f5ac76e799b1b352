import Testing
import Validators

@Suite struct NumberTests {
    @Test(arguments: [
        ("001", "01", "0001", true), ("665", "12", "3456", true), ("667", "12", "3456", true),
        ("899", "99", "9999", true), ("772", "12", "3456", true), ("733", "01", "0001", true),
        ("000", "12", "3456", false), ("666", "12", "3456", false), ("900", "12", "3456", false),
        ("999", "99", "9999", false), ("123", "00", "4567", false), ("123", "45", "0000", false),
        ("078", "05", "1120", false), ("078", "05", "1121", true), ("219", "09", "9999", false),
        ("219", "09", "9998", true),
    ])
    func socialSecurity(area: String, group: String, serial: String, isAccepted: Bool) {
        for separator in ["", " ", "-"] {
            let text = [area, group, serial].joined(separator: separator)
            #expect(Validation.usSSN.accepts(text) == isAccepted, "\(text)")
        }
        #expect(!Validation.usSSN.accepts(area + group + serial + "1"))
        #expect(!Validation.usSSN.accepts(area + group + String(serial.dropLast())))
        #expect(!Validation.usSSN.accepts([area, group, serial].joined(separator: "--")))
        #expect(!Validation.usSSN.accepts([area, group, serial].joined(separator: "x")))
    }

    @Test func emptyIsNoNumber() {
        for validation in [Validation.usSSN, .abaRouting, .luhn, .iban] {
            #expect(!validation.accepts(""))
            #expect(!validation.accepts("-"))
            #expect(!validation.accepts(" - "))
        }
    }

    /// Numbers that banks and the Federal Reserve print on their own pages.
    @Test(arguments: ["011000015", "021000021", "121000358", "322271627", "111000025", "0210-0002-1"])
    func routing(number: String) {
        #expect(Validation.abaRouting.accepts(number))
    }

    @Test(arguments: ["021000022", "000000000", "131000357", "02100002", "0210000210", "811000017", "02100002x"])
    func notRouting(number: String) {
        #expect(!Validation.abaRouting.accepts(number))
    }

    @Test func routingDependsOnTheDistrict() {
        for district in 0...99 {
            let text = (district < 10 ? "0" : "") + "\(district)"
            let isKnown =
                (0...12).contains(district) || (21...32).contains(district) || (61...72).contains(district)
                || district == 80
            // One last digit of ten is right, and only where the district is known.
            let accepted = (0...9).filter { Validation.abaRouting.accepts(text + "123456\($0)") }
            #expect(accepted.count == (isKnown ? 1 : 0), "\(text)")
        }
    }
}
