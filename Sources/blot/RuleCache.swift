internal import CThreads
internal import Engine
internal import Glibc
internal import Streams

/// Rules as they were read and compiled, kept between runs: `$XDG_CACHE_HOME/blot` or `~/.cache/blot`, one file for the built-in packs,
/// one a choice of rules, and one a file of another tool's.
///
/// Only files that belong to this user and that nobody else can write are read, and an image is taken only if it says itself
/// that it is of these rules and this build. Whatever is wrong with the cache, the run goes on without it.
struct RuleCache {
    private let path: String
    /// What an image must have been made for.
    let key: String

    /// An image of the built-in rules is a megabyte; a larger file than this is none.
    private static let largestImage = 64 << 20

    /// What was compiled of rules.
    ///
    /// - Parameter digest: of the rules, as their selection gives it.
    static func compiled(_ digest: String) -> RuleCache? {
        RuleCache(name: "\(digest.prefix(32))-\(Tool.version)", of: "rules \(digest)")
    }

    /// What was read of the built-in packs.
    static func packs() -> RuleCache? { RuleCache(name: "packs-\(Tool.version)", of: "built-in packs") }

    /// What a file of another tool's became.
    ///
    /// - Parameter digest: of the file.
    static func imported(_ digest: String, path: String) -> RuleCache? {
        RuleCache(name: "imported-\(digest.prefix(32))-\(Tool.version)", of: "rules of \(path), \(digest)")
    }

    private init?(name: String, of content: String) {
        guard unsafe getenv("BLOT_NO_CACHE") == nil else { return nil }
        let base: String
        if let cache = unsafe getenv("XDG_CACHE_HOME"), unsafe strlen(cache) > 0 {
            base = unsafe String(cString: cache)
        } else if let home = unsafe getenv("HOME"), unsafe strlen(home) > 0 {
            base = unsafe String(cString: home) + "/.cache"
        } else {
            return nil
        }
        guard let build = Self.build() else { return nil }
        path = base + "/blot/" + name
        key = "\(content), blot \(Tool.version) \(build)"
    }

    /// Names the running program: the linker's digest of it, or else the size and the time of its file. A version says
    /// little while it is worked on.
    private static func build() -> String? {
        var count = 0
        if let bytes = unsafe system_build_id(&count), count > 0 {
            return unsafe UnsafeBufferPointer(start: bytes, count: count).map { String($0, radix: 16) }.joined(separator: ".")
        }
        var status = stat()
        guard unsafe stat("/proc/self/exe", &status) == 0 else { return nil }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    func image() -> ImageBytes? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let status = try? FileStatus(descriptor: descriptor, name: path), status.kind == .regular, status.owner == geteuid(),
            status.mode & 0o022 == 0, status.size <= Self.largestImage
        else { return nil }
        Self.touch(descriptor)
        return ImageBytes(count: status.size) { room in
            var filled = 0
            while filled < room.count {
                let count = unsafe Glibc.read(descriptor, room.baseAddress.map { unsafe $0 + filled }, room.count - filled)
                if count <= 0 { break }
                filled += count
            }
            return filled
        }
    }

    /// Keeps an image; quietly not, where that cannot be.
    func keep(_ image: [UInt8]) {
        let file = FilePath(path)
        guard (try? mkdirs(file.parent)) != nil, let output = try? AtomicFile(replacing: file) else { return }
        do throws(StreamError) {
            try output.write(image.span)
            try output.finish()
            unsafe chmod(path, 0o600)
            if let slash = path.lastIndex(of: "/") {
                Self.evict(in: String(path[..<slash]), but: String(path[path.index(after: slash)...]))
            }
        } catch {
            output.abandon()
        }
    }
}
