/// Where bytes go.
///
/// A sink belongs to one thread at a time. After an error the output is incomplete, and the one thing to do with the
/// sink is `abandon`.
public protocol ByteSink: AnyObject {
    /// How errors and reports call it: a printable path, or "standard output".
    var name: String { get }

    /// Takes all of `bytes`, waiting as long as that needs.
    func write(_ bytes: Span<UInt8>) throws(StreamError)

    /// Makes all that was written so far readable at the other end. Says nothing about disks.
    func flush() throws(StreamError)

    /// Ends the output: whoever reads it then finds it whole. Nothing may be written afterwards.
    func finish() throws(StreamError)

    /// Gives the output up: nothing stays behind where that can be helped. Does nothing after `finish`.
    func abandon()
}
