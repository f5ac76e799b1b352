internal import Engine
internal import Glibc
internal import Masking
internal import RuleLoading

/// What a rule does to texts that nobody had in mind.
extension RuleLint {
    /// Longer than lines mostly are, and short enough for a pattern of quadratic cost to pass by.
    private static let pumped = 8_000
    /// A line of that length in a millisecond is a hundredth of the filter's speed.
    private static let longEnough = Duration.milliseconds(40)

    /// A remark on a pattern whose cost explodes on texts like its examples with a part of them repeated.
    static func explosion(of rule: Rule, _ detector: Detector) throws -> String? {
        var scanner = try Scanner(detector)
        for (index, example) in rule.examples.match.prefix(2).enumerated() {
            guard let expanded = try? ExampleTemplate.expand(example, rule: rule.id, index: index) else { continue }
            let text = Array(expanded.text.utf8)
            guard text.count < 2_000 else { continue }
            // Each kind of byte once, from the end on: what is repeated last is what a match runs over.
            var seen: Set<UInt8> = []
            for at in text.indices.reversed() where seen.insert(text[at]).inserted && seen.count <= 12 {
                let attack = text[..<at] + [UInt8](repeating: text[at], count: pumped) + [1]
                let start = ContinuousClock.now
                unsafe Array(attack).withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
                if scanner.findings.contains(where: { $0.withheld == .matchLimit }) {
                    return "is catastrophic: runs into the match limit where a byte of its example \(index + 1) is repeated"
                }
                let time = ContinuousClock.now - start
                if time > longEnough {
                    return
                        "is slow on hostile text: \(time.milliseconds) ms for \(pumped) bytes where a byte of its example \(index + 1) is repeated"
                }
            }
        }
        return nil
    }

    /// One line of a rule's examples, and one of sixteen times as many.
    private static let dense = (8_000, 128_000)
    /// Sixteen times the text takes sixteen times the time, or 256 times where each match looks at all of the line.
    private static let mostGrowth = 48

    /// A remark on a rule whose cost grows with the square of a line that is full of what it finds, or of what it begins with.
    static func density(of rule: Rule, _ detector: Detector) throws -> String? {
        var scanner = try Scanner(detector)
        for (index, example) in rule.examples.match.prefix(2).enumerated() where !rule.isMultiline {
            guard let expanded = try? ExampleTemplate.expand(example, rule: rule.id, index: index) else { continue }
            let whole = expanded.text.utf8.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 } + [UInt8(ascii: " ")]
            func time(_ size: Int, of piece: [UInt8]) -> Duration {
                let line = Array(repeatElement(piece, count: size / piece.count + 1).joined())
                return (0..<(size == dense.0 ? 5 : 2)).map { _ in
                    let start = threadTime()
                    unsafe line.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
                    return threadTime() - start
                }.min() ?? .zero
            }
            // A match, and one that is cut short.
            for piece in [whole, Array(whole.prefix(whole.count / 2 + 1))] {
                let long = time(dense.1, of: piece)
                guard long > longEnough, long > time(dense.0, of: piece) * mostGrowth else { continue }
                return "costs its square: \(long.milliseconds) ms for \(dense.1) bytes where its example \(index + 1) is repeated on a line"
            }
        }
        return nil
    }

    /// The processor time of this thread: what else runs on the machine does not count.
    private static func threadTime() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// A remark on a rule that finds things in a log that holds none.
    static func breadth(of detector: Detector) throws -> String? {
        var scanner = try Scanner(detector)
        unsafe sample.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
        let lines = sample.count { $0 == UInt8(ascii: "\n") }
        let found = scanner.findings.count
        return found * 1_000 > lines ? "is broad: finds \(found) things in \(lines) lines of a made-up log that holds nothing" : nil
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
