import CByteScan
import Testing

@testable import Bytes

@Suite struct WordRunTests {
    private func runs(_ bytes: [UInt8], kernels: bytescan_kernels) -> [Range<Int>] {
        bytescan_use_kernels(kernels)
        defer { bytescan_use_kernels(BYTESCAN_ALL_KERNELS) }
        var found: [Range<Int>] = []
        unsafe bytes.withUnsafeBufferPointer { text in
            var at = 0
            while let run = unsafe ByteSearch.wordRun(in: text, from: at) {
                found.append(run)
                at = run.upperBound
            }
        }
        return found
    }

    private func expected(_ bytes: [UInt8]) -> [Range<Int>] {
        let word = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".utf8)
        var found: [Range<Int>] = []
        var start = 0
        for at in 0...bytes.count where at == bytes.count || !word.contains(bytes[at]) {
            if at - start >= 15 { found.append(start..<at) }
            start = at + 1
        }
        return found
    }

    @Test(arguments: KernelTests.kernels) func everyByteIsInItOrNot(kernels: bytescan_kernels) {
        for byte in UInt8.min...UInt8.max {
            let text = [UInt8](repeating: byte, count: 70)
            #expect(runs(text, kernels: kernels) == expected(text), "\(byte)")
        }
    }

    @Test func alphanumericRunsAreThoseOfALoop() {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed: seed)
            let text = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                Array("aZ09bC7x1Qaaaa+/".utf8)[Int.random(in: 0..<16, using: &random)]
            }
            var expected: [Range<Int>] = []
            var start = 0
            for at in 0...text.count where at == text.count || text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "/") {
                if at - start >= 15 { expected.append(start..<at) }
                start = at + 1
            }
            var found: [Range<Int>] = []
            unsafe text.withUnsafeBufferPointer { bytes in
                var at = 0
                while let run = unsafe ByteSearch.alphanumericRun(in: bytes, from: at) {
                    found.append(run)
                    at = run.upperBound
                }
            }
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test(arguments: KernelTests.kernels) func runsAreThoseOfALoop(kernels: bytescan_kernels) {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed: seed)
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                let length = Int.random(in: 0..<Int.random(in: 1..<90, using: &random), using: &random)
                for _ in 0..<length { text.append(Array("aZ09+/-_".utf8)[Int.random(in: 0..<8, using: &random)]) }
                text.append(UInt8.random(in: 0...255, using: &random))
            }
            #expect(runs(text, kernels: kernels) == expected(text), "seed \(seed)")
        }
    }
}
