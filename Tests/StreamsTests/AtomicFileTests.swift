import Glibc
import Testing

@testable import Streams

@Suite struct AtomicFileTests {
    let folder = Folder()
    let text = Array("masked\n".utf8)

    private func umaskNow() -> mode_t {
        mode_t(String(decoding: shell("umask").output, as: UTF8.self).filter { $0 != "\n" }, radix: 8) ?? 0o777
    }

    @Test func appearsWholeAtTheEnd() throws {
        let file = try AtomicFile(replacing: folder["out.log"])
        try file.write(text.span)
        let names = folder.names
        #expect(names.count == 1 && names[0].hasPrefix(".out.log.blot-") && names[0].utf8.count == 20)
        #expect(try FileStatus(of: folder[names[0]]).mode == 0o600)
        try file.finish()
        file.abandon()
        #expect(folder.names == ["out.log"])
        #expect(try content(folder["out.log"]) == text)
        #expect(try FileStatus(of: folder["out.log"]).mode == 0o666 & ~umaskNow())
    }

    @Test func keepsTheModeAndOwnerOfWhatItReplaces() throws {
        let path = folder.put(FilePath("app.log"), Array("old".utf8), mode: 0o2751)
        if geteuid() == 0 {
            setOwner(path, 1234, 2345)
            setMode(path, 0o2751)
        }
        let before = try FileStatus(of: path)
        let file = try AtomicFile(replacing: path)
        try file.write(text.span)
        #expect(try content(path) == Array("old".utf8))
        try file.finish()
        let after = try FileStatus(of: path)
        #expect(after.mode == before.mode && after.owner == before.owner && after.group == before.group)
        #expect(after.identity != before.identity)
        #expect(try content(path) == text)
    }

    @Test func takesAnothersAttributes() throws {
        let input = folder.put(FilePath("in.log"), mode: 0o604)
        let file = try AtomicFile(replacing: folder["out.log"], .like(FileStatus(of: input)))
        try file.finish()
        #expect(try FileStatus(of: folder["out.log"]).mode == 0o604)
    }

    /// Another user's file, replaced by somebody who may not give files away: the content counts, and set-id bits would
    /// speak for the wrong user.
    @Test func withoutTheRightToGiveFilesAway() throws {
        guard geteuid() == 0 else { return }
        let path = folder.put(FilePath("app.log"))
        setOwner(path, 1234, 2345)
        setMode(path, 0o6755)
        setMode(folder.path, 0o777)
        try withoutRootsRights {
            let file = try AtomicFile(replacing: path)
            try file.write(text.span)
            try file.finish()
        }
        let status = try FileStatus(of: path)
        #expect(status.mode == (status.owner == 1234 ? 0o6755 : 0o755))
        #expect(try content(path) == text)
    }

    @Test func givenUpLeavesNothing() throws {
        folder.put(FilePath("app.log"), Array("old".utf8))
        do {
            let file = try AtomicFile(replacing: folder["app.log"])
            try file.write(text.span)
            file.abandon()
            #expect(folder.names == ["app.log"])
            #expect(throws: StreamError(.replace, file.name, errno: EBADF)) { try file.finish() }
        }
        do {
            let file = try AtomicFile(replacing: folder["app.log"])
            try file.write(text.span)
        }
        #expect(folder.names == ["app.log"])
        #expect(try content(folder["app.log"]) == Array("old".utf8))
    }

