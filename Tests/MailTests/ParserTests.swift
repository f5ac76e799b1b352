import TestSupport
import Testing

@testable import Mail

/// The parts of a message: path, type and body, each on a line.
func outline(_ message: String) throws -> [String] {
    let bytes = Bytes(message.utf8)
    let structure = try MIMEParser.parse(bytes)
    return structure.entities.map { entity in
        let body = entity.kind == .leaf ? " " + String(decoding: bytes[entity.body], as: UTF8.self).debugDescription : ""
        return "\(entity.path.isEmpty ? "-" : entity.path) \(entity.type.name)\(body)"
    }
}

@Suite struct ParserTests {
    @Test func readsAMessage() throws {
        #expect(try outline("A: b\r\nContent-Type: text/html\r\n\r\nx\r\ny\r\n") == [#"- text/html "x\r\ny\r\n""#])
    }

    @Test(arguments: ["\r\n", "\n", "\r"]) func readsAnyLineEnd(_ end: String) throws {
        let lines = [
            "Content-Type: multipart/mixed;", "\tboundary=\"b b\"", "", "pre", "--b b", "", "one", "--b b  ", "A: b", "", "two", "--b b--",
            "post",
        ]
        #expect(try outline(lines.joined(separator: end)) == ["- multipart/mixed", #"1 text/plain "one""#, #"2 text/plain "two""#])
    }

    @Test func endsPartsWithThoseAround() throws {
        let message = """
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/alternative; boundary=ab

            --ab

            one
            --a
            Content-Type: message/rfc822

            Subject: x
            Content-Type: multipart/mixed; boundary=c

            --c

            two
            --a--
            """
        #expect(
            try outline(message) == [
                "- multipart/mixed", "1 multipart/alternative", #"1.1 text/plain "one""#, "2 message/rfc822", "2.1 multipart/mixed",
                #"2.1.1 text/plain "two""#,
            ])
    }

    @Test func readsDigests() throws {
        let message = "Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\nbody\n--a--\n"
        #expect(try outline(message) == ["- multipart/digest", "1 message/rfc822", #"1.1 text/plain "body""#])
    }

    @Test(arguments: [
        ("Content-Type: multipart/mixed", "--zz\nContent-Type: text/html\n\nx\n--zz--\n"),
        ("Content-Type: multipart/mixed; boundary=other", "--zz\nContent-Type: text/html\n\nx\n--zz--\n"),
        ("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=zz", "--zz\nContent-Type: text/html\n\nx\n--zz--\n"),
        ("Content-Type: multipart/mixed; boundary=a; boundary=zz", "--zz\nContent-Type: text/html\n\nx\n--zz--\n"),
    ]) func findsPartsThatSomeReadersSee(header: String, body: String) throws {
        #expect(try outline(header + "\n\n" + body).contains(#"1 text/html "x""#))
        #expect(try !MIMEParser.parse(Bytes((header + "\n\n" + body).utf8)).doubts.isEmpty)
    }

    @Test func readsParameters() {
        func read(_ text: String) -> ParameterList { ParameterList(Bytes(text.utf8), 0..<text.utf8.count) }
        func value(_ text: String, _ name: String) -> String? { read(text)[name].map { String(decoding: $0, as: UTF8.self) } }
        #expect(value("a/b; x=1; Y=\"a \\\"b\\\"; c\" (comment); z = 2", "y") == "a \"b\"; c")
        #expect(value("a/b; x=1; Y=\"a\" (comment); z = 2", "z") == "2")
        #expect(value("a; f*1*=%42; f*0*=utf-8''%41; f*2=\"C%43\"", "f") == "ABC%43")
        #expect(value("a; f*=iso-8859-1'en'%E4", "f")?.isEmpty == false)
        #expect(value("a; f=\"open", "f") == "open")
        #expect(read("A/B (c); x").head == "a/b")
    }

    // MARK: - Limits

    @Test func boundsNesting() throws {
        var message = ""
        for level in 0..<10_000 { message += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        let masked = try mask(message + "\n" + token)
        #expect(masked.refusal?.kind == .nesting)
        var inner = ""
        for _ in 0..<10_000 { inner += "Content-Type: message/rfc822\n\n" }
        #expect(try mask(inner + "\n" + token).refusal?.kind == .nesting)
    }

    @Test func boundsFieldsAndParts() throws {
        #expect(try mask(String(repeating: "X-A: b\n", count: MailLimits.fields + 1) + "\nbody").refusal?.kind == .tooMany)
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n", count: MailLimits.parts + 1)
        #expect(try mask(parts).refusal?.kind == .tooMany)
    }

    /// What would take the square of its length does not.
    @Test(
        arguments: [
            "Subject: \(String(repeating: "=?a?q?", count: 50_000))\n\nx",
            "Subject: \(String(repeating: "=?utf-8?q?x?= ", count: 30_000))\n\nx",
            "Content-Type: text/html\n\n\(String(repeating: "<a x=\">", count: 50_000))",
            "Content-Type: text/html\n\n\(String(repeating: "<!--", count: 100_000))>",
            "Content-Type: text/html\n\n\(String(repeating: "<script>", count: 50_000))",
            "Content-Type: multipart/mixed; boundary=a\n\n\(String(repeating: "--\n", count: 100_000))",
            "Content-Type: text/plain; \(String(repeating: "a=b;", count: 50_000))\n\nx",
            "Content-Type: text/plain\n\n\(String(repeating: "--x\ncontent-transfer-encoding: base64\n", count: 2_000))",
            "Content-Type: application/json\n\n\(String(repeating: "{\n", count: 100_000))",
            "Content-Type: application/json\n\n\(String(repeating: "{\n}\n", count: 50_000))",
            "X: \(String(repeating: " \n", count: 100_000))\n\nx",
        ]) func isLinear(message: String) throws
    {
        let seconds = try processorSeconds { _ = try mask(message) }
        #expect(seconds < 60)
    }

    /// An empty line was put in before text that stands where a field should, and readers who pass over it lost all fields behind it.
    @Test func addsNoLineWhereNoFieldCanBegin() throws {
        let message = "From: a\nno field: tok_abc123def456\nSubject: x\n\nhi\n"
        #expect(try mask(message).text == "From: a\nno field: [REDACTED:token]\nSubject: x\n\nhi\n")
        // This would become one.
        #expect(try mask("From: a\ntok_abc123def456 x\n\nhi\n").text == "From: a\n\n[REDACTED:token] x\n\nhi\n")
    }
}
