import Testing

@testable import Masking

struct WordTableTests {
    private func contains(_ table: WordTable, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return table.contains(0..<bytes.count, in: bytes.span)
    }

    /// Words of all lengths, some of them twice and one that is another's start; hashes of so many meet in a slot.
    @Test func wordsAreFoundAndNothingElse() {
        let words = (0..<2_000).map { String(repeating: "a", count: $0 % 61) + "\($0 % 1_500)" }
        let table = WordTable(words + ["", words[7]])
        for word in words { #expect(contains(table, word)) }
        let there = Set(words)
        for number in 0..<4_000 {
            let other = String(repeating: "a", count: number % 59) + "\(number)"
            #expect(contains(table, other) == there.contains(other), "\(other)")
        }
        #expect(!contains(table, ""))
        #expect(!contains(table, String(repeating: "a", count: 500)))
    }

    @Test func aTableOfNothingHoldsNothing() {
        #expect(!contains(WordTable([]), "a"))
        #expect(!contains(WordTable([""]), ""))
    }

    /// A word within a text, and the longest of those that stand over a place.
    @Test func theLongestWordOverAPlaceEnds() {
        let table = WordTable(["***", "*****", "hidden"])
        let text = Array("a *****b hidden".utf8)
        #expect(table.end(ofWordOver: 3, in: text.span) == 7)
        #expect(table.end(ofWordOver: 10, in: text.span) == 15)
        #expect(table.end(ofWordOver: 7, in: text.span) == nil)
    }
}
