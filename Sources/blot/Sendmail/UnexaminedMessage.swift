internal import ArgumentParser
internal import Formats
internal import Mail

/// What becomes of a message that cannot be examined, where the sending of it hangs on that.
struct UnexaminedMessage: ParsableArguments {
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case `defer`, notice
    }

    @Option(
        name: .customLong("on-failure"),
        help: ArgumentHelp(
            "With a message that cannot be examined: defer sends nothing, notice sends its recipients a line that says why.",
            valueName: "action"))
    var action = Action.defer
}

extension RunOptions {
    /// The first of these, named as statistics do, for which a message must not be sent: it was not taken, or something in it was
    /// not examined, but for kinds that somebody said to keep.
    func reasonNotToSend(_ withheld: [String]) -> String? {
        let kept = mailPolicy.flatMap(MailPolicy.init(parsing:))?.explicit ?? [:]
        return withheld.first { reason in
            if reason.hasPrefix("refused-") || reason.hasPrefix("mail-") { return true }
            guard reason.hasPrefix("unexamined-") else { return false }
            return UnexaminedContent(rawValue: String(reason.dropFirst("unexamined-".count))).map { kept[$0] != .keep } ?? true
        }
    }
}
