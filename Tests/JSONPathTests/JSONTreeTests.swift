import Foundation
import Testing

@testable import JSONPath

struct JSONTreeTests {
    // MARK: Structure

    @Test func nodesStandInTheOrderInWhichTheyBegin() throws {
        let text = Array(#" {"a": [1, {"b":null}, "x\n"], "c\u0064":true , "a":{}, "e":[]} "#.utf8)
        let tree = try JSONTree(parsing: text.span)
        func raw(_ range: Range<Int>?) -> String? { range.map { String(decoding: text[$0], as: UTF8.self) } }
        let nodes = (0..<tree.count).map { JSONTree.Node($0) }
        #expect(nodes.map { tree.kind(of: $0) } == [.object, .array, .number, .object, .null, .string, .true, .object, .array])
        #expect(nodes.map { raw(tree.nameRange(of: $0)) } == [nil, #""a""#, nil, nil, #""b""#, nil, #""c\u0064""#, #""a""#, #""e""#])
        #expect(raw(tree.range(of: nodes[1])) == #"[1, {"b":null}, "x\n"]"#)
        #expect(raw(tree.range(of: nodes[5])) == #""x\n""#)
        #expect(nodes.map { tree.parent(of: $0) } == [nil, 0, 1, 1, 3, 1, 0, 0, 0].map { $0.map { nodes[$0] } })
        #expect(nodes.map { tree.position(of: $0) } == [0, 0, 0, 1, 0, 2, 1, 2, 3])
        #expect(nodes.map { tree.childCount(of: $0) } == [4, 3, 0, 1, 0, 0, 0, 0, 0])
        #expect(nodes.map { tree.subtreeCount(of: $0) } == [9, 5, 1, 2, 1, 1, 1, 1, 1])
        #expect(tree.firstChild(of: nodes[0]) == nodes[1] && tree.firstChild(of: nodes[7]) == nil)
        #expect(
            tree.nextSibling(of: nodes[1]) == nodes[6] && tree.nextSibling(of: nodes[5]) == nil && tree.nextSibling(of: nodes[0]) == nil)
        let document = JSONDocument(tree, over: text.span)
        #expect(document.withName(of: nodes[6]) { $0.copy() } == Array("cd".utf8))
        #expect(document.withString(nodes[5]) { $0.copy() } == Array("x\n".utf8))
        #expect(document.withString(nodes[6]) { $0.copy() } == nil)
    }

