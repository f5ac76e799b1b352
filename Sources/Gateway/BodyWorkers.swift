internal import Bytes
internal import Engine
internal import Formats
internal import Mail
internal import Pipeline
internal import Report
internal import Streams
internal import Synchronization

/// What became of a body.
struct MaskedBody: Sendable {
    enum Outcome: Sendable {
        /// As it was decoded.
        case unchanged
        case masked([UInt8])
        case refused(Refusal)
    }

    struct Refusal: Sendable {
        /// A word for statistics and metrics.
        var reason: String
        /// `part 2`
        var place: String
        var detail: String
        /// It is the gateway that failed.
        var isOwn = false
        var isTooLarge = false
    }

    var outcome: Outcome
    /// Decoded bytes, where a content coding was undone and nothing was masked.
    var decoded: [UInt8]?
    var findings = 0
    var rules: [String] = []
    var withheld = 0
}

/// Whoever examines bodies: each worker, with its scanner, is used by one thread at a time.
final class BodyWorkers: Sendable {
    private struct Worker: ~Copyable {
        var text: TextProcessor
        var mail: MailProcessor
        var outcome = MailOutcome()
    }

    private final class Place: @unchecked Sendable {
        let lock = Mutex(())
        /// Touched only by who holds `lock`.
        var worker: Worker?

        init(_ worker: consuming Worker?) { self.worker = consume worker }
    }

    private let places: [Place]
    private let next = Atomic<Int>(0)
    private let plan: RunPlan
    private let tally: Tally
    private let largest: Int

    /// Makes the first worker at once, so that what cannot work is found here.
    init(_ plan: RunPlan, tally: Tally, count: Int, largest: Int) throws {
        self.plan = plan
        self.tally = tally
        self.largest = largest
        var places = [Place(try Self.make(plan))]
        for _ in 1..<max(1, count) { places.append(Place(nil)) }
        self.places = places
    }

    private static func make(_ plan: RunPlan) throws -> Worker {
        let key = plan.sketchKey
        let text = try TextProcessor(plan.detector, kind: plan.kind, masker: plan.masker, options: .init { key.hash($0) })
        let mail = MailProcessor(plan.detector, masker: plan.masker, options: plan.mail, archives: .standard(plan))
        return Worker(text: text, mail: mail)
    }

    /// Masks a body. Any thread may call; it waits where all workers are busy.
    ///
    /// - Parameter source: under which statistics count it.
    func mask(_ body: [UInt8], type: [UInt8], coding: ContentCoding, source: Int) -> MaskedBody {
        let start = next.wrappingAdd(1, ordering: .relaxed).oldValue
        for offset in places.indices {
            let place = places[Int(UInt(bitPattern: start &+ offset) % UInt(places.count))]
            if let done = place.lock.withLockIfAvailable({ _ in work(place, body, type, coding, source) }) { return done }
        }
        let place = places[Int(UInt(bitPattern: start) % UInt(places.count))]
        return place.lock.withLock { _ in work(place, body, type, coding, source) }
    }

    /// The same, where a worker is free; nil where none is.
    func maskAtOnce(_ body: [UInt8], type: [UInt8], coding: ContentCoding, source: Int) -> MaskedBody? {
        let start = next.wrappingAdd(1, ordering: .relaxed).oldValue
        for offset in places.indices {
            let place = places[Int(UInt(bitPattern: start &+ offset) % UInt(places.count))]
            if let done = place.lock.withLockIfAvailable({ _ in work(place, body, type, coding, source) }) { return done }
        }
        return nil
    }

    private func work(_ place: Place, _ raw: [UInt8], _ type: [UInt8], _ coding: ContentCoding, _ source: Int) -> MaskedBody {
        let body: [UInt8]
        do throws(ContentCoding.Failure) {
            body = try coding.decode(raw, most: largest)
        } catch {
            let isTooLarge = error == .tooLarge
            return refuse(
                .init(
                    reason: isTooLarge ? "too-large" : "encoding", place: "body",
                    detail: isTooLarge
                        ? "decoded, the body is larger than what is taken" : "the body is not the \(coding.rawValue) it is said to be",
                    isTooLarge: isTooLarge), bytes: raw.count, source)
        }
        var taken = place.worker.take()
        if taken == nil { taken = try? Self.make(plan) }
        guard var worker = taken else {
            return MaskedBody(outcome: .refused(.init(reason: "system", place: "body", detail: "no worker can be made", isOwn: true)))
        }
        if Self.isMessage(type) {
            unsafe body.withUnsafeBufferPointer { unsafe worker.mail.process($0, &worker.text, into: &worker.outcome) }
        } else {
            worker.mail.process(body: body, type: type, &worker.text, into: &worker.outcome)
        }
        let isVoid = worker.text.failure != nil
        let masked =
            isVoid
            ? MaskedBody(outcome: .refused(.init(reason: "system", place: "body", detail: "a pattern cannot be compiled", isOwn: true)))
            : take(worker.outcome, body, isDecoded: coding != .identity, source)
        // A large one is not kept for the small ones that follow.
        worker.outcome.block.output.removeAll()
        worker.outcome.block.output.shrink(to: 64 << 10)
        if !isVoid { place.worker = consume worker }
        return masked
    }

    private static func isMessage(_ type: [UInt8]) -> Bool {
        let name = String(decoding: type.prefix { $0 != UInt8(ascii: ";") && $0 > 0x20 }, as: UTF8.self).lowercased()
        return name == "message/rfc822" || name == "message/global"
    }

    private func take(_ outcome: borrowing MailOutcome, _ body: [UInt8], isDecoded: Bool, _ source: Int) -> MaskedBody {
        if let refusal = outcome.refusal {
            return refuse(
                .init(
                    reason: refusal.unexamined.map { "refused-\($0.rawValue)" } ?? "body-\(refusal.kind.rawValue)",
                    place: refusal.part ?? "body", detail: refusal.reason, isOwn: refusal.kind == .system,
                    isTooLarge: refusal.kind == .tooLarge), bytes: body.count, source)
        }
        tally.add(outcome.block, bytes: body.count, source: source, name: "", rules: plan.detector.rules)
        for part in outcome.unexamined {
            tally.addWithheld(
                "\(part.isDropped ? "dropped" : "unexamined")-\(part.kind.rawValue)", records: 0, bytes: part.bytes, source: source)
        }
        var masked = MaskedBody(outcome: outcome.block.isUnchanged ? .unchanged : .masked(outcome.block.output.array()))
        if isDecoded, outcome.block.isUnchanged { masked.decoded = body }
        masked.findings = outcome.block.leaks.count { !$0.isRest }
        masked.withheld = outcome.block.withheld.count + outcome.unexamined.count
        if masked.findings > 0 {
            var seen: [String] = []
            for leak in outcome.block.leaks {
                let id = plan.detector.rules[leak.rule].rule.id
                if !seen.contains(id) { seen.append(id) }
                if seen.count == 32 { break }
            }
            masked.rules = seen
        }
        return masked
    }

    private func refuse(_ refusal: MaskedBody.Refusal, bytes: Int, _ source: Int) -> MaskedBody {
        tally.addBytes(bytes, records: 1)
        tally.addWithheld(refusal.reason, records: 1, bytes: bytes, source: source)
        return MaskedBody(outcome: .refused(refusal))
    }
}
