import Glibc
import Testing

@testable import Streams

@Suite struct FileSourceTests {
    @Test(arguments: sizes) func readsWhatIsThere(readSize: Int) throws {
        let folder = Folder()
        let bytes = noise(bytes: 9000)
        let source = try FileSource(opening: folder.put(FilePath("a.log"), bytes, mode: 0o640))
        #expect(source.size == 9000 && !source.mayBlock && source.readyNow())
        #expect(source.status.mode == 0o640 && source.status.owner == geteuid())
        #expect(try source.status.identity == FileStatus(of: folder["a.log"]).identity)
        #expect(drain(source, readSize: readSize).bytes == bytes)
        #expect(source.position == 9000)
        #expect(try readOnce(source).isEmpty)
    }

    @Test func namesWhatCannotBeOpened() throws {
        let folder = Folder()
        func failure(_ path: FilePath, following: Bool = true) -> String {
            do throws(StreamError) {
                _ = try FileSource(opening: path, followingLinks: following)
                return "opened"
            } catch {
                return error.description
            }
        }
        #expect(failure(folder.path) == "\(folder.path): cannot open: Is a directory")
        #expect(failure(folder["no.log"]) == "\(folder["no.log"]): cannot open: No such file or directory")
        #expect(failure(folder["no\u{0}.log"]).hasSuffix("no\\x00.log: cannot open: Invalid argument"))
        link(folder["link"], to: folder.put(FilePath("real")).displayName)
        #expect(failure(folder["link"]) == "opened")
        let refused = failure(folder["link"], following: false)
        #expect(refused.hasSuffix("link: cannot open: Too many levels of symbolic links"))

        let secret = folder.put(FilePath("app.log"), mode: 0o000)
        setMode(folder.path, 0o755)
        #expect(withoutRootsRights { failure(secret) } == "\(secret): cannot open: Permission denied")
    }

    @Test func pipesAreMadeLarger() throws {
        let pipe = Pipe()
        let source = try pipe.source()
        let capacity = fcntl(pipe.writing, 1032)  // F_GETPIPE_SZ
        #expect(capacity > 65536 && source.mayBlock && source.size == nil)
        #expect(!source.readyNow())
        close(pipe.writing)
        #expect(source.readyNow())
        #expect(try readOnce(source).isEmpty)
    }

    @Test func errorsWhileReadingCarryTheName() throws {
        let source = try FileSource(descriptor: openForWriting("/dev/null"), name: "standard input", closing: true)
        #expect(drain(source).error?.description == "standard input: cannot read: Bad file descriptor")
    }
}

@Suite struct DescriptorSinkTests {
    @Test func aFullDisk() throws {
        let sink = DescriptorSink(descriptor: openForWriting("/dev/full"), name: "clean.log", closing: true)
        #expect(throws: StreamError(.write, "clean.log", errno: ENOSPC)) { try sink.write([1].span) }
        #expect(
            StreamError(.write, "clean.log", errno: ENOSPC).description
                == "clean.log: cannot write: No space left on device")
    }

    @Test func aReaderThatWentAway() throws {
        _ = ignoringBrokenPipes
        let pipe = Pipe()
        close(pipe.reading)
        let sink = pipe.sink()
        do throws(StreamError) {
            try sink.write([1, 2].span)
            Issue.record("written to nobody")
        } catch {
            #expect(error.isBrokenPipe && error.description == "pipe: cannot write: Broken pipe")
        }
    }

    /// More than the pipe holds, to a reader that takes its time, blocking or not.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func partialWrites(nonBlocking: Bool) throws {
        let pipe = Pipe()
        if nonBlocking { _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK) }
        let block = noise(bytes: 65_537)
        var bytes: [UInt8] = []
        for _ in 0..<60 { bytes += block }
        let writer = Worker { [bytes] in
            let sink = pipe.sink()
            do {
                try sink.write(bytes.span)
                try sink.finish()
            } catch {
                Issue.record(error)
            }
        }
        usleep(20_000)
        #expect(drain(try pipe.source(), readSize: 100_000).bytes == bytes)
        writer.join()
    }

    @Test func nothingAfterTheEnd() throws {
        let sink = DescriptorSink(descriptor: openForWriting("/dev/null"), name: "null", closing: true)
        try sink.finish()
        #expect(throws: StreamError(.write, "null", errno: EBADF)) { try sink.write([1].span) }
    }
}
