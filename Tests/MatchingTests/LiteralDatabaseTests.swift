import Matching
import Testing

@Suite struct LiteralDatabaseTests {
    final class Sink {
        var found: Set<[Int]> = []
    }

    static let handler: LiteralHandler = { literal, _, end, _, context in
        guard let context = unsafe context else { return 1 }
        unsafe context.assumingMemoryBound(to: Sink.self).pointee.found.insert([Int(literal), Int(end)])
        return 0
    }

    static func scan(_ database: LiteralDatabase, _ text: [UInt8]) throws -> Set<[Int]> {
        var scanner = try LiteralScanner(database)
        var sink = Sink()
        let isDone = unsafe withUnsafeMutablePointer(to: &sink) { context in
            unsafe text.withUnsafeBufferPointer { unsafe scanner.scan($0, handler: handler, context: UnsafeMutableRawPointer(context)) }
        }
        #expect(isDone)
        return sink.found
    }

    static func naive(_ literals: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
        func lower(_ b: UInt8) -> UInt8 { b >= 0x41 && b <= 0x5A ? b + 32 : b }
        let text = text.map(lower)
        var found: Set<[Int]> = []
        for (index, literal) in literals.enumerated() where literal.drop(while: { $0 == 0 }).count <= text.count {
            let wanted = literal.drop { $0 == 0 }.map(lower)
            for start in 0...text.count - wanted.count where Array(text[start..<start + wanted.count]) == wanted {
                found.insert([index, start + wanted.count])
            }
        }
        return found
    }

    /// Literals with NULs, bytes beyond ASCII, overlaps and one inside another.
    @Test(arguments: 1...40)
    func findsEveryEndOfEveryLiteral(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        func below(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let alphabet: [UInt8] = [0x61, 0x62, 0x41, 0x42, 0x2D, 0x00, 0xFF, 0xC3, 0x0A]
        var literals: [[UInt8]] = []
        for _ in 0..<below(20) + 1 {
            let literal = (0..<below(6) + 1).map { _ in alphabet[below(alphabet.count)] }
            if !literals.contains(literal), literal != [UInt8](repeating: 0, count: literal.count) { literals.append(literal) }
        }
        if literals.isEmpty { literals = [[0x61]] }
        let text = (0..<below(400)).map { _ in alphabet[below(alphabet.count)] }
        let database = try LiteralDatabase(literals)
        #expect(database.literalCount == literals.count && database.size > 0)
        #expect(try Self.scan(database, text) == Self.naive(literals, text), "seed \(seed)")
    }

    @Test func manyLiteralsAtOnce() throws {
        let literals = (0..<600).map { Array("key\($0)_".utf8) }
        let text = Array((0..<600).map { "KEY\($0)_ and " }.joined().utf8)
        let database = try LiteralDatabase(literals)
        #expect(try Self.scan(database, text) == Self.naive(literals, text))
        #expect(try Self.scan(database, []).isEmpty)
    }

    @Test func refusesWhatCannotBeSearched() {
        #expect(throws: LiteralError.self) { try LiteralDatabase([]) }
        #expect(throws: LiteralError.self) { try LiteralDatabase([[0x61], []]) }
        #expect(throws: LiteralError.self) { try LiteralDatabase([[0x61], [0, 0]]) }
    }
}
