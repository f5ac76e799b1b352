internal import Glibc
internal import Logging
internal import Mail
internal import Milter
internal import Pipeline
internal import Report
internal import Synchronization
internal import Threads

/// Decides about messages by the rules of now.
final class MilterService: MilterHandler {
    /// Rules, and what masks by them.
    private struct Current {
        let setup: Setup
        let masker: MessageMasker
    }

    private let current: Mutex<Current>
    /// What was counted under rules that were since replaced.
    private let past = Mutex<StatisticsDocument?>(nil)
    private let turns: Turnstile
    private let logger: Logger
    private let options: RunOptions
    private let sendsNotices: Bool
    private let patience: Int

    /// How often a mail server is told to wait on. Postfix gives up after 300 s (postconf(5), milter_content_timeout).
    private static let progressSeconds = 5

    init(_ setup: Setup, _ command: MilterCommand, _ logger: Logger) {
        current = Mutex(Self.current(setup))
        turns = Turnstile(setup.jobs)
        self.logger = logger
        options = command.options
        sendsNotices = command.failure.action == .notice
        patience = command.timeout
    }

    private static func current(_ setup: Setup) -> Current {
        let plan = setup.plan(inputs: [], output: .standardOutput)
        return Current(
            setup: setup,
            masker: MessageMasker(
                plan, tool: ToolInfo(name: Tool.name, version: Tool.version), ruleDigest: setup.ruleDigest, name: "milter"))
    }

    // MARK: - Messages

    func decide(_ message: MilterMessage, wait: () -> Void) -> MilterDecision {
        var waited = 0
        while !turns.enter(within: Self.progressSeconds) {
            waited += Self.progressSeconds
            guard waited < patience else { return defers("busy", message.id) }
            wait()
        }
        defer { turns.leave() }
        let masker = current.withLock { $0.masker }
        do {
            return try decide(message, masker)
        } catch {
            // Errors of the rooms say where, and hold nothing of a message; this one is not shown all the same.
            return defers("system", message.id)
        }
    }

    private func decide(_ message: MilterMessage, _ masker: MessageMasker) throws -> MilterDecision {
        let verdict: MessageMasker.Verdict
        switch message.fault {
        case .system: return defers("system", message.id)
        case .ambiguous: return defers("ambiguous-header", message.id)
        case .headerTooLarge: return defers(masker.refuse(.tooLarge).withheld.first ?? "too-large", message.id)
        case .tooLarge: verdict = masker.refuse(.tooLarge)
        case nil: verdict = try message.bytes.map(masker.mask) ?? masker.refuse(.tooLarge)
        }
        guard let reason = options.reasonNotToSend(verdict.withheld) else {
            logger.info(
                verdict.masked == nil ? "passed" : "masked",
                metadata: meta(
                    message.id,
                    ["bytes": "\(message.bytes?.count ?? 0)", "withheld": "\(Set(verdict.withheld).sorted().joined(separator: ","))"]))
            return verdict.masked.map(MilterDecision.replace) ?? .accept
        }
        guard sendsNotices else { return defers(reason, message.id) }
        let head =
            Array(message.header.prefix(WithheldNotice.headerLimit - 2))
            + (message.header.count < WithheldNotice.headerLimit - 2 ? [0x0D, 0x0A] : [])
        let notice = Self.trace(message.header) + WithheldNotice.text(inPlaceOf: head, reason: reason)
        // What it took over of the message is looked at like any.
        let second = try masker.mask(notice)
        if let more = options.reasonNotToSend(second.withheld) { return defers(more, message.id) }
        logger.warning("withheld: a notice goes in its place", metadata: meta(message.id, ["reason": "\(reason)"]))
        return .replace(second.masked ?? notice)
    }

    /// The `Received` fields: mail servers tell by them that a message goes round in circles.
    private static func trace(_ header: [UInt8]) -> [UInt8] {
        var trace: [UInt8] = []
        var isTrace = false
        for line in header.split(separator: 0x0A, omittingEmptySubsequences: true) {
            if line.first != 0x20, line.first != 0x09 {
                isTrace = line.prefix(9).map { $0 | 0x20 }.elementsEqual("received\u{3A}".utf8)
            }
            if isTrace { trace += line + [0x0A] }
        }
        return trace
    }

    private func defers(_ reason: String, _ id: String?) -> MilterDecision {
        logger.warning("deferred", metadata: meta(id, ["reason": "\(reason)"]))
        return .defer("blot: the message cannot be examined (\(reason)), try again later")
    }

    func note(_ line: String, id: String?) { logger.error("\(line)", metadata: meta(id, [:])) }

    private func meta(_ id: String?, _ more: Logger.Metadata) -> Logger.Metadata {
        more.filter { "\($0.value)" != "" }.merging(id.map { ["id": "\($0)"] } ?? [:]) { $1 }
    }

    // MARK: - Signals

    /// Takes other rules; messages that are being examined end under the old ones.
    func reload(_ make: () throws -> Setup) {
        do {
            let next = Self.current(try make())
            let old = current.withLock { current in
                let old = current
                current = next
                return old
            }
            keep(old.masker.tally.document())
            logger.notice("rules were read again")
        } catch {
            let reason = (error as? CommandFailure)?.messages.joined(separator: "; ") ?? ""
            logger.error("rules were not read again: the old ones stay", metadata: ["error": "\(reason)"])
        }
    }

    private func keep(_ document: StatisticsDocument) {
        past.withLock { past in
            guard var sum = past else {
                past = document
                return
            }
            // Counts under two keys cannot be added together; the later ones are kept then.
            do { try sum.merge(document) } catch { sum = document }
            past = sum
        }
    }

    private func document() -> StatisticsDocument {
        let now = current.withLock { $0.masker.tally.document() }
        guard var sum = past.withLock({ $0 }) else { return now }
        do { try sum.merge(now) } catch { return now }
        return sum
    }

    func report() -> [UInt8] {
        let document = document()
        let wantsTable = current.withLock { $0.setup.wantsSummary }
        return wantsTable ? Array(document.table(width: Console.width, color: Console.wantsColour).utf8) : document.json
    }

    func writeStatistics() throws { try current.withLock { $0.setup }.writeStatistics(document()) }
}
