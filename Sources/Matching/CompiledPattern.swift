internal import CPCRE2

/// A PCRE2 pattern, compiled, with JIT code where the machine has it. Immutable, and shared by all workers.
///
/// Patterns run over bytes. A pattern that speaks of Unicode (`\p{…}`, a character beyond ASCII, `(*UTF)`) runs in UTF
/// mode with `PCRE2_MATCH_INVALID_UTF`, so that stray bytes never stop it. The newline is LF whatever PCRE2 was built with.
@safe
public final class CompiledPattern: @unchecked Sendable {
    // Invariant: `code` is owned by this object and never changed after `init`; PCRE2 allows its shared use.
    let code: OpaquePointer
    public let captureCount: Int
    /// Names of groups, with their numbers.
    public let names: [String: Int]
    /// False where PCRE2 runs the pattern by its interpreter.
    public let isJIT: Bool
    public let isUTF: Bool
    /// JIT code may be called without the checks that UTF asks for.
    var matchesBytes: Bool { isJIT && !isUTF }
    /// See `init`.
    public let knowsStarts: Bool
    /// The pattern may hold a `\K`: a match then begins behind the place where it was tried.
    let movesStart: Bool

    /// The longest pattern taken, in bytes: a rule is a line or two, and compile time grows with it.
    public static let longestPattern = 65_536
    /// Parentheses within parentheses: PCRE2's compiler recurses over them.
    static let deepestNesting: UInt32 = 200

    /// - Parameters:
    ///   - partial: the pattern will be asked for partial matches (rules over several lines).
    ///   - knowsStarts: it will mostly be asked of few places, where a match may well start. Then PCRE2's own search for such, which looks
    ///     through the rest of the subject at each call, is left out: on a line full of candidates it costs the square.
    public init(_ pattern: String, partial: Bool = false, knowsStarts: Bool = false) throws(PatternError) {
        guard pattern.utf8.count <= Self.longestPattern else {
            throw PatternError(offset: Self.longestPattern, reason: "pattern is longer than \(Self.longestPattern) bytes")
        }
        guard let context = unsafe pcre2_compile_context_create_8(nil) else { throw .outOfMemory }
        defer { unsafe pcre2_compile_context_free_8(context) }
        unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        unsafe pcre2_set_parens_nest_limit_8(context, Self.deepestNesting)

        var text = pattern
        var options = UInt32(PCRE2_USE_OFFSET_LIMIT) | (knowsStarts ? UInt32(PCRE2_NO_START_OPTIMIZE) : 0)
        func compile(_ extra: UInt32) throws(PatternError) -> OpaquePointer {
            var code: Int32 = 0
            var offset = 0
            let compiled = unsafe text.withUTF8 { text in
                // PCRE2 takes no null pointer, not even for an empty pattern.
                guard let start = text.baseAddress else {
                    return unsafe pcre2_compile_8([0], 0, options | extra, &code, &offset, context)
                }
                return unsafe pcre2_compile_8(start, text.count, options | extra, &code, &offset, context)
            }
            guard let compiled = unsafe compiled else {
                throw PatternError(offset: offset, reason: pcreMessage(code))
            }
            return unsafe compiled
        }

        var compiled = unsafe try compile(CompiledPatternText.speaksUnicode(pattern) ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : 0)
        var inForce: UInt32 = 0
        unsafe pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_ALLOPTIONS), &inForce)
        if inForce & PCRE2_UTF != 0, inForce & PCRE2_MATCH_INVALID_UTF == 0 {
            unsafe pcre2_code_free_8(compiled)
            unsafe compiled = try compile(PCRE2_UTF | PCRE2_MATCH_INVALID_UTF)
        }
        isUTF = inForce & PCRE2_UTF != 0
        if !knowsStarts, CompiledPatternText.looksAhead(pattern), unsafe Self.wantsOneByteTwice(compiled) {
            options |= UInt32(PCRE2_NO_START_OPTIMIZE)
            unsafe pcre2_code_free_8(compiled)
            unsafe compiled = try compile(isUTF ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : 0)
        }
        self.knowsStarts = knowsStarts
        movesStart = CompiledPatternText.mayMoveStart(pattern)
        let modes = partial ? UInt32(PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD) : UInt32(PCRE2_JIT_COMPLETE)
        isJIT = unsafe pcre2_jit_compile_8(compiled, modes) == 0
        var captures: UInt32 = 0
        unsafe pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &captures)
        captureCount = Int(captures)
        unsafe names = Self.names(of: compiled)
        unsafe code = compiled
    }

    deinit { unsafe pcre2_code_free_8(code) }

    /// Whether matches are searched for by a first byte and by the same once more behind it. Where the first one stands in a lookahead, that
    /// byte may be one and the same: `(?=b).*?b` then does not match `b` (PCRE2 10.42).
    private static func wantsOneByteTwice(_ code: OpaquePointer) -> Bool {
        func info(_ what: Int32) -> UInt32 {
            var value: UInt32 = 0
            unsafe pcre2_pattern_info_8(code, UInt32(what), &value)
            return value
        }
        guard info(PCRE2_INFO_FIRSTCODETYPE) == 1, info(PCRE2_INFO_LASTCODETYPE) == 1 else { return false }
        // Of a letter either case may be meant.
        return info(PCRE2_INFO_FIRSTCODEUNIT) | 0x20 == info(PCRE2_INFO_LASTCODEUNIT) | 0x20
    }

    private static func names(of code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>? = nil
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        var names: [String: Int] = [:]
        guard let table = unsafe table else { return names }
        // An entry: two bytes of group number, high first; the name; a zero.
        for entry in 0..<Int(count) {
            let start = unsafe table + entry * Int(size)
            names[unsafe String(cString: start + 2)] = unsafe Int(start[0]) << 8 | Int(start[1])
        }
        return names
    }
}

