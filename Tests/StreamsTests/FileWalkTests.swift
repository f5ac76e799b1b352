import Glibc
import Testing

@testable import Streams

@Suite struct FileWalkTests {
    let folder = Folder()

    /// Each item on a line, paths below the test's folder.
    private func walk(
        _ roots: [FilePath], excluding: Set<FileIdentity> = [], namesLimit: Int = FileWalk.namesLimit
    ) -> [String] {
        let prefix = folder.path.displayName + "/"
        func short(_ name: String) -> String { name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name }
        return FileWalk(roots, excluding: excluding, namesLimit: namesLimit).map { item in
            switch item {
            case .file(let file):
                "\(short(file.path.displayName)) = \(file.relative)\(file.isNamed ? " named" : "") \(file.status.size)"
            case .skipped(let path, let reason): "\(short(path.displayName)): \(reason.rawValue)"
            case .failed(let error): short(error.description)
            }
        }
    }

    @Test func sortedAndWithPathsBelowTheRoot() throws {
        try mkdirs(folder["logs/b/deep"])
        try mkdirs(folder["logs/empty"])
        for (name, size) in [("logs/c.log", 3), ("logs/b/z", 1), ("logs/b/deep/x", 2), ("logs/B", 0), ("one", 5)] {
            folder.put(FilePath(name), [UInt8](repeating: 1, count: size))
        }
        #expect(
            walk([folder["one"], folder["logs/"], folder["logs/b"]]) == [
                "one = one named 5", "logs/B = B 0", "logs/b/deep/x = b/deep/x 2", "logs/b/z = b/z 1",
                "logs/c.log = c.log 3", "logs/b/deep/x = deep/x 2", "logs/b/z = z 1",
            ])
    }

    @Test func linksAndOddFiles() throws {
        try mkdirs(folder["tree"])
        try mkdirs(folder["outside"])
        folder.put(FilePath("outside/secret"))
        link(folder["tree/dirlink"], to: "../outside")
        link(folder["tree/filelink"], to: "../outside/secret")
        link(folder["tree/loop"], to: "..")
        link(folder["named"], to: "outside/secret")
        link(folder["nameddir"], to: "outside")
        link(folder["dangling"], to: "nowhere")
        makeFifo(folder["tree/fifo"])
        #expect(
            walk(["tree", "named", "nameddir", "dangling", "tree/fifo"].map { folder[$0] }) == [
                "tree/dirlink: symbolic link", "tree/fifo: not a regular file", "tree/filelink: symbolic link",
                "tree/loop: symbolic link", "named = named named 0", "nameddir/secret = secret 0",
                "dangling: cannot open: No such file or directory", "tree/fifo = fifo named 0",
            ])
    }

    @Test func errorsDoNotStopIt() throws {
        try mkdirs(folder["t/a"])
        try mkdirs(folder["t/locked"])
        for name in ["t/a/1", "t/locked/2", "t/z"] { folder.put(FilePath(name)) }
        setMode(folder.path, 0o755)
        setMode(folder["t/locked"], 0o000)
        #expect(
            withoutRootsRights { walk([folder["gone"], folder["t"]]) } == [
                "gone: cannot open: No such file or directory", "t/a/1 = a/1 0",
                "t/locked: cannot list: Permission denied", "t/z = z 0",
            ])
    }

    /// What vanishes while the walk is under way is reported where it would have been.
    @Test func vanishingEntries() throws {
        for name in ["1", "2", "3"] { folder.put(FilePath(name)) }
        var walk = FileWalk([folder.path])
        #expect(walk.next() != nil)
        remove(folder["2"])
        #expect(walk.next() == .failed(StreamError(.examine, folder["2"].displayName, errno: ENOENT)))
        guard case .file(let last)? = walk.next() else {
            Issue.record("no third file")
            return
        }
        #expect(last.relative == FilePath("3"))
        #expect(walk.next() == nil)
        #expect(walk.next() == nil)
    }

    @Test func namesThatAreNotUnicode() throws {
        let odd = FilePath(bytes: [0x61, 0xff, 0x0a])
        folder.put(odd, [1, 2])
        #expect(walk([folder.path]) == ["a\\xff\\n = a\\xff\\n 2"])
        guard case .file(let file)? = Array(FileWalk([folder.path])).first else {
            Issue.record("no file")
            return
        }
        #expect(file.path == folder.path.appending(odd) && file.relative == odd)
        #expect(drain(try FileSource(opening: file.path, followingLinks: false)).bytes == [1, 2])
    }

    @Test func excludedDirectories() throws {
        try mkdirs(folder["out"])
        folder.put(FilePath("out/old"))
        folder.put(FilePath("a"))
        let out = try FileStatus(of: folder["out"]).identity
        #expect(walk([folder.path], excluding: [out]) == ["a = a 0", "out: excluded"])
    }

    @Test func deepTrees() throws {
        try mkdirs(FilePath(bytes: folder.path.bytes + Array(String(repeating: "/d", count: 600).utf8)))
        folder.put(FilePath("z"))
        let items = walk([folder.path])
        #expect(items.count == 2 && items[0].hasSuffix("cannot list: more than 512 directories deep"))
        #expect(items.last == "z = z 0")
    }

    @Test func tooManyNames() throws {
        try mkdirs(folder["big"])
        for number in 0..<100 { folder.put(FilePath("big/file\(number)")) }
        folder.put(FilePath("z"))
        let items = walk([folder.path], namesLimit: 1000)
        #expect(items == ["big: cannot list: the names in it and above take more than 1000 bytes", "z = z 0"])
        #expect(walk([folder.path]).count == 101)
    }
}
