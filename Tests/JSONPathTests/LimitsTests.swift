import Foundation
import JSONPath
import Testing

/// Hostile queries: an error, never a crash, whatever the stack.
struct LimitsTests {
    /// What opens a level, and what closes it around the innermost text.
    static let nests: [(open: String, inner: String, close: String)] = [
        ("(", "@", ")"),
        ("!(", "@.a==1", ")"),
        ("( \n", "@.a<1", "\t)"),
        ("(@.a||", "@.b", ")&&@.c"),
        ("@[?", "@", "]"),
        ("count(@[?", "@", "])==1"),
        ("@.a&&$..[1,?", "@", ",*]"),
    ]

    /// Levels that one `open` adds.
    static func levels(_ open: String) -> Int { open == "count(@[?" ? 2 : 1 }

    static func query(_ nest: (open: String, inner: String, close: String), _ repetitions: Int) -> String {
        "$[?" + String(repeating: nest.open, count: repetitions) + nest.inner + String(repeating: nest.close, count: repetitions)
            + "]"
    }

    @Test func nestingUpToTheLimitIsTakenAndOneMoreIsNot() throws {
        for nest in Self.nests {
            // The outermost filter is a level too.
            let most = (JSONPathQuery.maximumNesting - 1) / Self.levels(nest.open)
            try expectCanonical(try JSONPathQuery(parsing: Self.query(nest, most)))
            let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: Self.query(nest, most + 1)) }
            #expect(error?.reason == .nestedTooDeeply, "\(nest.open)")
        }
        let functions = { "$[?" + String(repeating: "length(", count: $0) + "@" + String(repeating: ")", count: $0) + "==1]" }
        try expectCanonical(try JSONPathQuery(parsing: functions(JSONPathQuery.maximumNesting - 1)))
        let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: functions(JSONPathQuery.maximumNesting)) }
        #expect(error?.reason == .nestedTooDeeply)
    }

    @Test func levelsAreCountedWhereOpenNotAltogether() throws {
        let side = Array(repeating: "(@.a==1)&&!(length(@)==1)&&@[?(@)]", count: 500).joined(separator: "&&")
        try expectCanonical(try JSONPathQuery(parsing: "$[?\(side)]"))
    }

    @Test(arguments: ["(", "!(", "@[?", "length(", "$[?", "@.a&&(", "[", "..", "'", "\\", "$"])
    func longRepetitionsAreErrors(piece: String) {
        for prefix in ["$[?", "$", "$['", ""] {
            let room = (JSONPathQuery.maximumLength - prefix.utf8.count) / piece.utf8.count
            let full = #expect(throws: JSONPathError.self) {
                try JSONPathQuery(parsing: prefix + String(repeating: piece, count: room))
            }
            #expect((full?.position ?? -1) <= JSONPathQuery.maximumLength)
        }
        let over = #expect(throws: JSONPathError.self) {
            try JSONPathQuery(parsing: "$[?" + String(repeating: piece, count: 1_000_000))
        }
        #expect(over?.reason == .queryTooLong)
    }

    @Test func lengthUpToTheLimitIsTakenAndOneMoreIsNot() throws {
        for piece in [".a", "[0]", "[?@.a==1]", "..*", "['é']"] {
            let count = JSONPathQuery.maximumLength / piece.utf8.count - 1
            let text = "$" + String(repeating: piece, count: count)
            let query = try JSONPathQuery(parsing: text)
            #expect(query.segments.count == count)
            try expectCanonical(query)
        }
        let name = String(repeating: "n", count: JSONPathQuery.maximumLength - 2)
        #expect(try JSONPathQuery(parsing: "$." + name).memberNames == [ExactString(name)])
        let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: "$.n" + name) }
        #expect(error?.reason == .queryTooLong)
        #expect(error?.position == JSONPathQuery.maximumLength)
    }

    /// Everything that recurses, at the deepest nesting there is, on the smallest stack that a platform gives its
    /// secondary threads by default (512 KiB). An overflow ends the test run.
    @Test func deepestQueriesFitASmallStack() async throws {
        let texts = Self.nests.map { Self.query($0, (JSONPathQuery.maximumNesting - 1) / Self.levels($0.open)) }
        let canonical = await withCheckedContinuation { (continuation: CheckedContinuation<[String], Never>) in
            let thread = Thread {
                let queries = texts.compactMap { try? JSONPathQuery(parsing: $0) }
                // Hashing, comparing and the walk over all names recurse too.
                let distinct = Set(queries + queries)
                let found = queries.filter { distinct.contains($0) && $0.memberNames.count < 4 }
                continuation.resume(returning: found.map(\.description))
            }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        #expect(canonical == (try texts.map { try JSONPathQuery(parsing: $0).description }))
    }
}
