import Formats
import TestSupport
import Testing

@testable import Mail

/// Secrets that went through, each by the way in which it hid.
@Suite struct HiddenTextTests {
    private func base64(_ bytes: Bytes) -> String {
        String(decoding: Base64Body.encode(bytes, lineEnd: [0x0D, 0x0A]), as: UTF8.self) + "\r\n"
    }

    private func base64(_ text: String) -> String { base64(Bytes(text.utf8)) }

    private func utf16(_ text: String, isBig: Bool = false) -> Bytes {
        text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
    }

    /// Masked once, and nothing found in it again; what the only part of it decodes to.
    private func masked(_ message: Bytes, archives: ArchiveMasking? = nil) throws -> Bytes {
        let once = try mask(message)
        #expect(once.refusal == nil && once.leaks > 0)
        #expect(try mask(once.bytes).bytes == once.bytes)
        return try body(of: once.bytes)
    }

    // MARK: - Mail within mail

    /// The body of a message within one was decoded for message/rfc822 only.
    @Test(arguments: [
        "message/rfc822", "message/global", "message/news", "message/external-body", "message/x-made-up", "message/feedback-report",
    ])
    func decodesMessagesOfEveryType(type: String) throws {
        let inner = "Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64("hello \(token)")
        for encoding in ["7bit", "base64"] {
            let content = encoding == "base64" ? base64(inner) : inner
            let once = try mask(mail(type, encoding: encoding, content))
            #expect(once.leaks == 1, "\(type), \(encoding)")
            let text = encoding == "base64" ? try body(of: once.bytes) : once.bytes
            #expect(String(decoding: text, as: UTF8.self).contains(base64("hello [REDACTED:token]").prefix(20)), "\(type), \(encoding)")
        }
    }

    /// A piece of a message was named as not examined, and not looked at.
    @Test func looksAtPiecesOfMessages() throws {
        let inner = "Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64("hello \(token)")
        let once = try mask(mail("message/partial; id=a; number=1; total=2", inner))
        #expect(once.leaks == 1 && once.unexamined.map(\.kind) == [.other])
    }

    private static func box(_ inner: String) -> String {
        "From a@b.org Thu Jan  1 00:00:00 1970\r\nFrom: a@b.org\r\nSubject: one\r\n\r\nhi\r\n\r\nFrom c@d.org Thu Jan  1 00:00:00 1970\r\n"
            + "Subject: two\r\nContent-Transfer-Encoding: base64\r\n\r\n\(inner)"
    }

    /// An mbox that was attached was text, in which nothing is decoded.
    @Test(arguments: ["application/mbox", "application/octet-stream; name=a.mbox", "text/plain; name=a.txt", "text/plain"])
    func takesAttachedBoxesApart(type: String) throws {
        let box = Self.box(base64("hello \(token)"))
        for encoding in ["7bit", "base64"] {
            let once = try mask(mail(type, encoding: encoding, encoding == "base64" ? base64(box) : box))
            #expect(once.leaks == 1, "\(type), \(encoding)")
            let text = try body(of: once.bytes)
            #expect(String(decoding: text, as: UTF8.self) == Self.box(base64("hello [REDACTED:token]")), "\(type), \(encoding)")
        }
    }

    /// The line of an mbox before a message was never examined.
    @Test func examinesTheEnvelopeAsFrom() throws {
        let message = Bytes("From \(token) Thu Jan  1 00:00:00 1970\nFrom: a@b.org\nSubject: x\n\nhi\n".utf8)
        #expect(try mask(message).bytes == message)
        var options = MailOptions()
        options.headers = try #require(MailHeaders(parsing: "from=mask"))
        let once = try mask(message, options: options)
        #expect(once.text.hasPrefix("From [REDACTED:token] Thu Jan  1 00:00:00 1970\nFrom: a@b.org\n"))
        let all = Bytes("From \(token) Thu\(token) 00:00:00\nFrom: a@b.org\nSubject: x\n\nhi\n".utf8)
        #expect(try !mask(all, options: options).text.contains(token))
        // In a message that is a part, it is no routing.
        let inner = try mask(mail("message/rfc822", encoding: "base64", base64(String(decoding: message, as: UTF8.self))))
        #expect(inner.leaks == 1)
    }

