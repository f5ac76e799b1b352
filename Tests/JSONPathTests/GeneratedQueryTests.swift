import JSONPath
import Testing

struct GeneratedQueryTests {
    static let seed: UInt64 = 9535

    @Test func generatedQueriesHaveTheirCanonicalForm() throws {
        var generator = QueryGenerator(seed: Self.seed)
        for number in 0..<3_000 {
            let (loose, canonical) = generator.query()
            do {
                let query = try JSONPathQuery(parsing: loose)
                #expect(query.description == canonical, "seed \(Self.seed), query \(number): \(loose.debugDescription)")
                try expectCanonical(query)
            } catch let error as JSONPathError {
                Issue.record("seed \(Self.seed), query \(number): \(loose.debugDescription): \(error)")
            }
        }
    }

    /// Damaged queries are judged without a crash; those that are still valid keep the promises of their canonical form,
    /// and errors point into the query.
    @Test func damagedQueriesAreJudged() throws {
        var generator = QueryGenerator(seed: Self.seed &+ 1)
        let pieces = Array("$@.[]()?!&|=<>*,:'\"\\-+019eEu_ \n\u{0}é😀abtruefalsenulllengthcountmatchsearchvalue").map {
            String($0)
        }
        var accepted = 0
        var rejected = 0
        for number in 0..<5_000 {
            var characters = Array(generator.query().loose).map { String($0) }
            for _ in 0...generator.random.next() % 3 {
                let place = Int(generator.random.next() % UInt64(characters.count + 1))
                let piece = pieces[Int(generator.random.next() % UInt64(pieces.count))]
                switch generator.random.next() % 3 {
                case 0: characters.insert(piece, at: place)
                case 1 where place < characters.count: characters[place] = piece
                default: characters.removeSubrange(place..<min(place + 2, characters.count))
                }
            }
            let text = characters.joined()
            do {
                try expectCanonical(try JSONPathQuery(parsing: text))
                accepted += 1
            } catch let error as JSONPathError {
                #expect((0...text.utf8.count).contains(error.position), "seed \(Self.seed &+ 1), query \(number)")
                rejected += 1
            }
        }
        // Both happen often: the damage is neither too light nor too heavy to tell something.
        #expect(accepted > 300 && rejected > 300, "\(accepted) accepted, \(rejected) rejected")
    }
}
