internal import Engine
internal import Masking

/// What is worth telling the author of a rule.
enum RuleLint {
    struct Report {
        var approach: String
        var remarks: [String]
    }

    /// MB/s of a rule that is found by a word which stands nowhere: what this machine can. A rule that reaches half of it alone goes
    /// unmentioned.
    private static let fastest: Double = {
        let rule = Rule(id: "none", detection: .pattern("zqxjkvzq"), place: RulePlace(file: "", line: 0))
        return (try? Detector([rule]) { _ in .label }).flatMap { try? throughput(of: $0) } ?? 0
    }()

    static func report(on rule: Rule) throws -> Report {
        // A path costs what reading JSON costs, whatever it is.
        if case .path(let path) = rule.detection { return Report(approach: "found at \(path)", remarks: omissions(of: rule)) }
        if case .columns(let columns) = rule.detection {
            return Report(
                approach: "found in the columns \(columns.map(\.description).joined(separator: ", "))", remarks: omissions(of: rule))
        }
        let detector: Detector
        do { detector = try Detector([rule]) { _ in .label } } catch {
            throw CommandFailure(.usage, "\(rule.place): rule \(rule.id): \(error)")
        }
        var remarks: [String] = []
        let approach: String
        switch detector.approaches.first {
        case .literal(let words): approach = "found by \(words)"
        case .shape(let shape): approach = "found by its shape, \(shape)"
        case .keywords(let words):
            approach = "found by its keywords, \(words)"
        case .nearWords(let words):
            approach = "found by the words it must stand near, \(words)"
        case .everyRecord(let reason):
            approach = "tried on every record: \(reason)"
            remarks.append("give it keywords, or a pattern with a literal that every match holds")
        case .path, .column, nil: approach = "not run"
        }
        let speed = try throughput(of: detector)
        if speed < fastest / 2 {
            remarks.append("scans \(Int(speed)) MB/s alone, on a made-up log, where \(Int(fastest)) are possible")
        }
        if let remark = try explosion(of: rule, detector) { remarks.append(remark) }
        if let remark = try density(of: rule, detector) { remarks.append(remark) }
        if let remark = try breadth(of: detector) { remarks.append(remark) }
        return Report(approach: approach, remarks: remarks + omissions(of: rule))
    }

    /// What its author left out.
    private static func omissions(of rule: Rule) -> [String] {
        var remarks: [String] = []
        if rule.examples.match.isEmpty { remarks.append("has no example that matches") }
        if rule.examples.noMatch.isEmpty { remarks.append("has no example that must not match") }
        if rule.references.isEmpty { remarks.append("has no reference") }
        return remarks
    }

    /// MB/s of a detector on a log made for it; the best of a few passes.
    private static func throughput(of detector: Detector) throws -> Double {
        var scanner = try Scanner(detector)
        var best = Duration.seconds(1_000)
        for _ in 0..<5 {
            let start = ContinuousClock.now
            unsafe sample.withUnsafeBufferPointer { unsafe _ = scanner.scan($0, layout: .lines, isFinal: true) }
            best = min(best, ContinuousClock.now - start)
        }
        let (seconds, attoseconds) = best.components
        return Double(sample.count) / 1e6 / (Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// A megabyte of lines such as services write: times, levels, addresses, counters, ids, paths.
    static let sample: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state % bound
        }
        let levels = ["INFO", "DEBUG", "WARN", "ERROR"]
        let words = [
            "request", "handled", "user", "session", "cache", "miss", "retry", "queue", "worker", "finished", "timeout", "upstream",
        ]
        var text: [UInt8] = []
        text.reserveCapacity(1 << 20)
        while text.count < 1 << 20 {
            let time = "2026-01-\(10 + random(19))T\(10 + random(13)):\(10 + random(49)):\(10 + random(49)).\(100 + random(899))Z"
            let address = "10.\(random(256)).\(random(256)).\(random(256))"
            let id = String(random(.max), radix: 16)
            let first = words[Int(random(UInt64(words.count)))]
            let second = words[Int(random(UInt64(words.count)))]
            let line =
                "\(time) \(levels[Int(random(4))]) [worker-\(random(16))] \(first) \(second) id=\(id) from \(address):\(1024 + random(60_000)) "
                + "path=/api/v1/\(first)/\(random(100_000)) took \(random(5_000)) ms\n"
            text += line.utf8
        }
        return text
    }()
}
