import Formats
import Testing

@testable import Mail

@Suite struct HeaderTests {
    private let label = "[REDACTED:token]"
    private let word = "=?us-ascii?Q?=5BREDACTED=3Atoken=5D?="

    private func field(_ text: String, options: MailOptions = MailOptions()) throws -> String {
        let masked = try mask("From: a@b.org\n\(text)\n\nbody\n", options: options)
        #expect(masked.refusal == nil)
        let again = try mask(masked.bytes, options: options)
        #expect(again.bytes == masked.bytes && again.leaks == 0, "masked again, it changes: \(masked.text)")
        return String(masked.text.dropFirst("From: a@b.org\n".count).dropLast("\n\nbody\n".count))
    }

    @Test func masksPlainAndFoldedFields() throws {
        #expect(try field("Subject: key \(token) end") == "Subject: key \(label) end")
        #expect(try field("Subject: key\n \(token)\n end") == "Subject: key\n \(label)\n end")
        #expect(try field("Password: hunter22") == "Password: [REDACTED:secret]")
    }

    /// Words are replaced as wholes; what they held besides stays in its character set.
    @Test func masksWords() throws {
        #expect(
            try field("Subject: =?utf-8?Q?a_tok=5Fabc123def456_=C3=A4?= b") == "Subject: =?utf-8?Q?a_?=\n \(word)\n =?utf-8?Q?_=C3=A4?= b")
        #expect(try field("Subject: =?UTF-8?Q?tok=5Fabc?=\n =?UTF-8?Q?123def456?=") == "Subject: \(word)")
        // Blanks between words are none, those between words and text are some.
        #expect(try field("Subject: =?utf-8?q?tok=5Fabc?= =?utf-8?q?123def456?= x") == "Subject: \(word) x")
        #expect(try field("Subject: =?utf-8?q?tok=5Fabc?= 123def456") == "Subject: =?utf-8?q?tok=5Fabc?= 123def456")
        #expect(
            try field("Subject: =?utf-16le?B?dABvAGsAXwBhAGIAYwAxADIAMwBkAGUAZgA0ADUANgDkAA==?=") == "Subject: \(word)\n =?utf-8?B?w6Q=?=")
    }

    @Test func masksParameters() throws {
        #expect(
            try field("Content-Disposition: attachment; filename=\(token).txt; size=3")
                == "Content-Disposition: attachment; filename=\"\(label).txt\"; size=3")
        #expect(
            try field("Content-Disposition: attachment; filename*0*=utf-8''t%6Fk_abc; filename*1=123def456")
                == "Content-Disposition: attachment; filename=\"\(label)\"")
        #expect(
            try field("Content-Type: text/plain; name=\"=?utf-8?Q?tok=5Fabc123def456?=\"") == "Content-Type: text/plain; name=\"\(label)\"")
    }

    /// A mask in a name would end it at its colon, and what follows would be the value of another field.
    @Test func masksNamesAsWholes() throws {
        #expect(try field("X-\(token): one") == "X-Redacted: one")
        #expect(try field("X-\(token)-\(token): key \(token)") == "X-Redacted: key \(label)")
        #expect(try field("Subject: a\nX-\(token): b\nX-Last: c") == "Subject: a\nX-Redacted: b\nX-Last: c")
    }

    @Test func leavesRoutingFieldsAlone() throws {
        let text = "To: \(token)@example.org\nReceived: from x by y id \(token)\nList-Id: \(token)\nMessage-ID: <\(token)@x>"
        #expect(try field(text) == text)
        var options = MailOptions()
        options.headers = try #require(MailHeaders(parsing: "routing=mask,to=keep"))
        let masked = try field(text, options: options)
        #expect(masked.hasPrefix("To: \(token)@") && masked.components(separatedBy: token).count == 2)
        options.headers = try #require(MailHeaders(parsing: "subject=keep,list-*=mask"))
        #expect(try field("Subject: \(token)\nList-Id: \(token)", options: options) == "Subject: \(token)\nList-Id: \(label)")
    }

    /// A field that readers may not take for one is none that brings a mail to its reader.
    @Test func leavesNothingBehindADoubt() throws {
        #expect(try !field("X-Odd : x\nTo: \(token)").contains(token))
        #expect(try !field("Subject: x\n \nTo: \(token)").contains(token))
    }

    /// A mask holds a colon, which must not make a header field of the first line of a body.
    @Test func makesNoField() throws {
        #expect(try mask("From: a\n< \(token)>\n\nx").text == "From: a\n\n< \(label)>\n\nx")
        #expect(try mask("From: a\n\(token)\n\nx").text == "From: a\n\n\(label)\n\nx")
    }

    @Test func refusesASecretThatDelimitsParts() throws {
        let masked = try mask("Content-Type: multipart/mixed; boundary=\(token)\n\n--\(token)\n\nx\n--\(token)--\n")
        #expect(masked.refusal?.kind == .unmaskable)
    }

    @Test func masksFieldsOfMailWithinMail() throws {
        let masked = try mask("Content-Type: message/rfc822\n\nTo: \(token)@x.org\nSubject: \(token)\n\n\(token)\n")
        #expect(!masked.text.contains(token))
    }

    @Test(arguments: ["x", "x=y", "=keep", "a=keep,,b=keep", "a b=keep", "a=drop"]) func knowsALists(text: String) {
        #expect(MailHeaders(parsing: text) == nil)
        #expect(MailPolicy(parsing: text) == nil)
    }

    @Test func mendsLengths() throws {
        let body = "key \(token)\n"
        let masked = try mask("From: a\nContent-Length: \(body.utf8.count)\nLines: 1\n\n\(body)")
        #expect(masked.text == "From: a\nContent-Length: 21\nLines: 1\n\nkey \(label)\n")
        // What was wrong before is nobody's promise.
        #expect(try mask("From: a\nContent-Length: 3\n\n\(body)").text.contains("Content-Length: 3\n"))
    }

    /// Against each line measured by itself, LF and CR LF, with lines of the longest length and one more or less among short ones.
    @Test func tellsLinesThatAreTooLong() {
        for lineEnd in ["\n", "\r\n"] {
            for lengths in [
                [998], [999], [997, 998, 3], [3, 500, 999, 1], [998, 998], [998, 999], [0, 0, 1_000], [5, 993, 998, 0, 999], [3_000], [],
            ] {
                for endsOpen in [false, true] {
                    var text = lengths.map { String(repeating: "x", count: $0) }.joined(separator: lineEnd)
                    if !endsOpen { text += lineEnd }
                    let fits = lengths.allSatisfy { $0 <= 998 }
                    #expect(LongLines.isWithin(Bytes(text.utf8)) == fits, "\(lengths) \(lineEnd.utf8.count) \(endsOpen)")
                }
            }
        }
    }

    /// A mask is longer than a secret, and lines must not be longer than servers pass on.
    @Test(arguments: [
        "From: a\nSubject: \(String(repeating: "word ", count: 194))password=hunter22\n\nx\n",
        "From: a\n\n\(String(repeating: "word ", count: 195))password=hunter22\n",
        "From: a\n\n\(String(repeating: "x", count: 975)) password=hunter22\n",
        "From: a\nX: \(String(repeating: "x", count: 972)),password=hunter22\n\n",
    ]) func foldsLinesThatGetTooLong(message: String) throws {
        #expect(message.split(separator: "\n").contains { $0.utf8.count > 990 } && LongLines.isWithin(Bytes(message.utf8)))
        let masked = try mask(message)
        #expect(masked.refusal == nil && masked.text.contains("[REDACTED:secret]"))
        #expect(LongLines.isWithin(masked.bytes), "\(masked.text)")
        #expect(try MIMEParser.parse(masked.bytes).fields.count == MIMEParser.parse(Bytes(message.utf8)).fields.count)
        #expect(try mask(masked.bytes).bytes == masked.bytes)
    }

    @Test func tellsThatSignaturesNoLongerHold() throws {
        let message = "DKIM-Signature: v=1; b=abc\nFrom: a\n\n"
        #expect(try mask(message + "clean").brokenSignatures == 0)
        let masked = try mask(message + token)
        #expect(masked.brokenSignatures == 1 && masked.text.hasPrefix("DKIM-Signature: v=1; b=abc\n"))
        var options = MailOptions()
        options.stripsSignatures = true
        #expect(try mask(message + token, options: options).text == "From: a\n\n\(label)")
        #expect(try mask(message + "clean", options: options).text.hasPrefix("DKIM"))
    }
}

extension String {
    func components(separatedBy word: String) -> [Substring] { split(separator: word, omittingEmptySubsequences: false) }
}
