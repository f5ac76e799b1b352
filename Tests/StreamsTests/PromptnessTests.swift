import Glibc
import Testing

@testable import Streams

/// Through real pipes: what is there comes out, and `readyNow` says exactly when. A wrong "yes" would hang these tests.
@Suite struct PromptnessTests {
    @Test(.timeLimit(.minutes(1)), arguments: Compression.allCases)
    func everyFlushedLineComesOutAtOnce(kind: Compression) throws {
        let pipe = Pipe()
        let sink = EncodingSink.wrap(pipe.sink(), kind)
        let source = DecodingSource(try pipe.source())
        #expect(!source.readyNow())
        for number in 0..<100 {
            let line = Array("line \(number): nothing to wait for\n".utf8)
            try sink.write(line.span)
            try sink.flush()
            if number % 2 == 0 { try #require(source.readyNow()) }
            #expect(try readOnce(source) == line)
            // Asked again and again while the writer idles, as a reader does.
            for _ in 0..<40 { #expect(!source.readyNow()) }
        }
        try sink.finish()
        #expect(drain(source).error == nil)
    }

    @Test(.timeLimit(.minutes(1)), arguments: Compression.allCases)
    func byteByByte(kind: Compression) throws {
        let original = logLines(bytes: 3000)
        let bytes = try compressed(original, kind)
        let pipe = Pipe()
        let sink = pipe.sink()
        let source = DecodingSource(try pipe.source())
        var decoded: [UInt8] = []
        for byte in bytes {
            try sink.write([byte].span)
            while source.readyNow() { decoded += try readOnce(source, 5) }
        }
        try sink.finish()
        decoded += drain(source).bytes
        #expect(decoded == original && source.compression == kind)
    }

    /// Plain lines wait for nothing but the bytes that tell them from compressed data.
    @Test(.timeLimit(.minutes(1)))
    func theFirstByteDecides() throws {
        let cases: [(pieces: [String], readyAfter: Int)] = [
            (["x"], 1), (["\n"], 1), (["[", "\n"], 2), (["[", "*", "M", "\n"], 4), (["(", "a"], 2), (["P", "O"], 2),
        ]
        for (pieces, readyAfter) in cases {
            let pipe = Pipe()
            let sink = pipe.sink()
            let source = DecodingSource(try pipe.source())
            for (index, piece) in pieces.enumerated() {
                try sink.write(Array(piece.utf8).span)
                #expect(source.readyNow() == (index + 1 >= readyAfter), "\(pieces) after \(index + 1)")
            }
            #expect(try readOnce(source) == Array(pieces.joined().utf8))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aSignalAndANonBlockingPipeAreNoErrors() throws {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in }
        unsafe _ = sigaction(SIGUSR2, &action, nil)  // without SA_RESTART: read returns EINTR
        for nonBlocking in [false, true] {
            let pipe = Pipe()
            if nonBlocking { _ = fcntl(pipe.reading, F_SETFL, O_NONBLOCK) }
            let reader = pthread_self()
            let writer = Worker {
                for _ in 0..<3 {
                    usleep(5000)
                    pthread_kill(reader, SIGUSR2)
                }
                usleep(5000)
                _ = writeAll([1, 2, 3].span, to: pipe.writing)
            }
            #expect(try readOnce(pipe.source()) == [1, 2, 3])
            writer.join()
            close(pipe.writing)
        }
    }
}
