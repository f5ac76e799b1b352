import Formats
import Testing

@testable import Mail

@Suite struct ContentTests {
    @Test(arguments: [
        ("<p>tok_<b>abc</b>123def456</p>", "<p>[REDACTED:token]<b></b></p>"), ("tok&#95;abc123def456", "[REDACTED:token]"),
        ("tok_abc<!-- x -->123def456", "[REDACTED:token]<!-- x -->"), ("<a title='\(token)'>x</a>", "<a title='[REDACTED:token]'>x</a>"),
        ("<a href=\"?k=tok%5Fabc123def456&amp;b\">", "<a href=\"?k=[REDACTED:token]&amp;b\">"),
        ("<!-- \(token) -->", "<!-- [REDACTED:token] -->"),
        ("<style>a{x:'\(token)'}</style>", "<style>a{x:'[REDACTED:token]'}</style>"), ("tok_abc<br>123def456", "tok_abc<br>123def456"),
        ("tok_\u{200B}abc123def456", "[REDACTED:token]\u{200B}"), ("a < b tok_abc<wbr>123def456", "a < b [REDACTED:token]<wbr>"),
        ("<x y=\"tok_abc123def456", "<x y=\"[REDACTED:token]"),
    ]) func seesWhatReadersOfHTMLSee(html: String, expected: String) throws {
        let masked = try mask(mail("text/html; charset=utf-8", html))
        #expect(try String(decoding: body(of: masked.bytes), as: UTF8.self) == expected)
        #expect(try mask(masked.bytes).leaks == 0)
    }

    @Test func findsWhatTablesAndDocumentsHold() throws {
        let table = try mask(mail("text/csv", "name,ssn\r\nann,536221845\r\nbob,\"536221846\"\r\n"))
        #expect(table.leaks == 2 && table.text.contains("ann,[REDACTED:ssn]") && table.places.contains { $0.contains("column ssn") })
        let document = try mask(mail("application/json", "{\n \"a\": {\n  \"k\": \"t\\u006fk_abc123def456\"\n }\n}\n"))
        #expect(document.leaks == 1 && document.text.contains("\"k\": \"[REDACTED:token]\""))
    }

    /// What two readers see in different ways hides nothing.
    @Test func looksAtAllBytes() throws {
        let hidden = "--zz\r\nContent-Transfer-Encoding: base64\r\n\r\n\(token)\r\n"
        #expect(try !mask("Content-Type: multipart/mixed; boundary=zz\r\n\r\n\(token)\r\n--zz--\r\n\(token)").text.contains(token))
        #expect(try !mask("From: a\nNo field \(token)\nTo: b\n\n").text.contains(token))
        // Base64 that is none, shown as it stands by some: no mask can stand there.
        #expect(try mask("Content-Type: multipart/mixed; boundary=zz\r\n\r\n" + hidden).refusal?.kind == .unmaskable)
    }

    // MARK: - What is not examined

    private func encrypted(_ options: MailOptions = MailOptions()) throws -> MaskedMail {
        try mask(
            Bytes(
                "From: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\(token)\r\n--b\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--b--\r\n"
                    .utf8), options: options)
    }

    @Test func refusesWhatIsEncrypted() throws {
        let masked = try encrypted()
        #expect(masked.refusal?.kind == .policy && masked.refusal?.unexamined == .encrypted)
    }

    @Test func leavesOutWhatIsEncrypted() throws {
        var options = MailOptions()
        options.policy = try #require(MailPolicy(parsing: "encrypted=drop"))
        let masked = try encrypted(options)
        #expect(masked.refusal == nil && masked.unexamined.map(\.isDropped) == [true])
        #expect(!masked.text.contains("MIIB") && masked.text.contains("Content-Type: text/plain; charset=us-ascii\r\n\r\n[Left out"))
        let again = try mask(masked.bytes, options: options)
        #expect(again.bytes == masked.bytes && again.unexamined.isEmpty)
    }

    @Test func keepsWhatIsEncryptedIfToldTo() throws {
        var options = MailOptions()
        options.policy = try #require(MailPolicy(parsing: "all=keep"))
        let masked = try encrypted(options)
        #expect(masked.text.contains("MIIB") && !masked.text.contains(token) && masked.unexamined.map(\.kind) == [.encrypted])
    }

    @Test(arguments: [
        (
            "multipart/encrypted; boundary=b", "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n",
            UnexaminedContent.encrypted
        ),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n", .encrypted),
        ("application/x-7z-compressed", "7z\u{BC}\u{AF}\u{27}\u{1C}", .archives), ("image/png", "\u{89}PNG\u{0}", .images),
        ("application/ms-tnef", "x", .tnef),
        ("application/pgp-signature", "x", .signatures), ("text/plain; charset=x-unheard-of", "x", .charset),
        ("text/plain", "a\r\nbegin 644 x.txt\r\n#86)C\r\n`\r\nend\r\n", .uuencode), ("application/pdf", "%PDF-1.4\n\u{0}", .documents),
        ("application/zip", "PK\u{3}\u{4}", .archives), ("application/octet-stream", "a\u{0}b", .other),
        ("message/partial; id=a; number=1", "From: x\n", .other),
    ]) func namesWhatIsNotExamined(type: String, content: String, kind: UnexaminedContent) throws {
        let message = mail(type, Bytes(content.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }))
        var options = MailOptions()
        options.policy = try #require(MailPolicy(parsing: "all=keep"))
        #expect(try mask(message, options: options).unexamined.map(\.kind) == [kind])
        options.policy = try #require(MailPolicy(parsing: "\(kind.rawValue)=refuse"))
        #expect(try mask(message, options: options).refusal?.unexamined == kind)
    }

    @Test func masksSignedMailAndSaysSo() throws {
        let masked = try mask(
            "Content-Type: multipart/signed; boundary=b\n\n--b\n\n\(token)\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n")
        #expect(masked.brokenSignatures == 1 && !masked.text.contains(token))
    }
}
