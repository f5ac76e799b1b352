internal import Glibc
internal import Masking
internal import Report
internal import Streams

/// The key behind pseudonyms and distinct counts: from a file or the environment, never from the command line, which any
/// user of the machine can read.
struct KeyMaterial {
    let pseudonym: PseudonymKey?

    init(file: String?) throws {
        do {
            if let file {
                let path = FilePath(argument: file, among: RawArguments.all)
                pseudonym = try PseudonymKey(bytes: FileBytes.read(path, limit: FileBytes.keyLimit))
            } else if let value = unsafe getenv("BLOT_KEY") {
                pseudonym = try PseudonymKey(bytes: unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value))))
            } else {
                pseudonym = nil
            }
        } catch {
            throw CommandFailure(.usage, "\(file ?? "BLOT_KEY"): \(error)")
        }
    }

    /// The key of the distinct counts. Under one key the documents of several runs add up, so without a key of the
    /// user's the machine keeps one of its own, which no document tells.
    ///
    /// - Parameter wanted: a document will be written; otherwise nothing is left on the machine.
    func sketch(wanted: Bool) -> SketchKey {
        if let pseudonym { return SketchKey(pseudonym.derived("distinct counts")) }
        return (wanted ? Self.machineKey() : nil) ?? .random()
    }

    /// `$XDG_STATE_HOME/blot/sketch.key`, made at first use: 16 random bytes that only their owner can read. A file of
    /// somebody else's, or that others can read, is not used.
    private static func machineKey() -> SketchKey? {
        let base: String
        if let state = unsafe getenv("XDG_STATE_HOME") {
            base = unsafe String(cString: state)
        } else if let home = unsafe getenv("HOME") {
            base = unsafe String(cString: home) + "/.local/state"
        } else {
            return nil
        }
        let directory = FilePath(base + "/blot")
        let name = base + "/blot/sketch.key"
        let file = FilePath(name)
        if let key = read(file) { return key }
        guard (try? mkdirs(directory)) != nil else { return nil }
        let fresh = [UInt8].random(16)
        // It has its name only once it is whole: another run may look for it at this moment.
        let draft = "\(name).\(UInt64.random(in: .min ... .max))"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return read(file) }
        defer { unsafe unlink(draft) }
        let written = unsafe fresh.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        guard written == fresh.count else { return nil }
        // Not every file system has links; and somebody may have been faster.
        if unsafe link(draft, name) != 0, errno != EEXIST { unsafe rename(draft, name) }
        return read(file)
    }

    private static func read(_ file: FilePath) -> SketchKey? {
        guard let status = try? FileStatus(of: file, followingLinks: false), status.kind == .regular, status.owner == geteuid(),
            status.mode & 0o077 == 0, let bytes = try? FileBytes.read(file, limit: 64), bytes.count == 16
        else { return nil }
        return SketchKey(bytes)
    }
}

extension SketchKey {
    /// From 16 bytes.
    fileprivate init(_ bytes: [UInt8]) {
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(k0: word(bytes[..<8]), k1: word(bytes[8..<16]))
    }
}

extension [UInt8] {
    fileprivate static func random(_ count: Int) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in source.next() }
    }
}
