internal import Glibc
internal import Pipeline
internal import Synchronization
internal import Threads

/// A bar on standard error while files are read: only where it is a terminal, the size is known, and it takes a moment.
final class Progress: @unchecked Sendable {
    private let total: Int
    private let tally: Tally
    /// Touched by the thread that made this object alone.
    private let team = Team()
    private let isOver = Atomic<Bool>(false)

    /// Shorter runs show nothing.
    private static let patience: useconds_t = 400_000
    private static let interval: useconds_t = 100_000
    private static let cells = 30

    init(total: Int, tally: Tally) {
        self.total = total
        self.tally = tally
        _ = team.start { [self] in show() }
    }

    /// Takes the bar away.
    func end() {
        isOver.store(true, ordering: .releasing)
        team.join()
    }

    private func show() {
        var waited: useconds_t = 0
        var isShown = false
        while !isOver.load(ordering: .acquiring) {
            usleep(Self.interval / 4)
            waited += Self.interval / 4
            guard waited >= Self.patience, waited % Self.interval == 0 else { continue }
            let share = total > 0 ? min(1, Double(tally.bytes) / Double(total)) : 0
            let full = Int(share * Double(Self.cells))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full)
            Console.write(Array("\r\(bar) \(Int(share * 100)) % of \(total / 1_000_000) MB ".utf8))
            isShown = true
        }
        if isShown { Console.write(Array("\r\u{1B}[K".utf8)) }
    }
}
