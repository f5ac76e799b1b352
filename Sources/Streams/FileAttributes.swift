import Glibc

/// Permissions and owner to give to an open file.
struct FileAttributes {
    private let mode: mode_t
    /// nil: leave the process's own.
    private let owner: (user: uid_t, group: gid_t)?

    /// Those of another file.
    init(_ status: FileStatus) {
        mode = status.mode
        owner = (status.owner, status.group)
    }

    private init(mode: mode_t) {
        self.mode = mode
        owner = nil
    }

    /// Those of a new file.
    static func ofNewFile() -> FileAttributes {
        FileAttributes(mode: 0o666 & ~processUmask())
    }

    /// A best effort: a file system without permissions, or a caller who may not give files away, is no reason to lose
    /// the output.
    func apply(to descriptor: CInt) {
        var kept = mode
        if let owner, fchown(descriptor, owner.user, owner.group) != 0 {
            // The group alone is often allowed. Set-id bits would now speak for somebody else.
            _ = fchown(descriptor, uid_t.max, owner.group)
            kept &= 0o1777
        }
        // After fchown, which clears set-id bits.
        _ = fchmod(descriptor, kept)
    }
}

/// The umask, read without changing it even for a moment as umask(2) would: other threads may be creating files.
/// proc(5): the line `Umask:\t0022` of /proc/self/status, since Linux 4.7. Without it, the strictest.
private func processUmask() -> mode_t {
    let strictest: mode_t = 0o077
    guard let status = try? FileSource(opening: FilePath("/proc/self/status")) else { return strictest }
    var text = [UInt8](repeating: 0, count: 4096)
    var room = text.mutableSpan
    guard let count = try? status.read(into: &room) else { return strictest }
    for line in text[..<count].split(separator: UInt8(ascii: "\n")) where line.starts(with: "Umask:".utf8) {
        let digits = line.drop { !(UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        return mode_t(String(decoding: digits, as: UTF8.self), radix: 8) ?? strictest
    }
    return strictest
}
