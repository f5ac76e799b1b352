internal import Bytes
internal import Glibc

/// A ring of slots that a reader fills, and workers process and write, in the order of their numbers.
///
///     reader ─→ filled ─→ (workers, any of them, lowest number first) ─→ done ─→ (one worker at a time) ─→ free ─→ reader
///
/// The numbers order the output whatever the workers' speed (law 2). Whoever has processed the slot that is the next to write
/// writes it at once, and those done behind it: no thread waits for that, and none is woken (law 7). The reader waits while
/// all slots are taken, or while the bytes in flight exceed the budget (law 6).
@safe
final class Ring: @unchecked Sendable {
    private enum State { case free, filled, taken, done }

    // Invariant: the mutex guards everything but the slots' contents; a slot's contents belong to whoever its state
    // names, and the state changes only under the mutex.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let freed: UnsafeMutablePointer<pthread_cond_t>
    private let filled: UnsafeMutablePointer<pthread_cond_t>
    private let slots: [Slot]
    private var states: [State]
    private var nextToFill = 0
    private var nextToTake = 0
    private var nextToWrite = 0
    /// Some worker has the slot that is the next to write.
    private var isWriting = false
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
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(freed, nil)
        unsafe pthread_cond_init(filled, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(filled)
        unsafe pthread_cond_destroy(freed)
        unsafe pthread_mutex_destroy(mutex)
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
        }
    }

    /// Ends it at once: nothing can be written any more.
    func stop() {
        locked {
            isStopped = true
            unsafe pthread_cond_broadcast(freed)
            unsafe pthread_cond_broadcast(filled)
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

    /// Notes that a slot is done. Whoever calls it then writes what `slotToWrite` gives, until that is nothing.
    func processed(_ number: Int) {
        locked { states[number % slots.count] = .done }
    }

    /// The next slot to write, in order, which is the caller's until `written`; nil where it is not done yet, or another worker
    /// writes, which will ask for this one as well.
    func slotToWrite() -> Slot? {
        locked {
            guard !isStopped, !isWriting, nextToWrite < nextToFill, states[nextToWrite % slots.count] == .done else { return nil }
            isWriting = true
            return slots[nextToWrite % slots.count]
        }
    }

    func written() {
        locked {
            let index = nextToWrite % slots.count
            let wasOver = bytesInFlight > byteBudget
            bytesInFlight -= sizes[index]
            states[index] = .free
            nextToWrite += 1
            isWriting = false
            // A reader that waits finds several slots to fill, so that it is not woken for each.
            let free = slots.count - (nextToFill - nextToWrite)
            if wasOver || free >= slots.count / 2 { unsafe pthread_cond_signal(freed) }
        }
    }
}
