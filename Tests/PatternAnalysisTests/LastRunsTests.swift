import Testing

@testable import PatternAnalysis

/// What a match may end in.
@Suite struct LastRunsTests {
    struct Item: Sendable {
        var pattern: String
        var runs: [LastRun]
    }

    static let letters = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let equals = ByteSet(UInt8(ascii: "="))

    @Test(arguments: [
        Item(pattern: "k=[a-z]{4,200}+", runs: [LastRun(set: letters, most: 200)]),
        Item(pattern: "k=([a-z]{4,})", runs: [LastRun(set: letters, most: nil)]),
        // A length is no bound, and neither is what ends in a single byte.
        Item(pattern: "k=[a-z]{100}", runs: []),
        Item(pattern: "k=[a-z]{4,200}x", runs: []),
        Item(pattern: "k=[a-z]{4,200}[0-9]{2}", runs: []),
        // What may be nothing leaves the end to what stands before it.
        Item(pattern: "k=[a-z]{4,200}={0,2}", runs: [LastRun(set: equals, most: 2), LastRun(set: letters, most: 200)]),
        Item(pattern: "[a-z]{4,200}(?:-[0-9]{2,90})?", runs: [LastRun(set: letters, most: 200), LastRun(set: digits, most: 90)]),
        Item(pattern: "[a-z]{4,200}(?=x)", runs: [LastRun(set: letters, most: 200)]),
        Item(pattern: "k=(?|\"([a-z]{1,9})|([0-9]{1,8}))", runs: [LastRun(set: letters, most: 9), LastRun(set: digits, most: 8)]),
        // Of more than a byte: none of its own.
        Item(pattern: "(?:[a-z][0-9]){4,100}", runs: []),
        Item(pattern: "(?:x[a-z]{2,70}){1,3}", runs: [LastRun(set: letters, most: 70)]),
        Item(pattern: "", runs: []),
    ])
    func areThoseAtTheEnd(item: Item) throws {
        #expect(Set(try PatternParser.parse(item.pattern).lastRuns) == Set(item.runs), "\(item.pattern)")
    }
}
