import CStreams
import Glibc

/// Opens a new file to write and read that nobody else sees, in `TMPDIR` or `/tmp`; it is gone when its descriptor is closed,
/// whatever ends the program.
public func openUnnamedFile() throws(StreamError) -> CInt {
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    let descriptor = unsafe streams_unnamed_file(folder)
    guard descriptor >= 0 else { throw StreamError(.create, folder, errno: errno) }
    return descriptor
}
