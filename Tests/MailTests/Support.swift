import Bytes
import Engine
import Formats
import Masking
import Streams
import TestSupport

@testable import Mail

typealias Bytes = [UInt8]

/// Rules as simple as can be: what is tested is where things are found, not what.
let testRules: [Rule] = {
    func rule(_ id: String, _ detection: Detection) -> Rule {
        Rule(id: id, detection: detection, place: RulePlace(file: "test.yaml", line: 1))
    }
    var box = rule("box", .pattern("BEGIN BOX[\\s\\S]{0,200}?END BOX"))
    box.isMultiline = true
    box.keywords = ["BEGIN BOX"]
    return [rule("token", .pattern("tok_[a-z0-9]{12}")), rule("ssn", .fields(["ssn"])), rule("secret", .fields(["password"])), box]
}()

/// Made up: no vendor has it.
let token = "tok_" + "abc123def456"

struct MaskedMail {
    var bytes: Bytes
    var leaks: Int
    var places: [String]
    var unexamined: [MailOutcome.Unexamined]
    var refusal: MailError?
    var brokenSignatures: Int

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

func mask(
    _ message: Bytes, rules: [Rule] = testRules, options: MailOptions = MailOptions(), archives: ArchiveMasking? = nil
) throws -> MaskedMail {
    let detector = try Detector(rules, strategy: { $0.mask ?? .label })
    var processor = try TextProcessor(
        detector, kind: .fast, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
    var mail = MailProcessor(detector, masker: Masker(key: nil), options: options, archives: archives)
    var outcome = MailOutcome()
    unsafe message.withUnsafeBufferPointer { unsafe mail.process($0, &processor, into: &outcome) }
    let places = outcome.block.places.map { String(decoding: outcome.block.path($0.path) ?? [], as: UTF8.self) }
    return MaskedMail(
        bytes: outcome.block.isUnchanged ? message : outcome.block.output.array(), leaks: outcome.block.leaks.count, places: places,
        unexamined: outcome.unexamined, refusal: outcome.refusal, brokenSignatures: outcome.brokenSignatures)
}

func mask(_ message: String, options: MailOptions = MailOptions()) throws -> MaskedMail { try mask(Bytes(message.utf8), options: options) }

/// A message with this body.
func mail(_ type: String, encoding: String = "8bit", headers: String = "", _ body: Bytes) -> Bytes {
    Bytes(
        "From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nSubject: test\r\n\(headers)MIME-Version: 1.0\r\nContent-Type: \(type)\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
            .utf8) + body
}

func mail(_ type: String, encoding: String = "8bit", headers: String = "", _ body: String) -> Bytes {
    mail(type, encoding: encoding, headers: headers, Bytes(body.utf8))
}

/// The body of a message that is not multipart, decoded.
func body(of message: Bytes) throws -> Bytes {
    let structure = try MIMEParser.parse(message)
    let entity = structure.entities[0]
    return entity.encodings[0].decode(message, entity.body)
}

extension EditScript {
    /// Changes of a text of so many bytes, at random.
    static func random(_ count: Int, using random: inout SeededGenerator, text: (inout SeededGenerator) -> Bytes) -> EditScript {
        var script = EditScript()
        var at = 0
        while at < count {
            let low = Int.random(in: at...min(count, at + 40), using: &random)
            let high = Int.random(in: low...min(count, low + 20), using: &random)
            if low == high, low == count { break }
            script.append(low..<high, text(&random))
            at = high + 1
        }
        return script
    }
}
