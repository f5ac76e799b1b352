import CStreams
import Glibc

/// Why bytes could not be read, written, decompressed or put in place.
///
/// It says what was tried, on what, and why it failed; never any of the bytes themselves.
/// Its description reads `app.log: cannot open: Permission denied`.
public struct StreamError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried; the raw value completes "cannot …".
    public enum Operation: String, Sendable, Hashable {
        case open
        case read
        case write
        case decompress
        case compress
        case create
        case replace
        case list
        case examine
        case makeDirectory = "make directory"
    }

    /// Why it failed.
    public enum Cause: Sendable, Hashable {
        /// An `errno` value other than `EPIPE`.
        case system(CInt)
        /// Nobody reads the other end any more (`EPIPE`). A command that filters calls this a quiet success.
        case brokenPipe
        /// Compressed data is damaged, cut short or beyond a limit; `offset` counts compressed bytes from the start.
        case codec(reason: String, offset: Int)
        /// The thing is there, and is not of a kind this operation works on.
        case unsuitable(String)
    }

    public let operation: Operation
    /// The path as it may be printed (`FilePath.displayName`), or "standard input" and the like.
    public let place: String
    public let cause: Cause

    public init(_ operation: Operation, _ place: String, _ cause: Cause) {
        self.operation = operation
        self.place = place
        self.cause = cause
    }

    /// From an `errno` value; `EPIPE` becomes `.brokenPipe`.
    public init(_ operation: Operation, _ place: String, errno code: CInt) {
        self.init(operation, place, code == EPIPE ? .brokenPipe : .system(code))
    }

    public var isBrokenPipe: Bool { cause == .brokenPipe }

    public var description: String { "\(place): cannot \(operation.rawValue): \(cause)" }
}

extension StreamError.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let code): systemText(code)
        case .brokenPipe: systemText(EPIPE)
        case .codec(let reason, let offset): "\(reason) (at compressed byte \(offset))"
        case .unsuitable(let reason): reason
        }
    }
}

/// The system's words for an `errno` value, in English whatever the locale.
private func systemText(_ code: CInt) -> String {
    // Longer than any of glibc's messages; a longer one would be cut, not overrun.
    var text = [CChar](repeating: 0, count: 128)
    let capacity = text.count
    unsafe text.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { unsafe streams_error_text(code, base, capacity) }
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
