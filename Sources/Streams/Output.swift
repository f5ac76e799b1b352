import Glibc

/// Opening what results are written to.
public enum Output {
    /// A sink for `path`: an `AtomicFile` for a regular file or a new one; an existing device, FIFO or the like
    /// (`/dev/null`, `/dev/stdout`) is written to as it is, for replacing it would be a disaster.
    public static func open(
        _ path: FilePath, _ attributes: OutputAttributes = .keep
    ) throws(StreamError) -> any ByteSink {
        let status = try AtomicFile.status(path, followingLinks: true)
        switch status?.kind {
        case nil, .regular, .directory:
            return try AtomicFile(replacing: path, attributes)
        default:
            let descriptor = path.withCString { unsafe Glibc.open($0, O_WRONLY | O_CLOEXEC | O_NOCTTY) }
            guard descriptor >= 0 else { throw StreamError(.open, path.displayName, errno: errno) }
            return DescriptorSink(descriptor: descriptor, name: path.displayName, closing: true)
        }
    }
}

/// Creates the directory at `path` and those above it, as far as they are missing. One that is there already, or a link
/// to one, is fine.
public func mkdirs(_ path: FilePath) throws(StreamError) {
    var missing: [FilePath] = []
    var current = path
    while true {
        if try isDirectory(current, whole: path) { break }
        missing.append(current)
        let above = current.parent
        if above == current { break }
        current = above
    }
    for directory in missing.reversed() {
        let result = directory.withCString { unsafe mkdir($0, 0o777) }
        if result == 0 { continue }
        let code = errno
        // Somebody else may have made it meanwhile.
        if code == EEXIST, try isDirectory(directory, whole: path) { continue }
        throw StreamError(.makeDirectory, path.displayName, errno: code)
    }
}

/// False if there is nothing at `path`; throws if there is something else.
private func isDirectory(_ path: FilePath, whole: FilePath) throws(StreamError) -> Bool {
    do throws(StreamError) {
        if try FileStatus(of: path).kind == .directory { return true }
    } catch {
        if error.cause == .system(ENOENT) { return false }
        throw StreamError(.makeDirectory, whole.displayName, error.cause)
    }
    throw StreamError(.makeDirectory, whole.displayName, errno: ENOTDIR)
}
