import CStreams

/// The unfinished outputs of this process.
public enum TemporaryFiles {
    /// Removes the temporary file of every `AtomicFile` that is neither finished nor abandoned, and lets no new one
    /// begin: for a process that was told to end.
    ///
    /// Only calls what POSIX allows in a signal handler, and keeps `errno`; it may run while any other thread writes or
    /// finishes a file, which then either is in place whole or fails.
    public static func removeAll() {
        streams_temporary_remove_all()
    }
}
