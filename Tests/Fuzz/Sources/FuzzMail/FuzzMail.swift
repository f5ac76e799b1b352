internal import Bytes
internal import Engine
internal import Formats
internal import FuzzSupport
internal import Mail
internal import Masking

// Mails as they come: no crash, and a message is either refused, or what is made of it is one in which nothing is found any more
// and in which masking changes nothing (law 4); and what was not masked in one piece is the message as it was (law 1).

private let detector: Detector = {
    func rule(_ id: String, _ detection: Detection) -> Rule {
        Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    }
    let rules = [
        rule("token", .pattern("tok_[a-z0-9]{2,6}")), rule("word", .pattern("xy+\\w")), rule("number", .pattern("\\b4\\d{8,15}\\b")),
        rule("field", .fields(["ssn", "password"])),
    ]
    guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }) else { preconditionFailure("the rules do not run") }
    return detector
}()

private final class Run {
    private var processor: TextProcessor
    private var mail: MailProcessor
    private var outcome = MailOutcome()

    init() {
        guard let processor = try? TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init(hash: { _ in 0 })) else {
            preconditionFailure("the rules do not run")
        }
        self.processor = processor
        var options = MailOptions()
        guard let policy = MailPolicy(parsing: "all=keep") else { preconditionFailure("no policy") }
        options.policy = policy
        mail = MailProcessor(detector, masker: Masker(key: nil), options: options, archives: nil)
    }

    /// The message masked; nil where it is refused.
    func mask(_ bytes: [UInt8], mustPass: Bool) -> [UInt8]? {
        unsafe bytes.withUnsafeBufferPointer { unsafe mail.process($0, &processor, into: &outcome) }
        if let refusal = outcome.refusal {
            require(!mustPass, "law 4: what was made is refused: \(refusal.kind)")
            return nil
        }
        require(outcome.block.decided == bytes.count, "not all of it is decided")
        require(!outcome.block.isUnchanged || outcome.block.leaks.isEmpty, "something was counted, and nothing masked")
        require(!mustPass || outcome.block.isUnchanged, "law 4: masked again, it changes")
        return outcome.block.isUnchanged ? bytes : outcome.block.output.array()
    }
}

private nonisolated(unsafe) let run = Run()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMail(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    if let masked = run.mask(input, mustPass: false) { _ = run.mask(masked, mustPass: true) }
    return 0
}