    @Test func aRangeIsParsedAtTheOffsetsOfTheWhole() throws {
        let text = Array("noise [7] noise".utf8)
        let tree = try JSONTree(parsing: text.span, range: 5..<10)
        #expect(tree.range(of: tree.root) == 6..<9)
        #expect(throws: JSONSyntaxError(offset: 10, reason: .textAfterValue)) {
            try JSONTree(parsing: text.span, range: 5..<12)
        }
    }

    @Test func howItArrivesDoesNotMatter() throws {
        for text in [#"{"a\u00e9\\":[1.5e3,"\ud83d\ude00",{}],"b":[true,false,null,[]]}"#, "12345", #""\"""#, "true", "[[[]]]"] {
            let bytes = Array(text.utf8)
            let whole = try JSONTree(parsing: bytes.span)
            for size in 1...5 {
                var parser = JSONTreeParser(at: 0)
                var end = 0
                var isComplete = false
                while !isComplete {
                    end = min(end + size, bytes.count)
                    isComplete = try parser.advance(over: bytes.span.extracting(0..<end), isEnd: end == bytes.count)
                }
                let tree = parser.takeTree()
                #expect("\(tree?.records ?? [])" == "\(whole.records)", "\(text) by \(size)")
                #expect(parser.position == bytes.count)
            }
        }
    }

    @Test func surrogatesWithoutTheirOtherHalfAreTaken() throws {
        for (text, expected) in [
            (#""\ud800""#, [0xED, 0xA0, 0x80]), (#""\udc00\ud800""#, [0xED, 0xB0, 0x80, 0xED, 0xA0, 0x80]),
            (#""\uD83D\uDE00""#, [0xF0, 0x9F, 0x98, 0x80]), (#""\ud800\n""#, [0xED, 0xA0, 0x80, 0x0A]),
            (#""\u00e9\u20ac\/\b""#, [0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0x2F, 0x08]),
        ] as [(String, [UInt8])] {
            let bytes = Array(text.utf8)
            let tree = try JSONTree(parsing: bytes.span)
            #expect(JSONDocument(tree, over: bytes.span).withString(tree.root) { $0.copy() } == expected, "\(text)")
        }
    }

    // MARK: Errors

    @Test(arguments: [
        ("", 0, JSONSyntaxError.Reason.endWithinValue), ("[1,", 3, .endWithinValue), (#"{"a""#, 4, .endWithinValue),
        (#""ab"#, 3, .endWithinValue), (#""\u12"#, 5, .endWithinValue), ("[1 2]", 3, .expectedCommaOrBracket),
        (#"{"a":1 "b"}"#, 7, .expectedCommaOrBrace), (#"{"a" 1}"#, 5, .expectedColon), ("{1:2}", 1, .expectedName),
        (#"{"a":1,}"#, 7, .expectedName), ("[1,]", 3, .expectedValue), ("[01]", 1, .malformedNumber), ("-", 0, .malformedNumber),
        ("[truefalse]", 1, .unknownWord), ("[+1]", 1, .unknownWord), ("[\"\t\"]", 2, .controlCharacter),
        (#""\x""#, 1, .invalidEscape), (#""\u12g4""#, 1, .invalidEscape), ("1 2", 2, .textAfterValue), ("]", 0, .expectedValue),
    ])
    func errorsTellWhereAndWhy(text: String, offset: Int, reason: JSONSyntaxError.Reason) {
        #expect(throws: JSONSyntaxError(offset: offset, reason: reason)) { try JSONTree(parsing: Array(text.utf8).span) }
    }

    @Test func limitsHold() throws {
        let deep = Array((String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)).utf8)
        #expect(try JSONTree(parsing: deep.span).count == 10_000)
        #expect(throws: JSONSyntaxError(offset: 9_999, reason: .nestedTooDeeply)) {
            try JSONTree(parsing: deep.span, limits: .init(depth: 9_999, nodes: 1 << 20))
        }
        #expect(throws: JSONSyntaxError(offset: 5, reason: .tooManyNodes)) {
            try JSONTree(parsing: Array("[1,2,3]".utf8).span, limits: .init(depth: 9, nodes: 3))
        }
        #expect(JSONSyntaxError.Reason.tooManyNodes.isLimit && !JSONSyntaxError.Reason.expectedValue.isLimit)
        #expect(MemoryLayout<JSONTree.Record>.stride == 32)
    }

    // MARK: JSONTestSuite

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/corpora/json/JSONTestSuite").standardizedFileURL

    static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    /// github.com/nst/JSONTestSuite: what every parser has to take (y_), and to reject (n_). What is left to it (i_) must
    /// not trap.
    @Test(.enabled(if: isPresent, "JSONTestSuite is not unpacked below .build/corpora"))
    func everyFileIsJudgedAsTheSuiteDoes() throws {
        let files = FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil)
        var counts: [Character: Int] = [:]
        for case let file as URL in files ?? .init() where file.pathExtension == "json" {
            guard let kind = file.lastPathComponent.first, file.lastPathComponent.dropFirst().first == "_" else { continue }
            let bytes = [UInt8](try Data(contentsOf: file))
            let isTaken = (try? JSONTree(parsing: bytes.span, limits: .init(depth: 1000, nodes: 1 << 20))) != nil
            if kind == "y" { #expect(isTaken, "\(file.lastPathComponent)") }
            if kind == "n" { #expect(!isTaken, "\(file.lastPathComponent)") }
            counts[kind, default: 0] += 1
        }
        #expect(counts["y", default: 0] >= 95 && counts["n", default: 0] >= 188, "\(counts)")
    }
}
