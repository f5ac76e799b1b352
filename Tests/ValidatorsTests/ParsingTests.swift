import Testing

@testable import Validators

@Suite struct ValidationParsingTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        var all: [Validation] = [
            .entropy(min: 3.25, max: nil), .entropy(min: 0, max: 4.5), .length(min: 8, max: 200), .length(min: 0, max: 9), .classes(min: 3),
            .digits(min: 2, max: nil), .digits(min: 1, max: 6),
        ]
        for name in Validation.knownNames where Validation.knownArguments(of: name).isEmpty { all.append(try Validation(name: name)) }
        for validation in all { #expect(try Validation(parsing: validation.description) == validation, "\(validation)") }
    }

    @Test(arguments: ["", "nothing", "{entropy: x}", "{luhn: 1}", "entropy", "{entropy: 9}"]) func whatIsNoneIsRefused(text: String) {
        #expect(throws: ValidationError.self) { try Validation(parsing: text) }
    }
}