    // MARK: - Characters that nobody sees

    @Test(arguments: ["\0", "\u{200B}", "\u{200D}", "\u{AD}", "\u{2060}", "\u{2062}", "\u{FE0F}", "\u{FEFF}", "\u{34F}", "\u{E0061}"])
    func seesThroughInvisibleCharacters(character: String) throws {
        let hidden = "key tok_abc\(character)123def456 é"
        for type in ["text/plain; charset=utf-8", "text/html; charset=utf-8", "text/csv; charset=utf-8"] {
            let text = try masked(mail(type, hidden))
            #expect(String(decoding: text, as: UTF8.self) == "key [REDACTED:token]\(character) é", "\(type)")
            let encoded = try masked(mail(type, encoding: "base64", base64(hidden)))
            #expect(encoded == text, "\(type)")
        }
    }

    @Test func seesThroughThemInHeaders() throws {
        let once = try mask("From: a@b.org\r\nSubject: =?utf-8?Q?tok=5Fabc=E2=80=8B123?=def456\r\n\r\nhi\r\n")
        #expect(once.leaks == 1 && !once.text.contains("def456"))
    }

    /// UTF-16 without a mark, whatever its charset is said to be.
    @Test(arguments: [false, true]) func findsUTF16WithoutAMark(isBig: Bool) throws {
        for type in ["text/plain", "text/plain; charset=utf-8", "application/octet-stream"] {
            let text = try masked(mail(type, encoding: "base64", base64(utf16("xx \(token) yy", isBig: isBig))))
            #expect(text == utf16("xx [REDACTED:token] yy", isBig: isBig), "\(type)")
        }
        // Where zeros do not tell.
        let foreign = String(repeating: "語", count: 100)
        let text = try masked(mail("text/plain", encoding: "base64", base64(utf16("\(foreign) \(token) \(foreign)", isBig: isBig))))
        #expect(text == utf16("\(foreign) [REDACTED:token] \(foreign)", isBig: isBig))
    }

    // MARK: - Markup