public enum CompiledPatternText {
    /// Whether `\K` stands in a pattern.
    static func mayMoveStart(_ pattern: String) -> Bool { holds(UInt8(ascii: "\\"), UInt8(ascii: "K"), pattern) }

    /// Whether a lookahead may stand in a pattern.
    static func looksAhead(_ pattern: String) -> Bool {
        // `(?=` or, by name, `(*positive_lookahead:`.
        holds(UInt8(ascii: "?"), UInt8(ascii: "="), pattern) || holds(UInt8(ascii: "("), UInt8(ascii: "*"), pattern)
    }

    /// By bytes: to look for a string in a string takes longer than to compile most patterns.
    private static func holds(_ first: UInt8, _ second: UInt8, _ pattern: String) -> Bool {
        var pattern = pattern
        return unsafe pattern.withUTF8 { bytes in
            var previous: UInt8 = 0
            for i in 0..<bytes.count {
                let byte = unsafe bytes[i]
                if byte == second, previous == first { return true }
                previous = byte
            }
            return false
        }
    }

    /// Whether a pattern is matched by characters rather than bytes: it names a property of characters, holds a
    /// character beyond ASCII, or asks for it.
    public static func speaksUnicode(_ pattern: String) -> Bool {
        if pattern.hasPrefix("(*UTF") || pattern.hasPrefix("(*UCP") { return true }
        var pattern = pattern
        return unsafe pattern.withUTF8 { bytes in
            var previous: UInt8 = 0
            for i in 0..<bytes.count {
                let byte = unsafe bytes[i]
                if byte >= 0x80 { return true }
                if previous == UInt8(ascii: "\\"), byte == UInt8(ascii: "p") || byte == UInt8(ascii: "P") || byte == UInt8(ascii: "X") {
                    return true
                }
                previous = previous == UInt8(ascii: "\\") && byte == previous ? 0 : byte
            }
            return false
        }
    }
}

/// Why a pattern does not compile. `offset` is in bytes into the pattern.
public struct PatternError: Error, Sendable, CustomStringConvertible {
    public let offset: Int
    public let reason: String

    public var description: String { "\(reason) at offset \(offset)" }

    static let outOfMemory = PatternError(offset: 0, reason: "out of memory")
}

func pcreMessage(_ code: Int32) -> String {
    // PCRE2 promises that its messages fit into 256 units.
    var text = [UInt8](repeating: 0, count: 256)
    let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
        unsafe pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
    }
    guard length > 0 else { return "error \(code)" }
    return String(decoding: text.prefix(Int(length)), as: UTF8.self)
}
