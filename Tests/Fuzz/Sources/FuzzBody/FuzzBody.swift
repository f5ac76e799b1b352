internal import Bytes
internal import Engine
internal import Formats
internal import FuzzSupport
internal import Mail
internal import Masking

// Bodies of HTTP: forms, parts and other content, the first byte choosing the type. No crash; with no rules a body is what it was
// (law 1); and what is made of one is taken again, and then nothing is found in it (law 4).

private func makeDetector(_ rules: [Rule]) -> Detector {
    guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }) else { preconditionFailure("the rules do not run") }
    return detector
}

private let rules: [Rule] = {
    func rule(_ id: String, _ detection: Detection) -> Rule {
        Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    }
    return [
        rule("token", .pattern("tok_[a-z0-9]{2,6}")), rule("word", .pattern("xy+\\w")), rule("number", .pattern("\\b4\\d{8,15}\\b")),
        rule("field", .fields(["ssn", "password"])),
    ]
}()

private let types = [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json", "text/plain", "text/html", "",
    "multipart/mixed; boundary=b", "text/plain; charset=iso-2022-jp",
].map { Array($0.utf8) }

private final class Run {
    private var processor: TextProcessor
    private var mail: MailProcessor
    private var outcome = MailOutcome()

    init(_ detector: Detector) {
        guard let processor = try? TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init(hash: { _ in 0 })) else {
            preconditionFailure("the rules do not run")
        }
        self.processor = processor
        var options = MailOptions()
        options.policy = MailPolicy(all: .refuse)
        mail = MailProcessor(detector, masker: Masker(key: nil), options: options, archives: nil)
    }

    /// The body masked; nil where it is refused.
    func mask(_ body: [UInt8], _ type: [UInt8]) -> [UInt8]? {
        mail.process(body: body, type: type, &processor, into: &outcome)
        guard outcome.refusal == nil else { return nil }
        require(!outcome.block.isUnchanged || outcome.block.leaks.isEmpty, "something was counted, and nothing masked")
        return outcome.block.isUnchanged ? body : outcome.block.output.array()
    }
}

private nonisolated(unsafe) let withRules = Run(makeDetector(rules))
private nonisolated(unsafe) let without = Run(makeDetector([]))

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBody(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    let type = types[Int(input[0]) % types.count]
    let body = Array(input[1...])
    if let same = without.mask(body, type) { require(same == body, "law 1: with no rules it changes") }
    guard let masked = withRules.mask(body, type) else { return 0 }
    guard let again = withRules.mask(masked, type) else {
        // A mask may make a table or a message of what was none; it is then not sent.
        return 0
    }
    require(again == masked, "law 4: masked again, it changes")
    return 0
}