    @Test func aDirectoryThatVanished() throws {
        try mkdirs(folder["a/b"])
        let file = try AtomicFile(replacing: folder["a/b/out.log"])
        try file.write(text.span)
        #expect(shell("rm -rf \(folder["a"])").status == 0)
        #expect(throws: StreamError(.replace, file.name, errno: ENOENT)) { try file.finish() }
        #expect(folder.names == [])
        #expect(throws: StreamError(.create, folder["a/x"].displayName, errno: ENOENT)) {
            try AtomicFile(replacing: folder["a/x"])
        }
    }

    /// The target became a directory meanwhile: renaming fails, and nothing stays behind.
    @Test func renamingThatFails() throws {
        let file = try AtomicFile(replacing: folder["out.log"])
        try file.write(text.span)
        try mkdirs(folder["out.log"])
        #expect(throws: StreamError(.replace, file.name, errno: EISDIR)) { try file.finish() }
        #expect(folder.names == ["out.log"])
    }

    @Test func aDirectoryThatMoved() throws {
        try mkdirs(folder["a"])
        let file = try AtomicFile(replacing: folder["a/out.log"])
        try file.write(text.span)
        move(folder["a"], to: folder["b"])
        try file.finish()
        #expect(try content(folder["b/out.log"]) == text)
    }

    @Test func behindASymbolicLink() throws {
        try mkdirs(folder["real"])
        folder.put(FilePath("real/app.log"), Array("old".utf8), mode: 0o640)
        link(folder["link"], to: "real/app.log")
        let file = try AtomicFile(replacing: folder["link"])
        try file.write(text.span)
        try file.finish()
        #expect(try FileStatus(of: folder["link"], followingLinks: false).kind == .symbolicLink)
        #expect(try content(folder["real/app.log"]) == text)
        #expect(try FileStatus(of: folder["real/app.log"]).mode == 0o640)
        #expect(folder.names == ["link", "real"])

        link(folder["dangling"], to: "nowhere")
        #expect(throws: StreamError.self) { try AtomicFile(replacing: folder["dangling"]) }
    }

    @Test func whatIsNoFileIsNotReplaced() throws {
        #expect(throws: StreamError(.create, "/dev/null", .unsuitable("there is a device there"))) {
            try AtomicFile(replacing: FilePath("/dev/null"))
        }
        for path in [folder.path, folder["new/"]] {
            #expect(throws: StreamError(.create, path.displayName, errno: EISDIR)) { try Output.open(path) }
        }
        let device = try Output.open(FilePath("/dev/null"))
        try device.write(text.span)
        try device.finish()
        #expect(device is DescriptorSink)
        #expect(try FileStatus(of: FilePath("/dev/null")).kind == .device)
        #expect(try Output.open(folder["new"]) is AtomicFile)
        let full = try Output.open(FilePath("/dev/full"))
        #expect(throws: StreamError(.write, "/dev/full", errno: ENOSPC)) { try full.write(text.span) }
    }

    @Test func namesOfAnyBytesAndLength() throws {
        let odd: [FilePath] = [
            FilePath(bytes: [0xff, 0xfe, 0x0a, 0x41]), FilePath(String(repeating: "n", count: 255)),
            FilePath(String(repeating: "é", count: 127)), FilePath("-rf *"),
        ]
        for name in odd {
            let file = try AtomicFile(replacing: folder.path.appending(name))
            try file.write(text.span)
            try file.finish()
            #expect(try content(folder.path.appending(name)) == text)
        }
        #expect(folder.names.count == odd.count)
        let tooLong = folder[String(repeating: "n", count: 256)]
        #expect(throws: StreamError(.create, tooLong.displayName, errno: ENAMETOOLONG)) {
            try AtomicFile(replacing: tooLong)
        }
    }

    /// In a process of its own, as all unfinished files are one table: other tests have some at the same time.
    @Test func aSignalRemovesThemAll() async {
        await #expect(processExitsWith: .success) {
            let folder = Folder()
            let text = Array("masked\n".utf8)
            folder.put(FilePath("app.log"), Array("old".utf8))
            let (first, second) = try (AtomicFile(replacing: folder["app.log"]), AtomicFile(replacing: folder["b"]))
            let done = try AtomicFile(replacing: folder["c"])
            try first.write(text.span)
            try done.finish()
            #expect(folder.names.count == 4)
            errno = 77
            TemporaryFiles.removeAll()
            #expect(errno == 77)
            #expect(folder.names == ["app.log", "c"])
            #expect(throws: StreamError(.replace, first.name, errno: ENOENT)) { try first.finish() }
            #expect(throws: StreamError(.create, folder["d"].displayName, errno: ECANCELED)) {
                try AtomicFile(replacing: folder["d"])
            }
            second.abandon()
            #expect(folder.names == ["app.log", "c"])
            #expect(try content(folder["app.log"]) == Array("old".utf8))
        }
    }

    /// Slots are given back: more files one after another than the table holds, and an error when it is full.
    @Test func theTableOfUnfinishedFiles() async {
        await #expect(processExitsWith: .success) {
            let folder = Folder()
            for _ in 0..<600 { try AtomicFile(replacing: folder["x"]).abandon() }
            var open: [AtomicFile] = []
            var limit: StreamError?
            while limit == nil && open.count < 1000 {
                do throws(StreamError) { open.append(try AtomicFile(replacing: folder["x"])) } catch { limit = error }
            }
            #expect(limit?.cause == .system(EMFILE) && open.count > 100)
            open = []
            #expect(folder.names == [])
        }
    }

    @Test func compressedOnTheWay() throws {
        let sink = EncodingSink.wrap(try AtomicFile(replacing: folder["a.gz"]), .gzip)
        try sink.write(text.span)
        try sink.finish()
        #expect(drain(DecodingSource(try FileSource(opening: folder["a.gz"]))).bytes == text)
    }

    @Test func directoriesAsNeeded() throws {
        try mkdirs(folder["a/b//c/"])
        try mkdirs(folder["a/b/c"])
        #expect(try FileStatus(of: folder["a/b/c"]).kind == .directory)
        link(folder["link"], to: "a")
        try mkdirs(folder["link/d"])
        #expect(try FileStatus(of: folder["a/d"]).kind == .directory)
        folder.put(FilePath("file"))
        for below in ["file", "file/x"] {
            #expect(throws: StreamError(.makeDirectory, folder[below].displayName, errno: ENOTDIR)) {
                try mkdirs(folder[below])
            }
        }
        try mkdirs(FilePath("."))
        try mkdirs(FilePath("/"))
        #expect(throws: StreamError.self) { try mkdirs(FilePath("/proc/no/such")) }
    }
}
