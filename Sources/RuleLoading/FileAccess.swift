internal import Glibc

/// Reading of files by their paths.
enum FileAccess {
    /// The file itself, or a directory's files with one of the endings, in the order of their names.
    static func files(at path: String, endingIn endings: [String]) throws(Problems) -> [String] {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        guard let directory = unsafe opendir(path) else { throw failure(path) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                // `d_name` ends in a zero.
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix("."), endings.contains(where: name.hasSuffix) { names.append(name) }
        }
        guard errno == 0 else { throw failure(path) }
        guard !names.isEmpty else {
            throw Problems(file: path, "no file in this directory ends in \(endings.joined(separator: " or "))")
        }
        let parent = path.hasSuffix("/") ? path : path + "/"
        return names.sorted().map { parent + $0 }
    }

    /// The bytes of a file, or of a pipe.
    ///
    /// - Parameter onlyFiles: a pipe, a terminal or another device is refused, and not waited for.
    static func read(_ path: String, atMost limit: Int, onlyFiles: Bool = false) throws(Problems) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (onlyFiles ? O_NONBLOCK | O_NOCTTY : 0))
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        if onlyFiles {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path) }
            guard status.st_mode & S_IFMT == S_IFREG else { throw Problems(file: path, "this is no regular file") }
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkSize)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Problems(file: path, "the file is larger than \(limit >> 20) MiB") }
        }
    }

    private static let chunkSize = 64 << 10

    private static func failure(_ path: String) -> Problems {
        let code = errno
        return Problems(file: path, unsafe String(cString: strerror(code)))
    }
}