    @Test(arguments: [
        ("application/xml", "<a>tok_abc<![CDATA[123def456]]></a>", "<a>[REDACTED:token]<![CDATA[]]></a>"),
        ("text/html", "<p>tok_abc<![CDATA[123def456]]></p>", "<p>[REDACTED:token]<![CDATA[]]></p>"),
        ("text/html", "<p>x</p><!-- tok_<b>abc</b>123def456", "<p>x</p><!-- [REDACTED:token]<b></b>"),
        (
            "text/html", "<!--[if mso]><p>tok_<b>abc</b>123def456</p><![endif]--> x",
            "<!--[if mso]><p>[REDACTED:token]<b></b></p><![endif]--> x"
        ),
        ("text/html", "<p>tok_abc&InvisibleComma;123def456</p>", "<p>[REDACTED:token]&InvisibleComma;</p>"),
        ("text/enriched", "tok_abc<bold>123def456</bold>", "[REDACTED:token]<bold></bold>"),
    ]) func seesWhatOtherReadersSee(type: String, source: String, expected: String) throws {
        #expect(try String(decoding: masked(mail(type, source)), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("{\\rtf1 \\'74ok_abc{\\b 123}def456\\par}", "{\\rtf1 [REDACTED:token]{\\b }\\par}"),
        ("{\\rtf1 tok\\'5fabc\\u49?23def456}", "{\\rtf1 [REDACTED:token]}"),
        ("{\\rtf1 tok_abc\r\n123def456}", "{\\rtf1 [REDACTED:token]\r\n}"),
        ("{\\rtf1{\\info{\\*\\x \(token)}} a}", "{\\rtf1{\\info{\\*\\x [REDACTED:token]}} a}"),
    ]) func readsRichText(source: String, expected: String) throws {
        for type in ["application/rtf", "text/rtf", "application/octet-stream; name=a.rtf"] {
            #expect(try String(decoding: masked(mail(type, source)), as: UTF8.self) == expected, "\(type)")
        }
    }

    @Test func decodesValuesOfCards() throws {
        let quoted = try masked(
            mail("text/x-vcard", "BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=3Btok=5Fabc=\r\n123def456=3B\r\nEND:VCARD\r\n"))
        #expect(String(decoding: quoted, as: UTF8.self).contains("QUOTED-PRINTABLE:a=3B[REDACTED:token]"))
        #expect(String(decoding: quoted, as: UTF8.self).hasSuffix("=3B\r\nEND:VCARD\r\n"))
        let encoded = base64("some note, and \(token)").dropLast(2)
        let folded = try masked(
            mail("text/vcard", "BEGIN:VCARD\r\nNOTE;ENCODING=b:\(encoded.prefix(12))\r\n \(encoded.dropFirst(12))\r\nEND:VCARD\r\n"))
        let value = try #require(CardValue.all(in: folded).first)
        #expect(value.encoding.decode(folded, value.range) == Bytes("some note, and [REDACTED:token]".utf8))
        #expect(folded.suffix(13) == Bytes("\r\nEND:VCARD\r\n".utf8)[...])
        // Every line of a value but the first begins with a blank.
        #expect(folded.split(separator: 0x0A).dropFirst(2).dropLast().allSatisfy { $0.first == 0x20 })
    }

    @Test(arguments: [
        ("text/plain", "a\r\n=ybegin line=128 size=3 name=x\r\nabc\r\n=yend size=3\r\n", UnexaminedContent.uuencode),
        ("text/plain", "(This file must be converted with BinHex 4.0)\r\n:abc:\r\n", .uuencode),
        ("application/mac-binhex40", "(This file must be converted with BinHex 4.0)\r\n:abc:\r\n", .uuencode),
        ("application/rtf", "{\\rtf1{\\pict\\pngblip 89504e47}}", .images),
        ("application/rtf", "{\\rtf1{\\object{\\*\\objdata 0105}}}", .documents),
        ("text/vcard", "BEGIN:VCARD\r\nPHOTO;ENCODING=b:/9j/4AAQSkZJRgABAQ==\r\nEND:VCARD\r\n", .images),
    ]) func namesWhatItCannotDecode(type: String, content: String, kind: UnexaminedContent) throws {
        #expect(try mask(mail(type, content)).unexamined.map(\.kind) == [kind])
        var options = MailOptions()
        options.policy = try #require(MailPolicy(parsing: "\(kind.rawValue)=refuse"))
        #expect(try mask(mail(type, Bytes(content.utf8)), options: options).refusal?.unexamined == kind)
    }

    /// What a decoder skips joined what it stands in.
    @Test func decodesBase64WithNULs() throws {
        var encoded = Bytes(base64("hello \(token) and more").utf8)
        for at in [20, 11, 5] { encoded.insert(0, at: at) }
        #expect(try masked(mail("text/plain", encoding: "base64", encoded)) == Bytes("hello [REDACTED:token] and more".utf8))
    }

    // MARK: - Header fields

    private func disposition(_ parameters: String) -> String {
        "From: a@b.org\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; \(parameters)\r\n\r\nhi\r\n"
    }

    private static let escaped = "tok%5Fabc123def456"

    /// Both forms became one, with the text of both.
    @Test(arguments: [
        ("filename=short.txt; filename*=utf-8''%E2%82%AC", nil),
        ("filename=short.txt; filename*=utf-8''\(escaped)", "filename=short.txt; filename*=utf-8''%5BREDACTED%3Atoken%5D"),
        ("filename*=utf-8''\(escaped); filename=short.txt", "filename*=utf-8''%5BREDACTED%3Atoken%5D; filename=short.txt"),
        ("filename=\(token); filename*=utf-8''%E2%82%AC", "filename=\"[REDACTED:token]\"; filename*=utf-8''%E2%82%AC"),
        ("filename=a; filename*0=tok_abc; filename*1=123def456", "filename=a; filename*0=\"[REDACTED:token]\""),
        (
            "filename=a; filename*0*=utf-8''%E2%82%ACtok_abc; filename*1*=123def456",
            "filename=a; filename*0*=utf-8''%E2%82%AC%5BREDACTED%3Atoken%5D"
        ), ("filename=\(token); filename=b", "filename=\"[REDACTED:token]\"; filename=b"),
    ]) func keepsFormsOfParametersApart(parameters: String, expected: String?) throws {
        let once = try mask(disposition(parameters))
        #expect(once.text == disposition(expected ?? parameters))
        #expect(try mask(once.bytes).bytes == once.bytes)
    }

    @Test(arguments: [
        "Content-Type: text/plain (=?utf-8?b?dG9rX2FiYzEyM2RlZjQ1Ng==?=)",
        "Content-Type: text/plain; charset=utf-8 (=?utf-8?q?tok=5Fabc123def456?=)",
        "Content-Type: text/plain; =?utf-8?b?dG9rX2FiYzEyM2RlZjQ1Ng==?=", "X-A: foo (=?utf-8?b?dG9rX2FiYzEyM2RlZjQ1Ng==?=)",
        "Subject: =?utf-8?q?\(String(repeating: "a_", count: 600))tok=5Fabc123def456?=",
        "Subject: =?utf-8?b?dG9rX2FiYzEy\r\n M2RlZjQ1Ng==?=",
    ]) func decodesWordsWhereverTheyAre(field: String) throws {
        let once = try mask("From: a@b.org\r\n\(field)\r\n\r\nhi\r\n")
        #expect(once.leaks == 1)
        #expect(!once.text.contains("dG9rX2FiYzEy") && !once.text.contains("abc123"))
        #expect(try mask(once.bytes).bytes == once.bytes)
    }

    /// A name that held what a rule finds was shown, and could not be changed: masking did not settle.
    @Test func takesNoTextForAParameter() throws {
        let once = try mask("From: a@b.org\r\nContent-Type: text/plain; number=1;password: hunter22x\r\n total=1\r\n\r\nhi\r\n")
        #expect(once.refusal == nil && !once.text.contains("hunter22x") && once.text.contains("text/plain; number=1;"))
        #expect(try mask(once.bytes).bytes == once.bytes)
    }

    /// A part in such a set that had been masked was not searched as bytes, as one that had not been is: masking it again changed it.
    @Test(arguments: ["iso-2022-jp", "utf-7", "iso-8859-1", "utf-8"]) func looksAtMaskedBytesAsAtOthers(charset: String) throws {
        let once = try mask(mail("text/plain; charset=\(charset)", encoding: "quoted-printable", "see p\\u0061ssword=3Dhunter22x now\r\n"))
        #expect(once.refusal == nil && !once.text.contains("hunter22x"), "\(once.text)")
        #expect(try mask(once.bytes).bytes == once.bytes)
    }

    /// A text of lines that begin as an mbox does was taken for mail within mail, and refused.
    @Test func takesNoTextForABox() throws {
        let text = String(repeating: "From a@b.org Thu Jan  1 00:00:00 1970\r\n", count: 50)
        #expect(try mask(mail("text/plain", text)).refusal == nil)
        #expect(try body(of: mask(mail("text/plain", text + token)).bytes) == Bytes((text + "[REDACTED:token]").utf8))
    }

    // MARK: - Bounds

    /// What begins often and never ends is looked for once.
    @Test(arguments: ["<!--", "<![CDATA[", "<script>", "<!--[if x]>", "=?a?q?", "=?", "\\u1", "\u{200B}a"])
    func staysLinear(piece: String) throws {
        let text = String(repeating: piece, count: 120_000 / piece.utf8.count)
        let seconds = try processorSeconds {
            for type in ["text/html", "application/rtf", "text/vcard"] {
                _ = try mask(mail(type, (type == "application/rtf" ? "{\\rtf1 " : "") + text))
            }
            _ = try mask("From: a@b.org\r\nX: \(text)\r\n\r\nhi\r\n")
        }
        #expect(seconds < 40)
    }
}
