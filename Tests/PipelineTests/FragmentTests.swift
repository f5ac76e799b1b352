import Engine
import Glibc
import Masking
import Pipeline
import Report
import Streams
import Synchronization
import TestSupport
import Testing
import Threads

/// Law 2 for whatever arrives: what is over the cap follows from the bytes, not from the reads.
@Suite struct FragmentTests {
    /// Runs a text that comes through a pipe in the given pieces.
    static func runPiped(_ text: [UInt8], pieces: [Int], to output: FilePath, in folder: Folder, detector: Detector) throws -> Ran {
        let pipe = folder["pipe"]
        let name = String(decoding: pipe.bytes, as: UTF8.self)
        shell("rm -f \(name) ; mkfifo \(name)")
        let team = Team()
        #expect(
            team.start {
                let descriptor = unsafe open(name, O_WRONLY)
                var at = 0
                var i = 0
                while at < text.count {
                    let count = min(pieces[i % pieces.count], text.count - at)
                    let written = unsafe text.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress.map { unsafe $0 + at }, count) }
                    guard written > 0 else { break }
                    at += written
                    i += 1
                    if i % 3 == 0 { sched_yield() }
                }
                close(descriptor)
            })
        let ran = try run([pipe], to: .file(output), detector: detector)
        team.join()
        return ran
    }

    @Test(arguments: [1, 4, 16, 100, 256, 1_024])
    func aLongRecordIsOneHoweverItComes(kibibytes: Int) throws {
        let cap = kibibytes << 10
        var random = SeededGenerator(seed: UInt64(kibibytes))
        let detector = try InvarianceTests.detector(Limits(record: cap, multilineWindow: 300, windowOverlap: 100))
        let folder = Folder()
        for round in 0..<(kibibytes > 100 ? 1 : 4) {
            var text: [UInt8] = []
            let between = cap + random.below(cap)
            let lines = [1, cap, between, between + 100, 2 * cap, 3 * cap].flatMap { length in (0..<3).map { _ in length } }
            for length in lines.shuffled(using: &random) where text.count < 3 << 20 {
                let size = max(0, length + random.below(7) - 3)
                let line = (random.chance(50) ? "tok_1 BEGIN " : "END ") + String(repeating: "-", count: max(0, size - 20)) + " tok_2"
                text += Array(line.utf8.prefix(size)) + (random.chance(50) ? [0x0A] : [0x0D, 0x0A])
                for _ in 0..<random.below(4) { text += Array("x tok_3\n".utf8) }
            }
            if random.chance(50) { text.removeLast() }
            let input = folder.put("whole", text)
            let whole = try run([input], to: .file(folder["expected"]), detector: detector)
            let expected = content(folder["expected"])
            let small = [[1, 1_023, 17], [cap - 1, 2, 3], [cap], [4_099]].map { $0.map { max($0, text.count / 2_000) } }
            for pieces in small {
                let ran = try Self.runPiped(text, pieces: pieces, to: folder["piped"], in: folder, detector: detector)
                #expect(content(folder["piped"]) == expected, "cap \(cap), round \(round), pieces \(pieces)")
                let statistics = ran.statistics.replacing("/pipe\"", with: "/whole\"")
                #expect(statistics == whole.statistics, "cap \(cap), round \(round), pieces \(pieces)")
            }
            for blockSize in [999, 4_096, 70_000] {
                let ran = try run([input], to: .file(folder["again"]), detector: detector, blockSize: blockSize, jobs: 2)
                #expect(content(folder["again"]) == expected && ran.statistics == whole.statistics, "cap \(cap), block size \(blockSize)")
            }
        }
    }
}
