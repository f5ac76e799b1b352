import Engine
import Pipeline
import Testing

/// What texts of lines come to in which heads name what stands on lines behind them, wherever they are cut.
enum NamedLines {
    /// Checks that so many values are masked as passwords, that none of a few secrets is left, and that what is plain stays.
    static func check(_ name: String, _ text: String, secrets: Int, _ detector: Detector) throws {
        let made = try #require(try InvarianceTests.check(Array(text.utf8), detector, "\(name)"))
        let output = String(decoding: made.output, as: UTF8.self)
        #expect(output.split(separator: "[REDACTED:password]", omittingEmptySubsequences: false).count == secrets + 1, "\(name): \(output)")
        for secret in ["hunter22", "s3cr3t-1", "s3 cr3t 1"] where secrets > 0 { #expect(!output.contains(secret), "\(name): \(output)") }
        #expect(text.split(separator: "plain").count == output.split(separator: "plain").count, "\(name): \(output)")
        #expect(try InvarianceTests.check(made.output, detector, blockSizes: [1, 4_096], jobs: [1], "\(name)")?.output == made.output)
    }

    /// Checks a generated text: all blocks and jobs give the same, and masked again it stays.
    static func check(_ lines: [Substring], seed: UInt64, _ detector: Detector) throws {
        let text = Array(lines.joined(separator: "\n").utf8)
        let made = try #require(
            try InvarianceTests.check(text, detector, blockSizes: [1, 7, 64, 700, 4_096], jobs: [1, 3], "seed \(seed)"))
        let again = try InvarianceTests.check(made.output, detector, blockSizes: [1, 4_096], jobs: [1], "seed \(seed), again")
        #expect(again?.output == made.output, "seed \(seed): \(String(decoding: made.output, as: UTF8.self))")
    }
}
