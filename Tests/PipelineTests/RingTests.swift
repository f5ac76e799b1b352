import Bytes
import Glibc
import Synchronization
import Testing
import Threads

@testable import Pipeline

@Suite struct RingTests {
    /// Numbers in the slots, as they were written, and whether two threads wrote at once.
    private struct Written {
        var numbers: [Int] = []
        var isBusy = false
        var overlapped = false
    }

    /// Sends slots through a ring; `pause` is how often a worker yields over a slot.
    private func numbers(
        _ count: Int, workers: Int, budget: Int, stopsBehind stop: Int = .max, size: @escaping @Sendable (Int) -> Int = { _ in 8 },
        pause: @escaping @Sendable (Int) -> Int
    ) -> (Written, sent: Int) {
        let ring = Ring(slots: workers * 2 + 3, byteBudget: budget)
        let written = SharedLog(Written())
        let team = Team()
        for _ in 0..<workers {
            let hasStarted = team.start {
                while let (slot, number) = ring.slotToProcess() {
                    for _ in 0..<pause(number) { sched_yield() }
                    ring.processed(number)
                    _ = slot
                    while let next = ring.slotToWrite() {
                        written.state.withLock {
                            $0.overlapped = $0.overlapped || $0.isBusy
                            $0.isBusy = true
                        }
                        sched_yield()
                        let number = next.input.array().prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                        next.input.removeAll()
                        let isLast = written.state.withLock {
                            $0.isBusy = false
                            $0.numbers.append(number)
                            return $0.numbers.count > stop
                        }
                        if isLast { return ring.stop() }
                        ring.written()
                    }
                }
            }
            #expect(hasStarted)
        }
        var sent = 0
        while sent < count, let slot = ring.slotToFill() {
            let number = sent
            let isEmpty = slot.input.isEmpty
            #expect(isEmpty, "slot \(number) was not written yet")
            slot.input.append((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
            slot.input.append([UInt8](repeating: 0, count: max(0, size(number) - 8)))
            ring.submit()
            sent += 1
        }
        ring.close()
        team.join()
        return (written.state.withLock { $0 }, sent)
    }

    private final class SharedLog: Sendable {
        let state: Mutex<Written>
        init(_ written: Written) { state = Mutex(written) }
    }

    @Test(arguments: [1, 2, 5]) func slotsAreWrittenInOrderByOneThreadAtATime(workers: Int) {
        // The slots that are written next take longest.
        let (written, sent) = numbers(3_000, workers: workers, budget: 1 << 20) { $0 % 7 == 0 ? 40 : $0 % 3 }
        #expect(sent == 3_000 && !written.overlapped)
        #expect(written.numbers == Array(0..<3_000))
    }

    @Test func aReaderThatWaitsForTheBudgetGoesOn() {
        // Now and then more than the budget in one slot, or in fewer slots than half of them.
        let (written, sent) = numbers(400, workers: 2, budget: 10_000, size: { $0 % 5 == 0 ? 12_000 : 4_000 }, pause: { $0 % 4 })
        #expect(sent == 400 && written.numbers == Array(0..<400))
    }

    @Test func whatStopsEndsReaderAndWorkers() {
        let (written, sent) = numbers(100_000, workers: 3, budget: 1 << 20, stopsBehind: 50) { _ in 1 }
        #expect(written.numbers == Array(0...50) && sent < 100_000)
    }
}
