internal import Engine
internal import Mail
internal import Report

/// How messages are counted.
extension Tally {
    /// A message that was taken.
    func add(_ mail: borrowing MailOutcome, source: Int, name: String, rules: [CompiledRule]) {
        add(mail.block, bytes: mail.size, source: source, name: name, rules: rules)
        for part in mail.unexamined { addWithheld(part.statisticsName, records: 0, bytes: part.bytes, source: source) }
        if mail.brokenSignatures > 0 { addVoidSignatures(mail.brokenSignatures) }
    }
}

extension MailOutcome.Unexamined {
    var statisticsName: String { "\(isDropped ? "dropped" : "unexamined")-\(kind.rawValue)" }
}

extension MailError {
    /// Why a message was not taken, as statistics name it.
    var statisticsName: String { unexamined.map { "refused-\($0.rawValue)" } ?? "mail-\(kind.rawValue)" }
}
