import Engine
import RuleLoading
import Testing
import Validators

@Suite struct ExampleTemplateTests {
    static func expand(_ text: String) throws -> String { try ExampleTemplate.expand(text, rule: "a-rule", index: 3) }

    @Test(arguments: [
        ("<<A-Z2-7*16>>", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), ("<<hex*40>>", 40, "0123456789abcdef"),
        ("<<HEX*8>>", 8, "0123456789ABCDEF"), ("<<digit*10>>", 10, "0123456789"), ("<<a_-*50>>", 50, "a_-"),
        ("<<-a*50>>", 50, "-a"),
        ("<<a**30>>", 30, "a*"), ("<<x*1>>", 1, "x"), ("<<0-9 as k>>", 0, ""),
    ])
    func classes(_ template: String, _ count: Int, _ alphabet: String) throws {
        guard count > 0 else {
            #expect(throws: ExampleTemplateError.self) { try Self.expand(template) }
            return
        }
        let text = try Self.expand(template)
        #expect(text.count == count && text.allSatisfy(alphabet.contains), "\(text)")
        if count >= 30 { #expect(Set(text).count > 1) }
    }

    @Test func sameSeedSameText() throws {
        let template = "<<A-Za-z0-9*40>>"
        #expect(try Self.expand(template) == Self.expand(template))
        #expect(try Self.expand(template) != ExampleTemplate.expand(template, rule: "a-rule", index: 4))
        #expect(try Self.expand(template) != ExampleTemplate.expand(template, rule: "b-rule", index: 3))
        // Written down once: a change of the generator changes every pack's examples.
        #expect(try Self.expand("<<hex*16>>") == "5f03e4e2fe59223a")
    }

    @Test func names() throws {
        let match = try ExampleTemplate.expand(
            .init(text: "k=<<hex*8 as a>>-<<hex*8 as b>> <<a>>", secret: "<<b>>:<<a>>"), rule: "r", index: 0)
        let a = match.text.dropFirst(2).prefix(8)
        let b = match.text.dropFirst(11).prefix(8)
        #expect(match.text == "k=\(a)-\(b) \(a)" && match.secret == "\(b):\(a)" && a != b)
    }

    @Test func literals() throws {
        #expect(try Self.expand("a < b <<< c >> d") == "a < b << c >> d")
        #expect(try Self.expand("") == "")
        #expect(try Self.expand("ü<<x*2>>é") == "üxxé")
    }

    @Test func numbersWithCheckDigits() throws {
        for (template, count) in [("<<luhn:4539*16>>", 16), ("<<luhn:*13>>", 13), ("<<luhn:37*15>>", 15)] {
            let text = try Self.expand(template)
            #expect(text.count == count && Validation.luhn.accepts(Array(text.utf8).span), "\(text)")
        }
        for (template, count) in [("<<iban:DE*22>>", 22), ("<<iban:GBWEST*22>>", 22), ("<<iban:NO*15>>", 15)] {
            let text = try Self.expand(template)
            #expect(text.count == count && Validation.iban.accepts(Array(text.utf8).span), "\(text)")
        }
    }

    @Test func tokensWithChecksums() throws {
        for (template, count) in [("<<crc32-base62:ghp_*40>>", 40), ("<<crc32-base62:*22>>", 22)] {
            let text = try Self.expand(template)
            #expect(text.count == count && Validation.crc32Base62.accepts(Array(text.utf8).span), "\(text)")
        }
        let routable = try Self.expand("<<crc32-base36:glpat-*60>>")
        let isChecked = Validation.crc32Base36.accepts(Array(routable.utf8).span)
        #expect(routable.count == 60 && routable.hasPrefix("glpat-") && routable.contains(".01.15") && isChecked, "\(routable)")
        let text = try Self.expand("<<crc32-hex:glsa_*46>>")
        #expect(text.count == 46 && text.hasPrefix("glsa_") && Validation.crc32Hex.accepts(Array(text.utf8).span), "\(text)")
    }

    @Test(arguments: [
        ("br-cpf", "###.###.###-##"), ("it-fiscal-code", "@@@@@@85T10A562@"), ("ch-ahv", "756.####.####.##"), ("card", "4539##########"),
        ("fi-hetu", "131052-###@"), ("vin", "1M8GDM9A#KP0#####"),
    ])
    func numbersOfAForm(_ name: String, _ form: String) throws {
        let text = try Self.expand("<<\(name):\(form) as k>> <<k>>")
        let parts = text.split(separator: " ")
        #expect(parts.count == 2 && parts[0] == parts[1] && parts[0].count == form.count)
        let isValid = try Validation(name: name).accepts(Array(parts[0].utf8).span)
        #expect(isValid, "\(text)")
        #expect(try Self.expand("<<\(name):\(form)>>") == Self.expand("<<\(name):\(form)>>"))
    }

    @Test func formsThatNothingPasses() {
        for (template, reason) in [
            ("<<br-cpf:123>>", "the form of 'br-cpf' has neither # nor @ at offset 0"),
            ("<<br-cpf:##>>", "nothing of this form is a valid 'br-cpf' at offset 0"),
        ] {
            do {
                _ = try Self.expand(template)
                Issue.record("no error")
            } catch { #expect("\(error)" == reason) }
        }
    }

    @Test(arguments: [
        "a <<x*3", "<<*3>>", "<<x*>>", "<<x*0>>", "<<x*99999>>", "<<x*-1>>", "<<z-a*3>>", "<<nothing>>", "<<x*3 as a b>>",
        "<<x*3 as >>",
        "<<x*3 as a>><<x*3 as a>>", "<<luhn:12ab*16>>", "<<luhn:1234*4>>", "<<iban:D*22>>", "<<iban:DE*3>>",
        "<<crc32-base62:ghp_*25>>", "<<crc32-base36:glpat-*34>>", "<<crc32-hex:glsa_*29>>", "<<ü*3>>",
    ])
    func wrongTemplates(_ template: String) {
        #expect(throws: ExampleTemplateError.self) { try Self.expand(template) }
    }

    @Test func messagesSayWhere() {
        do { _ = try Self.expand("key=<<z-a*3>>") } catch {
            #expect("\(error)" == "the range 'z-a' runs backwards at offset 4")
        }
    }
}
