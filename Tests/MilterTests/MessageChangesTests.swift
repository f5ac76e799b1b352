import Testing

@testable import Milter

/// What a mail server is told so that one message becomes another.
@Suite struct MessageChangesTests {
    fileprivate typealias Step = MessageChanges.Step

    private static func text(_ lines: [String], body: String = "b\r\n") -> [UInt8] {
        Array((lines.map { $0 + "\r\n" }.joined() + "\r\n" + body).utf8)
    }

    private static func change(_ name: String, _ index: Int, _ value: String) -> Step {
        .change(name: Array(name.utf8), index: index, value: Array(value.utf8))
    }
    private static func remove(_ name: String, _ index: Int) -> Step { .remove(name: Array(name.utf8), index: index) }
    private static func add(_ name: String, _ value: String) -> Step { .add(name: Array(name.utf8), value: Array(value.utf8)) }

    @Test(
        arguments: [
            // Nothing.
            (["A: 1", "B: 2"], ["A: 1", "B: 2"], []),
            // One of several of its name, whatever the case.
            (["X: 1", "Y: 2", "x: 3", "X: 4"], ["X: 1", "Y: 2", "x: three", "X: 4"], [change("x", 2, " three")]),
            (["X: 1", "X: 1", "X: 1"], ["X: 1", "X: 2", "X: 3"], [change("X", 3, " 3"), change("X", 2, " 2")]),
            // Folded ones.
            (["S: a\r\n b", "T: c"], ["S: a\r\n x", "T: c"], [change("S", 1, " a\n x")]),
            (["S: a\r\n b", "T: c"], ["S: ab", "T: c"], [change("S", 1, " ab")]),
            // Removed, from the last to the first.
            (["DKIM: a", "S: 1", "DKIM: b", "T: 2"], ["S: 1", "T: 2"], [remove("DKIM", 2), remove("DKIM", 1)]),
            (["DKIM: a", "S: 1", "T: 2"], ["S: x", "T: 2"], [change("S", 1, " x"), remove("DKIM", 1)]),
            // Added.
            (["To: a"], ["To: a", "Subject: s"], [add("Subject", " s")]),
            // A name that changed.
            (["To: a", "Key: 1", "B: 2"], ["To: a", "Mask: 1", "B: 2"], [remove("Key", 1), add("Mask", " 1")]),
            // Another order is none that could be told: what comes too early is written anew.
            (["A: 1", "B: 2"], ["B: 2", "A: 1"], [remove("A", 1), add("A", " 1")]),
            ([], ["A: 1"], [add("A", " 1")]), (["A: 1"], [], [remove("A", 1)]), (["A:"], ["A:x"], [change("A", 1, "x")]),
        ] as [([String], [String], [Step])])
    fileprivate func tellsWhatDiffers(old: [String], new: [String], steps: [Step]) {
        let changes = MessageChanges(from: Self.text(old), to: Self.text(new), keepsSpaces: true)
        #expect(changes?.steps == steps && changes?.body == nil, "\(String(describing: changes))")
    }

    @Test func bodies() {
        let new = Self.text(["A: 1"], body: "other\r\n")
        let changes = MessageChanges(from: Self.text(["A: 1"]), to: new, keepsSpaces: true)
        #expect(changes?.steps == [] && changes?.body.map { Array(new[$0]) } == Array("other\r\n".utf8))
        let emptied = MessageChanges(from: Self.text(["A: 1"]), to: Self.text(["A: 1"], body: ""), keepsSpaces: true)
        #expect(emptied?.body?.isEmpty == true)
    }

    @Test func blanksAreLeftOutWhereTheServerHasNone() {
        let changes = MessageChanges(from: Self.text(["A: 1"]), to: Self.text(["A:  2"]), keepsSpaces: false)
        #expect(changes?.steps == [Self.change("A", 1, " 2")])
    }

    @Test(arguments: ["no field\r\n\r\n", " a: b\r\n\r\n", ": x\r\n\r\n", "A: \u{0}\r\n\r\n"])
    func whatIsNoHeaderCannotBeTold(new: String) {
        #expect(MessageChanges(from: Self.text(["A: 1"]), to: Array(new.utf8), keepsSpaces: true) == nil)
    }

