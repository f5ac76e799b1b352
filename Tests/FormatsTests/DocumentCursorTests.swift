import JSONPath
import TestSupport
import Testing

@testable import Formats

/// A document that is cut, and its parts parsed one by one, selects what the whole does.
@Suite struct DocumentCursorTests {
    /// A scalar, what selects it, and its name.
    struct Selected: Hashable, CustomStringConvertible {
        var range: Range<Int>
        var patterns: [Int]

        var description: String { "\(range) \(patterns)" }
    }

    /// The scalars of a part, as offsets of the whole.
    static func scalars(_ part: ArraySlice<UInt8>, within place: DocumentPart, _ parser: inout JSONParser, _ note: Comment) -> [Selected] {
        let text = Array(part)
        var start = 0
        if place.open.isEmpty {
            while start < text.count, text[start] != UInt8(ascii: "{"), text[start] != UInt8(ascii: "[") { start += 1 }
        }
        let read = JSONParserTests.read(text, from: start, isLenient: true, within: place, &parser)
        #expect(!read.isMalformed, "\(note): a part is malformed: \(String(decoding: text, as: UTF8.self))")
        var found: [Selected] = []
        for token in read.tokens where !token.isContainer && token.kind != .key {
            let selected = parser.automaton.selected(token.state)
            var patterns: [Int] = []
            for index in 0..<selected.count { patterns.append(Int(selected[index])) }
            found.append(Selected(range: Int(token.start) + part.startIndex..<Int(token.end) + part.startIndex, patterns: patterns))
        }
        return found
    }

    private static func marks(of cursor: borrowing DocumentCursor) -> [DocumentCursor.Mark] {
        [cursor.elementCut, cursor.anyCut, cursor.endCut].compactMap { $0 }
    }

    @Test func cutAtEveryMarkItSelectsTheSame() throws {
        var cuts = 0
        for seed in 0..<60 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            let layout = maker.random.pick(JSONValue.Layout.allCases)
            let text = Array(maker.document(depth: 5).text(layout).utf8)
            var queries = QueryMaker(seed: seed)
            var patterns: [PathAutomaton.Pattern] = []
            for _ in 0..<3 { patterns.append(.init(segments: try JSONPathQuery(parsing: queries.query(filters: false)).segments)) }
            var parser = JSONParser(patterns)
            let note: Comment = "seed \(seed), \(String(decoding: text, as: UTF8.self))"
            let whole = Self.scalars(text[...], within: DocumentPart(), &parser, note)
            var cursor = DocumentCursor()
            for length in 1..<text.count {
                cursor.begin()
                let stop = unsafe Array(text[..<length]).withUnsafeBufferPointer { unsafe cursor.walk($0) }
                #expect(stop == .none, note)
                for mark in Self.marks(of: cursor) {
                    #expect(mark.offset > 0 && mark.offset <= length)
                    let first = Self.scalars(text[..<mark.offset], within: DocumentPart(), &parser, note)
                    var rest = DocumentCursor()
                    rest.begin()
                    _ = unsafe Array(text[..<length]).withUnsafeBufferPointer { unsafe rest.walk($0) }
                    rest.cut(at: mark)
                    let second = Self.scalars(text[mark.offset...], within: rest.part, &parser, note)
                    #expect(first + second == whole, "\(note), cut at \(mark.offset): \(first) and \(second) instead of \(whole)")
                    let end = unsafe Array(text[mark.offset...]).withUnsafeBufferPointer { unsafe rest.walk($0) }
                    #expect(end == .ended(text.count - mark.offset), note)
                    cuts += 1
                }
            }
        }
        #expect(cuts > 5_000)
    }

    @Test func cutAgainAndAgainItSelectsTheSame() throws {
        var cuts = 0
        for seed in 0..<800 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            let layout = maker.random.pick(JSONValue.Layout.allCases)
            let text = Array(maker.document(depth: 6).text(layout).utf8)
            var queries = QueryMaker(seed: seed)
            let query = try JSONPathQuery(parsing: queries.query(filters: false))
            var parser = JSONParser([.init(segments: query.segments)])
            let note: Comment = "seed \(seed), \(query.text), \(String(decoding: text, as: UTF8.self))"
            let whole = Self.scalars(text[...], within: DocumentPart(), &parser, note)
            var parts: [Selected] = []
            var cursor = DocumentCursor()
            cursor.begin()
            var at = 0
            var reach = 0
            while at < text.count {
                reach = min(text.count, max(reach, at) + 1 + maker.random.below(20))
                let place = cursor.part
                let stop = unsafe Array(text[at..<reach]).withUnsafeBufferPointer { unsafe cursor.walk($0) }
                if case .ended(let end) = stop {
                    #expect(at + end == text.count, note)
                    parts += Self.scalars(text[at...], within: place, &parser, note)
                    break
                }
                #expect(stop == .none, note)
                guard reach < text.count else {
                    Issue.record("the end is not seen, \(note)")
                    break
                }
                let marks = Self.marks(of: cursor)
                guard !marks.isEmpty, maker.random.chance(80) else { continue }
                let mark = maker.random.pick(marks)
                parts += Self.scalars(text[at..<at + mark.offset], within: place, &parser, note)
                at += mark.offset
                cursor.cut(at: mark)
                cuts += 1
            }
            #expect(parts == whole, "\(note): \(parts) instead of \(whole)")
        }
        #expect(cuts > 2_000)
    }

    @Test(arguments: [
        ("{\"a\":1}x", DocumentCursor.Stop.ended(7)), ("{\"a\":[1]]", .fault(8)), ("[}", .fault(1)), ("[1,\"a\nb\"]", .fault(5)),
        ("[1,2", .none), (" \r\n[ ]", .ended(6)), ("{\"a\":\"\\\"}\"}", .ended(11)),
    ]) func stops(text: String, stop: DocumentCursor.Stop) {
        var cursor = DocumentCursor()
        cursor.begin()
        #expect(unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe cursor.walk($0) } == stop)
    }

    @Test func depthHasABound() {
        var cursor = DocumentCursor()
        cursor.begin()
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(unsafe text.withUnsafeBufferPointer { unsafe cursor.walk($0) } == .deep(JSONParser.maximumDepth))
    }
}
