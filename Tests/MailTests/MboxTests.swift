import Testing

@testable import Mail

@Suite struct MboxTests {
    private let line = "From ann@example.org Thu Jan  1 00:00:00 1970\n"

    private func messages(_ text: String) -> [String] {
        var rest = Bytes(text.utf8)
        var found: [String] = []
        while true {
            var cursor = MboxCursor()
            unsafe rest.withUnsafeBufferPointer { unsafe cursor.search($0, atEnd: true) }
            guard let end = cursor.end else { break }
            found.append(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeFirst(end)
        }
        return found + [String(decoding: rest, as: UTF8.self)]
    }

    @Test func cutsMessages() {
        let one = line + "A: b\n\nbody\n\n"
        #expect(messages(one + one + one) == [one, one, one])
    }

    @Test(arguments: [
        "From here on\nA: b\n", ">From ann@example.org Thu Jan  1 00:00:00 1970\nA: b\n",
        "From ann@example.org Thu Jan  1 00:00:00 1970\nno field\n",
    ])
    func cutsNothingElse(text: String) {
        let one = line + "A: b\n\nbody\n\n\(text)"
        #expect(messages(one) == [one])
        // Nor where no empty line stands before.
        let two = line + "A: b\n\nbody\n\(line)A: b\n\n"
        #expect(messages(two) == [two])
    }

    /// Whatever comes at once, messages end where they end.
    @Test func doesNotDependOnWhatHasCome() {
        let text = Bytes((line + "A: b\n\nbody\n\n" + line + "A: b\n\n" + String(repeating: "x\n", count: 2_000)).utf8)
        var cursor = MboxCursor()
        var end: Int?
        for count in stride(from: 1, through: text.count, by: 3) where end == nil {
            unsafe text.withUnsafeBufferPointer { unsafe cursor.search(UnsafeBufferPointer(rebasing: $0[..<count]), atEnd: false) }
            end = cursor.end
        }
        #expect(end == line.utf8.count + 12)
    }

    @Test(arguments: [
        ("From: a\nTo: b\nSubject: c\n\nx", true), ("Return-Path: <a>\nReceived: x\n y\nDate: z\n\n", true),
        ("From a@b Thu Jan  1 00:00:00 1970\nFrom: a\nSubject: b\nDate: c\n\n", true),
        ("Date: a\nContent-Type: b\nContent-Length: 1\n\n", false),
        ("To: b\n\nx", false), ("From: a\nthis is no field\n", false), ("hello\n", false), ("", false), ("2024-01-01 From: a\n", false),
        ("{\"From\": \"a\"}\n", false), ("X-A: b\nX-C: d\n\n", false), ("Subject: a\nsome: log\nline: x\n\n", false),
    ]) func tellsMail(text: String, isMail: Bool) {
        let bytes = Bytes(text.utf8)
        #expect(MailSniff.of(bytes, atEnd: true) == isMail)
        // What was said once holds, whatever comes.
        for count in 0..<bytes.count {
            if let early = MailSniff.of(Bytes(bytes[..<count]), atEnd: false) { #expect(early == isMail, "after \(count) bytes") }
        }
    }
}
