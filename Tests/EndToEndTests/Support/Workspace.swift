import Glibc

/// A folder of a test's own, gone with it.
final class Workspace: Sendable {
    let path: String

    init() {
        var template = "/tmp/blot-end-to-end-XXXXXX".utf8CString.map { $0 }
        let isMade = unsafe mkdtemp(&template) != nil
        path = isMade ? String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) : "/nonexistent"
        unsafe chmod(path, 0o755)
    }

    deinit {
        for command in [["/bin/chmod", "-R", "u+rwX", path], ["/bin/rm", "-rf", path]] {
            _ = try? Child(program: command[0], command.dropFirst().map { Bytes($0.utf8) }).finish()
        }
    }

    subscript(_ name: String) -> String { path + "/" + name }

    func bytes(_ name: Bytes) -> Bytes { Bytes(path.utf8) + [UInt8(ascii: "/")] + name }

    /// Writes a file, making the folders it stands in; returns its path.
    @discardableResult
    func write(_ name: String, _ content: Bytes, mode: mode_t = 0o644) throws -> String {
        try write(Bytes(name.utf8), content, mode: mode)
        return self[name]
    }

    @discardableResult
    func write(_ name: String, _ content: String, mode: mode_t = 0o644) throws -> String {
        try write(name, Bytes(content.utf8), mode: mode)
    }

    func write(_ name: Bytes, _ content: Bytes, mode: mode_t = 0o644) throws {
        for (index, byte) in name.enumerated() where byte == UInt8(ascii: "/") { make(Bytes(name[..<index])) }
        let descriptor = unsafe withPath(name) { unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw SystemFailure("open") }
        defer { close(descriptor) }
        var sent = 0
        while sent < content.count {
            let count = unsafe content[sent...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemFailure("write") }
            sent += count
        }
        fchmod(descriptor, mode)
    }

    private func make(_ name: Bytes) { unsafe _ = withPath(name) { unsafe mkdir($0, 0o755) } }

    func makeFolder(_ name: String, mode: mode_t = 0o755) -> String {
        make(Bytes(name.utf8))
        unsafe chmod(self[name], mode)
        return self[name]
    }

    /// nil where there is no such file.
    func read(_ name: String) -> Bytes? { read(Bytes(name.utf8)) }

    func read(_ name: Bytes) -> Bytes? {
        let descriptor = unsafe withPath(name) { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all = Bytes()
        var buffer = Bytes(repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count == 0 ? all : nil }
            all += buffer[..<count]
        }
    }

    func text(_ name: String) -> String? { read(name).map { String(decoding: $0, as: UTF8.self) } }

    /// Names in a folder, sorted, hidden ones too.
    func names(_ folder: String = ".") -> [String] {
        guard let directory = unsafe opendir(self[folder]) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func status(_ name: String) -> stat? {
        var status = stat()
        return unsafe stat(self[name], &status) == 0 ? status : nil
    }

    private func withPath<R>(_ name: Bytes, _ body: (UnsafePointer<CChar>) -> R) -> R {
        unsafe (bytes(name) + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
}
