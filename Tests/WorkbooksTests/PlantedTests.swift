import Engine
import TestSupport
import Testing

@testable import Workbooks

/// Secrets in every place of a workbook that holds text.
@Suite struct PlantedTests {
    private func check(_ book: PlantedWorkbook, numbers: [String]) throws {
        let masked = try mask(ZipMaker(book.parts).bytes())
        #expect(masked.isChanged)
        #expect(masked.names == book.parts.map(\.0), "every part is there, in its order")
        for (name, bytes) in masked.parts {
            let raw = String(decoding: bytes, as: UTF8.self)
            let texts = [raw, unescaped(raw), withoutTags(raw), unescaped(withoutTags(raw))]
            for secret in book.secrets {
                #expect(!texts.contains { $0.contains(secret.text) }, "\(secret.place) is left in \(name)")
            }
            for number in numbers { #expect(!texts.contains { $0.contains(number) }, "\(number) is left in \(name)") }
        }
        // Masking again finds nothing, and changes nothing.
        let again = try mask(masked.bytes)
        #expect(!again.isChanged)
        #expect(again.leaks == 0)
    }

    @Test func nothingIsLeftInOffice() throws {
        try check(
            .office(),
            numbers: [PlantedWorkbook.roundedCard, PlantedWorkbook.shortCard, PlantedWorkbook.numbers[1], PlantedWorkbook.numbers[2]])
    }

    @Test func nothingIsLeftInOpenDocument() throws {
        try check(.openDocument(), numbers: [PlantedWorkbook.roundedCard] + PlantedWorkbook.numbers + ["519,603,827", "4.11E+15"])
    }

    @Test func partsAreNamedWhereTheyAreFound() throws {
        let masked = try mask(ZipMaker(PlantedWorkbook.office().parts).bytes(), makesCopy: false)
        let places = Set(masked.places.map(\.place))
        for place in [
            "Users!B2", "Users!B3", "Users!C3", "Users!C4", "Users!D4", "Users!A5", "Deep!A1", "xl/comments1.xml", "xl/charts/chart1.xml",
        ] {
            #expect(places.contains(place), "\(place) is missing")
        }
        #expect(!masked.isChanged)
    }

    /// Without rules that match, every part is what it was, compressed bytes and all.
    @Test func nothingChangesWithoutFindings() throws {
        let bytes = ZipMaker(PlantedWorkbook.office().parts).bytes()
        let masked = try mask(
            bytes,
            rules: [Array(testRules)[0]].map {
                var rule = $0
                rule.detection = .pattern("no-such-thing")
                return rule
            })
        #expect(!masked.isChanged)
        #expect(masked.bytes == bytes)
    }
}
