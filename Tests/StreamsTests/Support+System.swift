import Glibc
import Testing

@testable import Streams

// The system's calls as the tests need them: with paths, and failing the test when they fail.

func setMode(_ path: FilePath, _ mode: mode_t) {
    #expect(path.withCString { unsafe chmod($0, mode) } == 0, "chmod \(path)")
}

func setOwner(_ path: FilePath, _ owner: uid_t, _ group: gid_t) {
    #expect(path.withCString { unsafe chown($0, owner, group) } == 0, "chown \(path)")
}

func link(_ path: FilePath, to target: String) {
    #expect(path.withCString { unsafe symlink(target, $0) } == 0, "symlink \(path)")
}

func makeFifo(_ path: FilePath) {
    #expect(path.withCString { unsafe mkfifo($0, 0o600) } == 0, "mkfifo \(path)")
}

func move(_ from: FilePath, to: FilePath) {
    #expect(from.withCString { a in to.withCString { b in unsafe rename(a, b) } } == 0, "rename \(from)")
}

func remove(_ path: FilePath) {
    #expect(path.withCString { unsafe unlink($0) } == 0, "unlink \(path)")
}

func openForWriting(_ path: String) -> CInt {
    let descriptor = FilePath(path).withCString { unsafe open($0, O_WRONLY) }
    #expect(descriptor >= 0, "open \(path)")
    return descriptor
}

/// Runs `body` without root's rights over files, which would make every file readable. Linux keeps the user for file
/// access by thread (setfsuid(2)), so other tests are not disturbed. Swift does not import the call.
func withoutRootsRights<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard geteuid() == 0, let symbol = unsafe dlsym(nil, "setfsuid") else { return try body() }
    let setUser = unsafe unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> CInt).self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    return try body()
}