    /// Made-up headers: a server that does what it is told has the new header in the end, whether removed fields count for it or not.
    @Test(arguments: 0..<400, [false, true])
    func serversGetThere(seed: UInt64, countsRemoved: Bool) throws {
        var random = SeededGenerator(seed: seed)
        let names = ["A", "a", "B", "Received", "X-Long-Name"]
        let old = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            "\(names.randomElement(using: &random) ?? "A"): \(Int.random(in: 0...3, using: &random))"
        }
        // As masking does: fields that stay, change, or go.
        let new = old.compactMap { field -> String? in
            switch Int.random(in: 0...3, using: &random) {
            case 0: nil
            case 1: field + "masked"
            default: field
            }
        }
        let changes = try #require(MessageChanges(from: Self.text(old), to: Self.text(new), keepsSpaces: true))
        var server = FakeServer(old.map { $0 }, countsRemoved: countsRemoved)
        for step in changes.steps {
            let isKnown = server.take(step)
            #expect(isKnown, "seed \(seed): \(step)")
        }
        #expect(server.lines == new, "seed \(seed): \(old) to \(new) by \(changes.steps)")
    }

    /// A header of many fields of few names takes no time that grows with its square.
    @Test func manyFields() throws {
        let old = (0..<20_000).map { "X-\($0 % 3): \($0)" }
        let new = old.enumerated().filter { $0.offset % 5 != 0 }.map(\.element)
        let clock = ContinuousClock()
        var count = 0
        let time = clock.measure {
            count =
                MessageChanges(from: Self.text(old), to: Self.text(new), keepsSpaces: true)?.steps.filter {
                    if case .remove = $0 { true } else { false }
                }.count ?? 0
        }
        #expect(count == 4_000 && time < .seconds(20))
    }

    // MARK: - What comes in

    @Test func messagesAreWrittenAsTheyStood() {
        var message = GatheredMessage(keepsSpaces: true, limit: 1 << 20)
        message.add(HeaderField(name: Array("Subject".utf8), value: Array(" a\n\tb".utf8)))
        message.add(HeaderField(name: Array("X".utf8), value: Array("c\r\n d".utf8)))
        unsafe "body\r\n".utf8.withContiguousStorageIfAvailable { unsafe message.add(body: $0) }
        #expect(message.bytes() == Array("Subject: a\r\n\tb\r\nX:c\r\n d\r\n\r\nbody\r\n".utf8))
    }

    /// Written one after the other, they would be read as other fields than the server has.
    @Test(arguments: [("X", " a\nY: b"), ("X", " a\n\n"), ("X: a\nY", " b"), (" X", " b"), ("", " b"), ("X", " a\n")])
    func ambiguousFieldsAreNoMessage(name: String, value: String) {
        var message = GatheredMessage(keepsSpaces: true, limit: 1 << 20)
        message.add(HeaderField(name: Array("To".utf8), value: Array(" a".utf8)))
        message.add(HeaderField(name: Array(name.utf8), value: Array(value.utf8)))
        #expect(message.bytes() == nil)
    }

    @Test(arguments: [1, 1_000, 65_535], [0, 1, 65_536, 300_000])
    func bodiesOfAnySize(chunk: Int, size: Int) {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var message = GatheredMessage(keepsSpaces: true, limit: 1 << 20)
        for start in stride(from: 0, to: size, by: chunk) {
            unsafe body[start..<min(size, start + chunk)].withUnsafeBufferPointer { unsafe message.add(body: $0) }
        }
        #expect(message.bytes() == [0x0D, 0x0A] + body)
    }

    @Test func moreThanIsTakenIsCut() {
        var message = GatheredMessage(keepsSpaces: true, limit: 1_000)
        for size in [500, 498] {
            let bytes = [UInt8](repeating: 1, count: size)
            unsafe bytes.withUnsafeBufferPointer { unsafe message.add(body: $0) }
        }
        #expect(!message.isCut && message.bytes()?.count == 1_000)
        unsafe [UInt8(1)].withUnsafeBufferPointer { unsafe message.add(body: $0) }
        #expect(message.isCut && message.bytes() == nil)
    }
}

private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A mail server's header, and what it does when it is told to.
private struct FakeServer {
    private var fields: [(name: String, line: String?)]
    private let countsRemoved: Bool

    init(_ lines: [String], countsRemoved: Bool) {
        fields = lines.map { (String($0.prefix { $0 != ":" }).lowercased(), $0) }
        self.countsRemoved = countsRemoved
    }

    var lines: [String] { fields.compactMap(\.line) }

    mutating func take(_ step: MessageChanges.Step) -> Bool {
        switch step {
        case .change(let name, let index, let value): return set(name, index, name.text + ":" + value.text)
        case .remove(let name, let index): return set(name, index, nil)
        case .add(let name, let value):
            fields.append((name.text.lowercased(), name.text + ":" + value.text))
            return true
        }
    }

    private mutating func set(_ name: [UInt8], _ index: Int, _ line: String?) -> Bool {
        let places = fields.indices.filter { fields[$0].name == name.text.lowercased() && (countsRemoved || fields[$0].line != nil) }
        guard places.indices.contains(index - 1), let old = fields[places[index - 1]].line, old.hasPrefix(name.text + ":") else {
            return false
        }
        fields[places[index - 1]].line = line
        return true
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
