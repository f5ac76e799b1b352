import Testing

@testable import Formats

@Suite struct LandingTests {
    struct Case: Sendable {
        /// The span is between « and ».
        var text: String
        var landing: Landing
    }

    @Test(arguments: [
        Case(text: #"{"n":«12»}"#, landing: .bareJSON(backslashes: 0)),
        Case(text: #"{"n" : «12» , "a":1}"#, landing: .bareJSON(backslashes: 0)),
        Case(text: #"{"n":«12»"#, landing: .bareJSON(backslashes: 0)), Case(text: "\"n\":«12»\n", landing: .bareJSON(backslashes: 0)),
        Case(text: "\"n\":«12»\r\n", landing: .bareJSON(backslashes: 0)), Case(text: "\"n\":\t«true»]", landing: .bareJSON(backslashes: 0)),
        Case(text: #"{\"n\":«12»}"#, landing: .bareJSON(backslashes: 1)),
        Case(text: #"{\\\"n\\\": «12»,"#, landing: .bareJSON(backslashes: 3)),
        // In a string, in part of a value, no key, no JSON.
        Case(text: #"{"n":"«12»"}"#, landing: .plain), Case(text: #"{"n":«1»2}"#, landing: .plain),
        Case(text: #"{"n":1«2»}"#, landing: .plain),
        Case(text: "n: «12»", landing: .plain), Case(text: "n=«12»", landing: .plain), Case(text: "«12»", landing: .plain),
        Case(text: ":«12»", landing: .plain), Case(text: "12:«12»,", landing: .plain), Case(text: #"{"n":«12» x}"#, landing: .plain),
        Case(text: "\"" + String(repeating: #"\"#, count: 20) + "\":«1»", landing: .plain),
    ])
    func looksAround(item: Case) {
        let open = Array("«".utf8)
        var text = Array(item.text.utf8)
        guard let low = text.firstRange(of: open)?.lowerBound else { return #expect(Bool(false), "no mark") }
        text.removeSubrange(low..<low + open.count)
        guard let high = text.firstRange(of: Array("»".utf8))?.lowerBound else { return #expect(Bool(false), "no mark") }
        text.removeSubrange(high..<high + open.count)
        #expect(unsafe text.withUnsafeBufferPointer { unsafe Landing.of(low..<high, in: $0) } == item.landing)
    }
}
