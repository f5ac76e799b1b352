import Testing

@testable import Streams

@Suite struct EncodingSinkTests {
    @Test(arguments: [Compression.gzip, .zstd]) func theCommandsReadIt(kind: Compression) throws {
        guard hasCommand(kind.rawValue) else { return }
        let folder = Folder()
        for original in [[], Array("x\n".utf8), logLines(bytes: 500_000), noise(bytes: 300_000)] {
            let file = folder.put(FilePath("data"), try compressed(original, kind))
            let (status, output) = shell("\(kind.rawValue) -dc < \(file)")
            #expect(status == 0 && output == original)
        }
    }

    @Test(arguments: [Compression.gzip, .zstd]) func piecesAndFlushesDoNotChangeTheContent(kind: Compression) throws {
        let original = logLines(bytes: 50_000)
        for piece in [1, 2, 3, 7, 4096, 50_000] {
            let memory = MemorySink()
            let sink = EncodingSink.wrap(memory, kind)
            var flushedAt: [Int] = []
            for start in stride(from: 0, to: original.count, by: piece) {
                try sink.write(original[start..<min(start + piece, original.count)].span)
                if start % 5 == 0 && flushedAt.count < 50 {
                    try sink.flush()
                    flushedAt.append(min(start + piece, original.count))
                }
            }
            // A second flush with nothing new is harmless.
            try sink.flush()
            try sink.flush()
            try sink.finish()
            #expect(memory.isFinished)
            #expect(drain(DecodingSource(MemorySource(memory.bytes))).bytes == original)
            // What had been written by each flush decodes to all that was written before it.
            for (decodedLength, length) in zip(flushedAt, memory.flushes) {
                let (decoded, error) = drain(DecodingSource(MemorySource(Array(memory.bytes[..<length]))))
                #expect(decoded == Array(original[..<decodedLength]) && codecReason(error) != nil)
            }
        }
    }

    @Test func equalContentGivesEqualBytes() throws {
        for kind in [Compression.gzip, .zstd] {
            #expect(try compressed(logLines(bytes: 9000), kind) == compressed(logLines(bytes: 9000), kind))
        }
    }

    @Test func noneIsTheSinkItself() {
        let memory = MemorySink()
        #expect(EncodingSink.wrap(memory, .none) === memory)
    }

    @Test(arguments: [Compression.gzip, .zstd]) func errorsFromBelowPassThrough(kind: Compression) throws {
        let memory = MemorySink(capacity: 1000, failure: .system(28))
        let sink = EncodingSink.wrap(memory, kind)
        let full = StreamError(.write, "memory", errno: 28)
        #expect(throws: full) {
            try sink.write(noise(bytes: 1 << 20).span)
            try sink.finish()
        }
        #expect(!memory.isFinished && memory.bytes.count == 1000)
        sink.abandon()
        #expect(memory.isAbandoned)
    }
}
