internal import CThreads
internal import Engine
internal import Glibc
internal import Streams

/// Rules as they were read and compiled, kept between runs: `$XDG_CACHE_HOME/blot` or `~/.cache/blot`, one file for the built-in packs,
/// one a choice of rules, and one a file of another tool's. What is not there may lie beside the program, where it was installed.
///
/// Only files that belong to this user (beside the program: to whom the program belongs, or root) and that nobody else can write are
/// read, and an image is taken only if it says itself that it is of these rules and this build. Whatever is wrong with the cache, the
/// run goes on without it.
struct RuleCache {
    private let name: String
    /// Where this user's files are; nil where there is no such place.
    private let directory: String?
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
        guard unsafe getenv("BLOT_NO_CACHE") == nil, let build = Self.build() else { return nil }
        self.name = name
        directory = Self.home().map { $0 + "/blot" }
        key = "\(content), blot \(Tool.version) \(build)"
    }

    private static func home() -> String? {
        if let cache = unsafe getenv("XDG_CACHE_HOME"), unsafe strlen(cache) > 0 { return unsafe String(cString: cache) }
        guard let home = unsafe getenv("HOME"), unsafe strlen(home) > 0 else { return nil }
        return unsafe String(cString: home) + "/.cache"
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

    /// The image that was made under this key: the user's own, or the one beside the program.
    func image() -> ImageBytes? {
        // One of another build, or what is none, hides nothing.
        if let directory, let image = Self.image(at: "\(directory)/\(name)", of: [geteuid()]), ImageReader.isKey(key, of: image) {
            return image
        }
        guard let program = InstalledProgram() else { return nil }
        return Self.image(at: "\(program.directory)/\(name)", of: [program.owner, 0])
    }

    private static func image(at path: String, of owners: [uid_t]) -> ImageBytes? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let status = try? FileStatus(descriptor: descriptor, name: path), status.kind == .regular,
            owners.contains(status.owner), status.mode & 0o022 == 0, status.size <= largestImage
        else { return nil }
        touch(descriptor)
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
        guard let directory, (try? Self.write(image, to: directory, name, mode: 0o600)) != nil else { return }
        Self.evict(in: directory, but: name)
    }

    /// Writes an image where everybody may read it: see `InstalledProgram`.
    ///
    /// - Returns: the file.
    func install(_ image: [UInt8], in directory: String) throws(StreamError) -> String {
        try Self.write(image, to: directory, name, mode: 0o644)
        return "\(directory)/\(name)"
    }

    private static func write(_ image: [UInt8], to directory: String, _ name: String, mode: mode_t) throws(StreamError) {
        let file = FilePath("\(directory)/\(name)")
        try mkdirs(file.parent)
        let output = try AtomicFile(replacing: file)
        do throws(StreamError) {
            try output.write(image.span)
            try output.finish()
        } catch {
            output.abandon()
            throw error
        }
        unsafe chmod("\(directory)/\(name)", mode)
    }
}
