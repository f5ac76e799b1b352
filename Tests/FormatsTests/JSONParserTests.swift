import Foundation
import JSONPath
import TestSupport
import Testing

@testable import Formats

/// The parser that masks against the one that answers queries.
@Suite struct JSONParserTests {
    struct Read {
        var tokens: [JSONToken] = []
        var end = 0
        var isBroken = false
        var isMalformed = false
        var deep: [Int32] = []
    }

    static func read(
        _ text: [UInt8], from start: Int = 0, isLenient: Bool, within part: DocumentPart = DocumentPart(),
        _ parser: inout JSONParser
    ) -> Read {
        var tape = JSONTape()
        var result = Read()
        result.end = unsafe text.withUnsafeBufferPointer {
            unsafe parser.read(
                $0, start..<text.count, state: parser.automaton.root, isLenient: isLenient, mayEscape: true, within: part, into: &tape)
        }
        for index in 0..<tape.tokens.count { result.tokens.append(tape.tokens[index]) }
        if let document = tape.documents.last {
            result.isBroken = document.isBroken
            result.isMalformed = document.isMalformed
            result.deep = document.deep
            #expect(document.range == start..<result.end)
        }
        return result
    }

    /// Holds the tokens against the nodes of the tree, one by one.
    static func compare(_ read: Read, _ tree: JSONTree, _ text: [UInt8], _ note: Comment) {
        var node = Optional(tree.root)
        var tokenOf: [JSONTree.Node: Int] = [:]
        var stack: [JSONTree.Node] = []
        for (index, token) in read.tokens.enumerated() {
            if token.kind == .key {
                guard index + 1 < read.tokens.count else {
                    Issue.record("a name without a value, \(note)")
                    return
                }
                #expect(read.tokens[index + 1].parent == token.parent && read.tokens[index + 1].index == token.index, note)
                continue
            }
            guard let there = node else {
                Issue.record("more tokens than nodes, \(note)")
                return
            }
            let isRight: Bool
            switch tree.kind(of: there) {
            case .object: isRight = token.kind == .object
            case .array: isRight = token.kind == .array
            case .string: isRight = token.kind == .string
            case .number: isRight = token.kind == .number
            case .true, .false: isRight = token.kind == .word
            case .null: isRight = token.kind == .null
            }
            #expect(isRight && token.range == tree.range(of: there) && !token.isOpen, note)
            #expect(token.parent == tree.parent(of: there).map { Int32(tokenOf[$0] ?? -2) } ?? -1, note)
            if tree.parent(of: there) != nil { #expect(Int(token.index) == tree.position(of: there), note) }
            if let name = tree.nameRange(of: there) {
                #expect(index > 0 && read.tokens[index - 1].kind == .key && read.tokens[index - 1].range == name, note)
            }
            if token.kind == .string {
                #expect(token.hasEscape == text[token.range].contains(UInt8(ascii: "\\")), note)
            }
            tokenOf[there] = index
            // The next node in the order of the document.
            if let child = tree.firstChild(of: there) {
                stack.append(there)
                node = child
                continue
            }
            var last = there
            node = tree.nextSibling(of: last)
            while node == nil, let parent = stack.popLast() {
                last = parent
                node = tree.nextSibling(of: last)
            }
        }
        #expect(node == nil, "more nodes than tokens, \(note)")
    }

    @Test func generatedDocumentsReadAlike() throws {
        var parser = JSONParser([])
        for seed in 0..<3_000 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            let document = maker.document(depth: 5)
            for layout in JSONValue.Layout.allCases {
                let text = Array(document.text(layout).utf8)
                let tree = try JSONTree(parsing: text.span)
                for isLenient in [false, true] {
                    let read = Self.read(text, isLenient: isLenient, &parser)
                    let note: Comment = "seed \(seed), \(document.text())"
                    #expect(!read.isBroken && read.end == text.count, note)
                    Self.compare(read, tree, text, note)
                }
            }
        }
    }

