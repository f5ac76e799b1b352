import Benchmark
import Bytes
import Engine
import Formats
import PatternAnalysis
import RuleLoading

/// Throughput is told in the number of times a second; a block is 256 KiB, so 4,000 a second are 1 GB/s.
let blockSize = 256 << 10

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(metrics: [.wallClock, .throughput], maxDuration: .seconds(3))

    // Scanning a block, every rule on: candidates, PCRE2, validation.
    for (name, secrets) in [("clean", 0), ("a secret in 100 lines", 100), ("a secret in 4 lines", 4)] {
        Benchmark("scan a block, \(name)") { benchmark in
            let block = MadeUpLog.bytes(blockSize, oneSecretIn: secrets)
            var scanner = try Scanner(Subjects.detector(Subjects.defaultRules()))
            block.withUnsafeBufferPointer { _ = scanner.scan($0, layout: .lines, isFinal: true) }
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                block.withUnsafeBufferPointer { blackHole(scanner.scan($0, layout: .lines, isFinal: true)) }
            }
        }

        // The same with resolving, splicing, the second look and the counts.
        Benchmark("mask a block, \(name)") { benchmark in
            let block = MadeUpLog.bytes(blockSize, oneSecretIn: secrets)
            var processor = try Subjects.processor(Subjects.detector(Subjects.defaultRules()))
            var outcome = BlockOutcome()
            block.withUnsafeBufferPointer { processor.process($0, isFinal: true, into: &outcome) }
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                block.withUnsafeBufferPointer { processor.process($0, isFinal: true, into: &outcome) }
            }
            blackHole(outcome.decided)
        }
    }

    // The kernel for shapes: three digits, two, four, as a social security number has them, and nothing else.
    Benchmark("shapes kernel, one shape over a block") { benchmark in
        let block = MadeUpLog.bytes(blockSize, oneSecretIn: 0)
        let digits = set(0x30...0x39)
        var table = ShapeTable()
        let hyphens = [3, 6].map { ShapeTable.Term(offset: $0, set: set(0x2D...0x2D)) }
        _ = table.add(hyphens + [0, 1, 2, 4, 5, 7, 8, 9, 10].map { ShapeTable.Term(offset: $0, set: digits) })
        let scratch = ShapeScratch(for: table)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            var hits = 0
            block.withUnsafeBufferPointer { table.forEachHit(in: $0, scratch: scratch) { _, _ in hits += 1 } }
            blackHole(hits)
        }
    }

    // What a start pays for.
    Benchmark("load the rule packs") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try Subjects.load().count) }
    }

    Benchmark("analyse the patterns of all packs") { benchmark in
        let patterns = try Subjects.defaultRules().compactMap { rule -> String? in
            if case .pattern(let text) = rule.detection { text } else { nil }
        }
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            for pattern in patterns { blackHole(requirement(of: pattern)) }
        }
    }

    Benchmark("make a detector of the default rules") { benchmark in
        let rules = try Subjects.defaultRules()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(try Subjects.detector(rules).rules.count) }
    }
}

/// The bytes of a range as the shape tables take them: bit b of word b / 64.
private func set(_ range: ClosedRange<UInt8>) -> [UInt64] {
    var words: [UInt64] = [0, 0, 0, 0]
    for byte in range { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    return words
}
