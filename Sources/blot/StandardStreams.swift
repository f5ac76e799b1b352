internal import Glibc

/// Standard input, output and error as the caller left them.
enum StandardStreams {
    /// Puts something in the place of those that are closed. The next file that is opened would take their number, and a
    /// message for people would be written into an output. What is put there can be neither read nor written, so whoever
    /// tries is told so, as without it.
    static func reserve() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
            // The lowest number that is free is this one.
            _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
