internal import Glibc

/// The real sendmail.
struct Sender {
    private let path: String

    private static let standard = "/usr/sbin/sendmail"

    /// - Parameter option: the path as it was given; else the environment says it.
    init(_ option: String?) throws {
        path = unsafe option ?? getenv("BLOT_SENDMAIL").map { unsafe String(cString: $0) } ?? Self.standard
        var (own, other) = (stat(), stat())
        guard unsafe stat(path, &other) == 0 else {
            throw CommandFailure(.deferred, unsafe "\(path): \(String(cString: strerror(errno))); --real names the sendmail that sends")
        }
        if unsafe stat("/proc/self/exe", &own) == 0, unsafe own.st_dev == other.st_dev, unsafe own.st_ino == other.st_ino {
            throw CommandFailure(.deferred, "\(path) is blot itself; --real or BLOT_SENDMAIL names the sendmail that sends")
        }
    }

    /// Becomes the real sendmail, so that its exit status and whatever it says are the caller's to see.
    ///
    /// - Parameter message: what it reads on standard input; nil leaves that as it is.
    /// - Throws: where it cannot be run.
    func replaceProcess(_ arguments: [String], message: MessageFile?) throws {
        if let message, !message.rewind() || dup2(message.descriptor, STDIN_FILENO) < 0 {
            throw CommandFailure(.deferred, "standard input cannot be put in place")
        }
        Signals.release()
        var words: [UnsafeMutablePointer<CChar>?] = []
        for word in [path] + arguments { unsafe words.append(strdup(word)) }
        unsafe words.append(nil)
        unsafe execv(path, &words)
        throw CommandFailure(.deferred, unsafe "\(path): cannot be run: \(String(cString: strerror(errno)))")
    }
}
