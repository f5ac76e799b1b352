internal import Glibc

extension RuleCache {
    /// So many files are kept at the most. Each choice of rules, each build and each version has one of its own, and none is asked for
    /// once the rules have changed.
    static let mostFiles = 64
    /// Once there are more, the least lately used go until so many are left: a listing a run would cost more than it frees.
    private static let keptFiles = 48

    /// Removes the least lately used files of a directory, where it holds too many of ours. Names that are none of ours stay, and so
    /// does what is no regular file of this user. Quietly: whatever fails, the next run tries again.
    ///
    /// - Parameter newest: stays, whatever the clock says of the others.
    static func evict(in directory: String, but newest: String) {
        guard let listing = unsafe opendir(directory) else { return }
        defer { unsafe closedir(listing) }
        let parent = unsafe dirfd(listing)
        var files: [(name: String, used: Int)] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                // `d_name` ends in a zero.
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
            }
            var status = stat()
            guard isOurs(name), name != newest, unsafe fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.st_mode & S_IFMT == S_IFREG,
                status.st_uid == geteuid()
            else { continue }
            files.append((name, status.st_mtim.tv_sec))
        }
        guard files.count >= mostFiles else { return }
        files.sort { ($0.used, $0.name) < ($1.used, $1.name) }
        for file in files.prefix(files.count + 1 - keptFiles) { unsafe unlinkat(parent, file.name, 0) }
    }

    /// `packs-VERSION`, or 32 hexadecimal digits and a version, with `imported-` before them or not.
    private static func isOurs(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        if name.hasPrefix("packs-") { return bytes.count > 6 && (0x30...0x39).contains(bytes[6]) }
        let digits = name.hasPrefix("imported-") ? bytes.dropFirst("imported-".utf8.count) : bytes[...]
        guard digits.count > 33, digits[digits.startIndex + 32] == UInt8(ascii: "-") else { return false }
        return digits.prefix(32).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Notes that a file was used, once a day at the most.
    static func touch(_ descriptor: CInt) {
        var now = timespec()
        var status = stat()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0, unsafe fstat(descriptor, &status) == 0,
            now.tv_sec - status.st_mtim.tv_sec > 86_400
        else { return }
        unsafe futimens(descriptor, nil)
    }
}
