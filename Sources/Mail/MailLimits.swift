/// What is taken at the most. A message is held whole while it is examined; all bounds follow from that (law 6).
public enum MailLimits {
    /// A message. Postfix takes 10,240,000 bytes unless told otherwise (postconf(5), message_size_limit).
    public static let message = 10 << 20
    /// Multiparts and messages within one another. Real mail has some five.
    static let depth = 100
    /// Parts of a message.
    static let parts = 10_000
    /// Header fields of a message, those of its parts among them.
    static let fields = 20_000
    /// Bytes of all header fields. Postfix cuts one at 102,400 (postconf(5), header_size_limit).
    static let header = 1 << 20
    /// Masks of a message, each of which costs some 200 bytes until it is written.
    static let masks = 75_000
    /// Pieces of a view, of 16 bytes each: tags and references of HTML, folds.
    static let pieces = 1 << 20
    /// Mail within mail that was encoded once more: attachments of attachments.
    static let encodedDepth = 4
    /// What an attachment may have once it is decompressed.
    public static let decompressed = 16 << 20
    /// How often a message is looked at before it is said not to settle.
    static let rounds = 16
    /// RFC 5322, 2.1.1, without the line end.
    static let line = 998
    /// RFC 2045, 6.7 and 6.8.
    static let encodedLine = 76
    /// RFC 2047, 2.
    static let encodedWord = 75
    /// RFC 2046, 5.1.1 says 70; readers take more.
    static let boundary = 250
}
