import CStreams
import Glibc

/// Which permissions and owner an output gets.
public enum OutputAttributes: Sendable {
    /// Those of the file that it replaces; where there is none, those of any new file (`0666` less the umask).
    case keep
    /// Those of another file: its input.
    case like(FileStatus)
}

/// A file that appears whole or not at all.
///
/// What is written goes to a temporary file `.NAME.blot-XXXXXX` in the same directory, readable by its owner only.
/// `finish` gives it its permissions and owner, brings it to the disk and renames it over the target in one step.
/// Until then the target is as it was, and whatever ends this object (an error, `abandon`, its release, or
/// `TemporaryFiles.removeAll` on a signal) removes the temporary file. Another owner is a best effort, as only root may
/// give files away; where that fails the set-id bits are left out. The new file is a new inode: hard links to the old
/// one keep the old content, and extended attributes and ACLs are not carried over.
public final class AtomicFile: ByteSink {
    /// Chosen among 62^6 (57 thousand million) names, so a second try is already unheard of.
    static let nameAttempts = 16
    /// The most bytes in a file name on Linux (NAME_MAX).
    static let nameLimit = 255

    public let name: String
    /// The file that `finish` puts in place; behind a symbolic link, the real one.
    public let target: FilePath

    private let attributes: FileAttributes
    private let directory: CInt
    private let temporary: FilePath
    private let final: FilePath
    private var slot: CInt
    /// -1 once finished or abandoned.
    private var descriptor: CInt

    /// Creates the temporary file next to `path`. The target of a symbolic link is replaced, not the link.
    ///
    /// - Throws: also when there is something at `path` other than a regular file; a device or FIFO has no content to
    ///   replace (`Output.open` writes to those instead).
    public init(replacing path: FilePath, _ attributes: OutputAttributes = .keep) throws(StreamError) {
        name = path.displayName
        let place = try Self.resolve(path)
        target = place.target
        final = place.target.lastComponent
        switch attributes {
        case .like(let other): self.attributes = FileAttributes(other)
        case .keep: self.attributes = place.status.map { FileAttributes($0) } ?? .ofNewFile()
        }
        directory = place.target.parent.withCString { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard directory >= 0 else { throw StreamError(.create, name, errno: errno) }
        do throws(StreamError) {
            (temporary, descriptor, slot) = try Self.createTemporary(for: final, in: directory, name)
        } catch {
            close(directory)
            throw error
        }
    }

    deinit {
        abandon()
        close(directory)
    }

    public func write(_ bytes: Span<UInt8>) throws(StreamError) {
        let code = writeAll(bytes, to: descriptor)
        if code != 0 { throw StreamError(.write, name, errno: code) }
    }

    public func flush() throws(StreamError) {}

    /// Puts the file in place. On an error it is abandoned, and the target stays as it was; only when the very last
    /// step fails, bringing the directory to the disk, is it in place although this throws.
    public func finish() throws(StreamError) {
        let code = complete()
        if code != 0 {
            abandon()
            throw StreamError(.replace, name, errno: code)
        }
    }

    public func abandon() {
        guard descriptor >= 0 else { return }
        _ = temporary.withCString { unsafe unlinkat(directory, $0, 0) }
        release()
    }

    /// 0 or an `errno` value.
    private func complete() -> CInt {
        guard descriptor >= 0 else { return EBADF }
        attributes.apply(to: descriptor)
        guard fsync(descriptor) == 0 else { return errno }
        let renamed = temporary.withCString { from in
            final.withCString { to in unsafe renameat(directory, from, directory, to) }
        }
        guard renamed == 0 else { return errno }
        release()
        // Not every file system can do this for a directory (EINVAL); that is no failure of ours.
        return fsync(directory) == 0 || errno == EINVAL ? 0 : errno
    }

    private func release() {
        streams_temporary_release(slot)
        slot = -1
        close(descriptor)
        descriptor = -1
    }
}

extension AtomicFile {
    /// Where the file goes, behind symbolic links, and what is there now.
    private static func resolve(
        _ path: FilePath
    ) throws(StreamError) -> (target: FilePath, status: FileStatus?) {
        if path.bytes.last == UInt8(ascii: "/") { throw StreamError(.create, path.displayName, errno: EISDIR) }
        guard var status = try Self.status(path, followingLinks: false) else { return (path, nil) }
        var target = path
        if status.kind == .symbolicLink {
            // A link to nothing is an error: guessing what it was meant to create is not worth being wrong.
            target = try path.resolved()
            status = try FileStatus(of: target)
        }
        if status.kind == .directory { throw StreamError(.create, path.displayName, errno: EISDIR) }
        guard status.kind == .regular else {
            throw StreamError(.create, path.displayName, .unsuitable("there is a \(status.kind.rawValue) there"))
        }
        return (target, status)
    }

    /// nil if there is nothing at `path`.
    static func status(_ path: FilePath, followingLinks: Bool) throws(StreamError) -> FileStatus? {
        do throws(StreamError) {
            return try FileStatus(of: path, followingLinks: followingLinks)
        } catch {
            if error.cause == .system(ENOENT) { return nil }
            throw StreamError(.create, error.place, error.cause)
        }
    }

    private static func createTemporary(
        for final: FilePath, in directory: CInt, _ name: String
    ) throws(StreamError) -> (FilePath, CInt, CInt) {
        for _ in 0..<nameAttempts {
            let temporary = temporaryName(for: final)
            // Noted first: a signal in between must not leave the file behind.
            let slot = temporary.withCString { unsafe streams_temporary_acquire(directory, $0) }
            guard slot >= 0 else { throw StreamError(.create, name, errno: errno) }
            // O_EXCL takes nothing that is there already, a symbolic link least of all.
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = temporary.withCString { unsafe openat(directory, $0, flags, 0o600) }
            if descriptor >= 0 && !streams_temporary_ending() { return (temporary, descriptor, slot) }
            let code = descriptor >= 0 ? ECANCELED : errno
            if descriptor >= 0 {
                _ = temporary.withCString { unsafe unlinkat(directory, $0, 0) }
                close(descriptor)
            }
            streams_temporary_release(slot)
            if code != EEXIST && code != EINTR { throw StreamError(.create, name, errno: code) }
        }
        throw StreamError(.create, name, errno: EEXIST)
    }

    private static func temporaryName(for final: FilePath) -> FilePath {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        var random = SystemRandomNumberGenerator()
        var ending = Array(".blot-".utf8)
        for _ in 0..<6 { ending.append(letters[Int.random(in: 0..<letters.count, using: &random)]) }
        let kept = final.bytes.prefix(nameLimit - 1 - ending.count)
        return FilePath(bytes: [UInt8(ascii: ".")] + kept + ending)
    }
}
