internal import Glibc

/// Where the running program lies, and with it what was compiled of its rules when it was installed: `PREFIX/share/blot` for
/// `PREFIX/bin/blot`. A machine that is new each time (a container, a job of a CI) starts as fast with it as one with a cache.
struct InstalledProgram {
    /// `PREFIX/share/blot`, whether or not it is there.
    let directory: String
    /// Whoever owns the program could as well have changed it.
    let owner: uid_t

    init?() {
        var status = stat()
        guard unsafe stat("/proc/self/exe", &status) == 0 else { return nil }
        let path = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { room -> String? in
            guard let start = room.baseAddress else { return nil }
            let count = unsafe readlink("/proc/self/exe", start, room.count)
            // As long as the room, it may have been cut.
            guard count > 0, count < room.count else { return nil }
            return unsafe String(validating: room[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard let path, let program = path.lastIndex(of: "/"), let folder = path[..<program].lastIndex(of: "/") else { return nil }
        directory = path[..<folder] + "/share/blot"
        owner = status.st_uid
    }
}