    /// What is cut off or has a byte changed is broken for both, or for none.
    @Test func damagedDocumentsAreJudgedAlike() throws {
        var parser = JSONParser([])
        var broken = 0
        var taken = 0
        for seed in 0..<6_000 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            var text = Array(maker.document(depth: 4).text(.spaced).utf8)
            let at = maker.random.below(text.count)
            switch maker.random.below(4) {
            case 0: text.removeSubrange(at...)
            case 1: text.remove(at: at)
            case 2: text.insert(maker.random.pick(Array("{}[],:\"\\0a\n".utf8)), at: at)
            default: text[at] = maker.random.pick(Array("{}[],:\"\\0a\n-".utf8))
            }
            guard let first = text.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { continue }
            let tree = try? JSONTree(parsing: text.span)
            let note: Comment = "seed \(seed), \(String(decoding: text, as: UTF8.self))"
            for isLenient in [false, true] {
                let read = Self.read(text, isLenient: isLenient, &parser)
                if let tree {
                    #expect(!read.isBroken && read.end == text.count, note)
                    Self.compare(read, tree, text, note)
                    taken += 1
                } else if Self.hasOddEscape(text) {
                    // Escapes that there are none of stay as they are; the parser does not look at them.
                    continue
                } else {
                    #expect(read.isBroken || text[read.end...].contains { $0 != 0x20 && $0 != 0x0A }, note)
                    broken += 1
                }
                // Tokens nest and stand in order, whatever the text is.
                var last = -1
                for (index, token) in read.tokens.enumerated() {
                    #expect(Int(token.start) > last && token.end >= token.start && Int(token.end) <= text.count, note)
                    #expect(token.parent < index && (token.parent < 0 || read.tokens[Int(token.parent)].isContainer), note)
                    if token.isContainer { #expect(Int(token.next) > index && Int(token.next) <= read.tokens.count, note) }
                    last = Int(token.start)
                }
            }
        }
        #expect(broken > 3_000 && taken > 500)
    }

    private static func hasOddEscape(_ text: [UInt8]) -> Bool {
        var at = 0
        while at < text.count {
            guard text[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            let unit = unsafe text.withUnsafeBufferPointer { unsafe JSONEscape.decode(at: at, in: $0, end: text.count) }
            if !unit.isValid { return true }
            at += unit.length
        }
        return false
    }

    @Test func nestingHasABound() {
        var parser = JSONParser([])
        let depth = JSONParser.maximumDepth
        for count in [depth - 1, depth, depth + 1, depth + 2, 1_000_000] {
            let text = Array((String(repeating: "[", count: count) + String(repeating: "]", count: count) + " ").utf8)
            let read = Self.read(text, isLenient: false, &parser)
            #expect(read.end == 2 * count && !read.isBroken)
            #expect(read.tokens.count == min(count, depth + 1) && read.deep.isEmpty == (count <= depth))
        }
        let open = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let read = Self.read(open, isLenient: true, &parser)
        #expect(read.isBroken && read.end == open.count)
    }

    // MARK: - JSONTestSuite

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/corpora/json/JSONTestSuite/test_parsing").standardizedFileURL
    static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    @Test(.enabled(if: isPresent, "JSONTestSuite is not unpacked below .build/corpora"))
    func theSuiteReadsAlike() throws {
        var parser = JSONParser([])
        var read = 0
        for file in try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil) {
            let text = [UInt8](try Data(contentsOf: file))
            guard let start = text.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) else { continue }
            let tree = try? JSONTree(parsing: text.span, limits: .init(depth: JSONParser.maximumDepth, nodes: 1 << 20))
            for isLenient in [false, true] {
                let result = Self.read(text, from: start, isLenient: isLenient, &parser)
                guard let tree, tree.isContainer(tree.root) else { continue }
                #expect(!result.isBroken, "\(file.lastPathComponent)")
                Self.compare(result, tree, text, "\(file.lastPathComponent)")
                read += 1
            }
        }
        #expect(read > 100)
    }
}
