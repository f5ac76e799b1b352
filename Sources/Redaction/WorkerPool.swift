internal import Engine
internal import Formats
internal import Masking
internal import Synchronization

/// Workers for whoever calls, from any thread: each is used by one at a time.
final class WorkerPool: Sendable {
    /// A worker, and who has it.
    private final class Place: @unchecked Sendable {
        let lock = Mutex(())
        /// Nil until it is first wanted. Touched only by who holds `lock`.
        var worker: TextProcessor?

        init(_ worker: consuming TextProcessor?) { self.worker = consume worker }
    }

    private let places: [Place]
    private let next = Atomic<Int>(0)
    private let detector: Detector
    private let masker: Masker

    /// Makes the first worker at once, so that what cannot work is found here.
    init(_ detector: Detector, _ masker: Masker, count: Int) throws {
        self.detector = detector
        self.masker = masker
        var places = [Place(try Self.make(detector, masker))]
        for _ in 1..<max(1, count) { places.append(Place(nil)) }
        self.places = places
    }

    private static func make(_ detector: Detector, _ masker: Masker) throws -> TextProcessor {
        var processor = try TextProcessor(detector, kind: .fast, masker: masker, options: .init { _ in 0 })
        processor.keepsSplices = true
        return processor
    }

    /// Lends a worker. Nil where there is none, or where one of its patterns could not be compiled: what `body` did is void then.
    func withWorker<R>(_ body: (inout TextProcessor) -> R) -> R? {
        let start = next.wrappingAdd(1, ordering: .relaxed).oldValue
        var outcome: R? = nil
        for offset in places.indices {
            let place = places[Int(UInt(bitPattern: start &+ offset) % UInt(places.count))]
            if place.lock.withLockIfAvailable({ _ in outcome = lend(place, body) }) != nil { return outcome }
        }
        let place = places[Int(UInt(bitPattern: start) % UInt(places.count))]
        place.lock.withLock { _ in outcome = lend(place, body) }
        return outcome
    }

    private func lend<R>(_ place: Place, _ body: (inout TextProcessor) -> R) -> R? {
        var taken = place.worker.take()
        if taken == nil { taken = try? Self.make(detector, masker) }
        guard var processor = taken else { return nil }
        let outcome = body(&processor)
        let isVoid = processor.failure != nil
        place.worker = consume processor
        return isVoid ? nil : outcome
    }
}
