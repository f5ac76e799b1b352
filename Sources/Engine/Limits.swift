public import Matching

/// Every bound the engine keeps, in one place. All sizes are bytes.
public struct Limits: Sendable, Hashable {
    /// A longer record is examined in windows of this size. A line of log is never this long on purpose; a document is.
    public var record: Int
    /// How far a match of a multi-line rule may run past the end of the line it begins on: an RSA key of 16,384 bits is
    /// 12.5 KiB of PEM, and log prefixes on its lines may double it.
    public var multilineWindow: Int
    /// How far a match may run past the end of its window in a record over the cap, and how much of what stands before
    /// the window its lookbehinds see.
    public var windowOverlap: Int
    public var match: PatternMatcher.Limits

    /// A smaller cap would make a long record of every other line.
    public static let smallestRecord = 1_024

    public init(
        record: Int = 8 << 20, multilineWindow: Int = 32 << 10, windowOverlap: Int = 64 << 10,
        match: PatternMatcher.Limits = .init()
    ) {
        self.record = max(record, Self.smallestRecord)
        // Neither may reach over a record at the cap.
        self.multilineWindow = min(multilineWindow, self.record)
        self.windowOverlap = min(windowOverlap, self.record)
        self.match = match
    }
}
