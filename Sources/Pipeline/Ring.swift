internal import Bytes
internal import Glibc

/// A ring of slots that a reader fills, workers process and a writer empties, each in the order of their numbers.
///
///     reader ─→ filled ─→ (workers, any of them, lowest number first) ─→ done ─→ writer ─→ free ─→ reader
///
/// The numbers order the output whatever the workers' speed (law 2). The reader waits while all slots are taken, or
/// while the bytes in flight exceed the budget (law 6).
@safe
final class Ring: @unchecked Sendable {
    private enum State { case free, filled, taken, done }

    // Invariant: the mutex guards everything but the slots' contents; a slot's contents belong to whoever its state
    // names, and the state changes only under the mutex.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let freed: UnsafeMutablePointer<pthread_cond_t>
    private let filled: UnsafeMutablePointer<pthread_cond_t>
    private let done: UnsafeMutablePointer<pthread_cond_t>
    private let slots: [Slot]
    private var states: [State]
    private var nextToFill = 0
    private var nextToTake = 0
    private var nextToWrite = 0
    private var bytesInFlight = 0
    /// Of each slot as it was submitted; by the time it is free again it has been emptied.
    private var sizes: [Int]
    private let byteBudget: Int
    private var isClosed = false
    private var isStopped = false

    init(slots count: Int, byteBudget: Int) {
        slots = (0..<count).map { _ in Slot() }
        states = [State](repeating: .free, count: count)
        sizes = [Int](repeating: 0, count: count)
        self.byteBudget = byteBudget
        unsafe mutex = .allocate(capacity: 1)
        unsafe freed = .allocate(capacity: 1)
        unsafe filled = .allocate(capacity: 1)
        unsafe done = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(freed, nil)
        unsafe pthread_cond_init(filled, nil)
        unsafe pthread_cond_init(done, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(done)
        unsafe pthread_cond_destroy(filled)
        unsafe pthread_cond_destroy(freed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe done.deallocate()
        unsafe filled.deallocate()
        unsafe freed.deallocate()
        unsafe mutex.deallocate()
    }

    private func locked<R>(_ body: () -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// The next slot to fill, when one is free and the budget allows; nil once the ring was stopped.
    func slotToFill() -> Slot? {
        locked {
            while !isStopped, states[nextToFill % slots.count] != .free || (bytesInFlight > byteBudget && nextToWrite < nextToFill) {
                unsafe pthread_cond_wait(freed, mutex)
            }
            return isStopped ? nil : slots[nextToFill % slots.count]
        }
    }

    /// Hands the slot from `slotToFill` on.
    func submit() {
        locked {
            states[nextToFill % slots.count] = .filled
            sizes[nextToFill % slots.count] = slots[nextToFill % slots.count].input.count
            bytesInFlight += sizes[nextToFill % slots.count]
            nextToFill += 1
            unsafe pthread_cond_signal(filled)
        }
    }

    /// No slot will be filled any more.
    func close() {
        locked {
            isClosed = true
            unsafe pthread_cond_broadcast(filled)
            unsafe pthread_cond_broadcast(done)
        }
    }

    /// Ends it at once: the writer can write no more.
    func stop() {
        locked {
            isStopped = true
            unsafe pthread_cond_broadcast(freed)
            unsafe pthread_cond_broadcast(filled)
            unsafe pthread_cond_broadcast(done)
        }
    }

    /// The next slot to process; nil when there will be none.
    func slotToProcess() -> (slot: Slot, number: Int)? {
        locked {
            while !isStopped, nextToTake == nextToFill, !isClosed { unsafe pthread_cond_wait(filled, mutex) }
            guard !isStopped, nextToTake < nextToFill else { return nil }
            let number = nextToTake
            nextToTake += 1
            states[number % slots.count] = .taken
            return (slots[number % slots.count], number)
        }
    }

    func processed(_ number: Int) {
        locked {
            states[number % slots.count] = .done
            if number == nextToWrite { unsafe pthread_cond_signal(done) }
        }
    }

    /// The next slot to write, in order; nil when there will be none.
    func slotToWrite() -> Slot? {
        locked {
            while !isStopped, states[nextToWrite % slots.count] != .done || nextToWrite == nextToFill {
                if isClosed, nextToWrite == nextToFill { return nil }
                unsafe pthread_cond_wait(done, mutex)
            }
            return isStopped ? nil : slots[nextToWrite % slots.count]
        }
    }

    func written() {
        locked {
            let index = nextToWrite % slots.count
            bytesInFlight -= sizes[index]
            states[index] = .free
            nextToWrite += 1
            unsafe pthread_cond_signal(freed)
        }
    }
}
