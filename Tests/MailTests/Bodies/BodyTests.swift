import Bytes
import Engine
import Formats
import Masking
import TestSupport
import Testing

@testable import Mail

/// Bodies of HTTP.
@Suite struct BodyTests {
    private func mask(_ body: Bytes, _ type: String, rules: [Rule] = testRules) throws -> MaskedMail {
        let detector = try Detector(rules, strategy: { $0.mask ?? .label })
        var processor = try TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init(hash: { _ in 0 }))
        var options = MailOptions()
        options.policy = MailPolicy(all: .refuse)
        var mail = MailProcessor(detector, masker: Masker(key: nil), options: options, archives: nil)
        var outcome = MailOutcome()
        mail.process(body: body, type: Bytes(type.utf8), &processor, into: &outcome)
        return MaskedMail(
            bytes: outcome.block.isUnchanged ? body : outcome.block.output.array(), leaks: outcome.block.leaks.count, places: [],
            unexamined: outcome.unexamined, refusal: outcome.refusal, brokenSignatures: 0)
    }

    private static let form = "application/x-www-form-urlencoded"

    @Test(arguments: [
        // A name says what its value is, blanks and all; what is not touched stays as it is spelled.
        ("a=%41+b&password=two+words%21&c=d", "a=%41+b&password=[REDACTED:secret]&c=d"),
        ("p%61ssword=two+words", "p%61ssword=[REDACTED:secret]"),
        ("x=\(token.prefix(4))%61bc123def456&y", "x=[REDACTED:token]&y"),
        ("\(token)=1", "[REDACTED:token]=1"),
        // JSON in a field, and in a string of that.
        (
            "payload=%7B%22a%22%3A1%2C%22password%22%3A%22s+x%22%7D&b=1",
            "payload=%7B%22a%22%3A1%2C%22password%22%3A%22[REDACTED:secret]%22%7D&b=1"
        ),
        ("payload=%7B%22ssn%22%3A536221845%7D", "payload=%7B%22ssn%22%3A%22[REDACTED:ssn]%22%7D"),
        // A document under the type of a form.
        (#"{"password":"a&b=c"}"#, #"{"password":"[REDACTED:secret]"}"#),
        // Broken escapes are bytes like any.
        ("a=%&b=%4&c=%zz&d=\(token)", "a=%&b=%4&c=%zz&d=[REDACTED:token]"),
        ("", ""), ("&&&", "&&&"), ("=", "="), ("a", "a"),
    ]) func masksForms(body: String, wanted: String) throws {
        let masked = try mask(Bytes(body.utf8), Self.form)
        #expect(masked.refusal == nil)
        #expect(masked.text == wanted)
        let again = try mask(masked.bytes, Self.form)
        #expect(again.bytes == masked.bytes && again.leaks == 0, "law 4: \(again.text)")
    }

    /// What is masked may have been all that kept a body from being read as a form.
    @Test func aBodyMayBecomeAForm() throws {
        let body = Bytes("o%25&password=ent-dispo".utf8) + [0xFF] + Bytes("rt=@a{'3`&-=%".utf8)
        for type in ["text/plain; charset=iso-2022-jp", "text/plain", "application/octet-stream"] {
            let masked = try mask(body, type)
            #expect(masked.leaks > 0 && !masked.text.contains("dispo"), "\(type): \(masked.text)")
            let again = try mask(masked.bytes, type)
            #expect(again.bytes == masked.bytes && again.leaks == 0, "law 4, \(type): \(masked.text) → \(again.text)")
        }
    }

    @Test func masksPartsByTheirNamesAndTypes() throws {
        func parts(_ first: String, _ second: String, _ third: String) -> String {
            "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n\(first)\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"payload\"\r\nContent-Type: application/json\r\n\r\n\(second)\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\(third)\r\n--b--\r\n"
        }
        let body = parts(
            "several words \"and\" a\r\nline", #"{"password":"x y", "n": 1}"#, "id,ssn\r\n1,536221845\r\n2,536221846\r\n3,536221847")
        let masked = try mask(Bytes(body.utf8), "multipart/form-data; boundary=b")
        #expect(masked.refusal == nil)
        #expect(
            masked.text
                == parts(
                    "[REDACTED:secret]", #"{"password":"[REDACTED:secret]", "n": 1}"#,
                    "id,ssn\r\n1,[REDACTED:ssn]\r\n2,[REDACTED:ssn]\r\n3,[REDACTED:ssn]"))
        #expect(try mask(masked.bytes, "multipart/form-data; boundary=b").leaks == 0)
    }

    @Test(arguments: [
        ("multipart/form-data", "--b\r\n\r\nx\r\n--b--\r\n"), ("multipart/form-data; boundary=b", "x"),
        ("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Type: text/plain\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Type: text/plain; charset=x-none\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Type: image/png\r\n\r\n\u{1}\u{2}\u{3}\u{4}\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Transfer-Encoding: x-own\r\n\r\nx\r\n--b--\r\n"),
        ("text/plain; charset=x-none", "x"), ("application/x-www-form-urlencoded; charset=utf-7", "a=b"),
        ("application/octet-stream", "\0\u{1}\u{2}\u{3}"), ("image/png", "\u{1}\u{2}"), ("application/pkcs7-mime", "x"),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\nx\n"),
    ]) func refusesWhatItCannotExamine(type: String, body: String) throws {
        let masked = try mask(Bytes(body.utf8), type)
        let refusal = try #require(masked.refusal, "\(type)")
        #expect(refusal.part != nil)
        #expect(masked.text == body)
    }

    @Test(arguments: [
        ("application/json", #"{"password":"x","a":"\u0074ok_abc123def456"}"#, #"{"password":"[REDACTED:secret]","a":"[REDACTED:token]"}"#),
        ("application/json; charset=utf-8", "[\(1), \"\(token)\"]", "[1, \"[REDACTED:token]\"]"),
        ("text/plain", "a=1&b=%74ok_abc123def456", "a=1&b=[REDACTED:token]"), ("", "x \(token)", "x [REDACTED:token]"),
        ("nonsense", "x \(token)", "x [REDACTED:token]"), ("text/html", "<p>tok_<b>abc123</b>def456", "<p>[REDACTED:token]<b></b>"),
        ("application/xml", "<a>tok_abc123&#100;ef456</a>", "<a>[REDACTED:token]</a>"),
        ("text/csv", "id,ssn\n1,536221845\n2,536221846\n", "id,ssn\n1,[REDACTED:ssn]\n2,[REDACTED:ssn]\n"),
    ]) func masksByType(type: String, body: String, wanted: String) throws {
        let masked = try mask(Bytes(body.utf8), type)
        #expect(masked.refusal == nil)
        #expect(masked.text == wanted)
        #expect(try mask(masked.bytes, type).bytes == masked.bytes)
    }

    /// UTF-16 without a mark is none to a search of bytes.
    @Test(arguments: [true, false]) func readsWideText(isBig: Bool) throws {
        func wide(_ text: String) -> Bytes {
            text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
        }
        let masked = try mask(wide("some text with \(token) in it\n"), "text/plain")
        #expect(masked.bytes == wide("some text with [REDACTED:token] in it\n"))
    }

    /// Laws 1 and 4 over made-up forms: with no rules nothing changes, what is not masked stays, and masking again finds nothing.
    @Test(arguments: 0..<300) func keepsTheLaws(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "a", "=", "&", "%", "%3D", "%26", "+", "%22", "%7B", "%7D", "{\"", "\":\"", "\"}", "password", "ssn", token,
            "%74ok_abc123def456", "\r\n",
            "--b", "--b--", "Content-Disposition: form-data; name=\"password\"", "\r\n\r\n", "\\", "%5C", "\u{e9}", "536221845", ",",
        ]
        var text = Bytes()
        for _ in 0..<Int.random(in: 0...40, using: &random) { text += Bytes(pieces.randomElement(using: &random)!.utf8) }
        let multi = Bytes("--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n".utf8) + text + Bytes("\r\n--b--\r\n".utf8)
        for (type, body) in [
            (Self.form, text), ("multipart/form-data; boundary=b", multi), ("application/json", text), ("text/plain", text),
            ("text/html", text),
        ] {
            let same = try mask(body, type, rules: [])
            #expect(same.bytes == body && same.leaks == 0, "law 1, seed \(seed), \(type)")
            let masked = try mask(body, type)
            guard masked.refusal == nil else { continue }
            #expect((masked.bytes == body) == (masked.leaks == 0), "seed \(seed), \(type)")
            #expect(!masked.text.contains(token), "seed \(seed), \(type): \(masked.text)")
            let again = try mask(masked.bytes, type)
            #expect(again.bytes == masked.bytes && again.refusal == nil, "law 4, seed \(seed), \(type): \(masked.text)")
        }
    }

    /// Time is linear in what hostile forms have.
    @Test(arguments: ["&", "a=&", "%", "%2", "=", "a=%22%5C", "--b\r\n"]) func takesHostileBodies(piece: String) throws {
        let body = Bytes(String(repeating: piece, count: 200_000 / piece.utf8.count).utf8)
        for type in [Self.form, "multipart/form-data; boundary=b"] {
            let start = ContinuousClock.now
            _ = try mask(body, type)
            #expect(ContinuousClock.now - start < .seconds(60), "\(type)")
        }
    }
}
