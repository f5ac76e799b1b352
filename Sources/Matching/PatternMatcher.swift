internal import CPCRE2

/// What one worker needs to run patterns: match data, limits and a JIT stack, made once. No call allocates.
@safe public struct PatternMatcher: ~Copyable {
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer?
    /// Groups that the last call has set. Those beyond hold what happens to lie in memory.
    private var groupsSet = 0

    /// Bounds on every single match call (law 3: a call that hits one is told apart from "no match").
    public struct Limits: Sendable, Hashable {
        /// Steps of backtracking.
        public var match: UInt32
        /// Nested backtracking; the interpreter only.
        public var depth: UInt32
        /// KiB of heap; the interpreter only.
        public var heap: UInt32

        public init(match: UInt32 = 1_000_000, depth: UInt32 = 100_000, heap: UInt32 = 20_000) {
            self.match = match
            self.depth = depth
            self.heap = heap
        }
    }

    public enum Outcome: Equatable {
        case matched
        case none
        /// With more bytes it might match, or match otherwise.
        case partial
        /// PCRE2 gave up: what was not examined is not clean.
        case limit
    }

    /// The JIT's own stack: 32 KiB to begin with, and a megabyte for the patterns that backtrack much.
    private static let stackStart = 32 * 1024
    private static let stackLimit = 1024 * 1024

    public init(groups: Int, limits: Limits) throws(PatternError) {
        guard let data = unsafe pcre2_match_data_create_8(UInt32(clamping: groups + 1), nil) else { throw .outOfMemory }
        guard let context = unsafe pcre2_match_context_create_8(nil) else {
            unsafe pcre2_match_data_free_8(data)
            throw .outOfMemory
        }
        unsafe pcre2_set_match_limit_8(context, limits.match)
        unsafe pcre2_set_depth_limit_8(context, limits.depth)
        unsafe pcre2_set_heap_limit_8(context, limits.heap)
        let stack = unsafe pcre2_jit_stack_create_8(Self.stackStart, Self.stackLimit, nil)
        if let stack = unsafe stack { unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
        unsafe self.data = data
        unsafe self.context = context
        unsafe self.stack = stack
    }

    deinit {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
        if let stack = unsafe stack { unsafe pcre2_jit_stack_free_8(stack) }
    }

    /// Looks for the first match that starts in `starts` (both ends included), offsets into `subject`.
    @inline(__always)
    public mutating func match(
        _ pattern: CompiledPattern, in subject: UnsafeBufferPointer<UInt8>, starts: ClosedRange<Int>, partial: Bool = false
    ) -> Outcome {
        groupsSet = 0
        guard let base = subject.baseAddress, starts.lowerBound >= 0, starts.lowerBound <= subject.count else { return .none }
        unsafe pcre2_set_offset_limit_8(context, starts.upperBound)
        let options = partial ? PCRE2_PARTIAL_HARD : 0
        // What pcre2_match does besides is to check and cut subjects that are not UTF-8, and its arguments.
        var status = PCRE2_ERROR_JIT_BADOPTION
        if pattern.matchesBytes {
            status = unsafe pcre2_jit_match_8(pattern.code, base, subject.count, starts.lowerBound, options, data, context)
        }
        if status == PCRE2_ERROR_JIT_BADOPTION {
            status = unsafe pcre2_match_8(pattern.code, base, subject.count, starts.lowerBound, options, data, context)
        }
        switch status {
        case 0...:
            // 0: the pattern has more groups than there is room for, and all the room was used.
            groupsSet = status > 0 ? Int(status) : unsafe Int(pcre2_get_ovector_count_8(data))
            return startsTooLate(pattern, starts) ? .none : .matched
        case PCRE2_ERROR_NOMATCH:
            return .none
        case PCRE2_ERROR_PARTIAL:
            groupsSet = 1
            return startsTooLate(pattern, starts) ? .none : .partial
        default: return .limit
        }
    }

    /// JIT code may go past the offset limit: in UTF mode when it starts within a character, and when it is asked for partial
    /// matches.
    @inline(__always)
    private func startsTooLate(_ pattern: CompiledPattern, _ starts: ClosedRange<Int>) -> Bool {
        guard let whole = group(0) else { return false }
        return whole.lowerBound > starts.upperBound && !pattern.movesStart
    }

    /// A group of the last match; nil where it took no part. Group 0 is the whole match.
    @inline(__always)
    public func group(_ number: Int) -> Range<Int>? {
        guard number >= 0, number < groupsSet, let vector = unsafe pcre2_get_ovector_pointer_8(data) else { return nil }
        let start = unsafe vector[2 * number]
        let end = unsafe vector[2 * number + 1]
        guard start != Int.max, start >= 0, end >= start, UInt(bitPattern: start) != UInt.max else { return nil }
        return start..<end
    }
}
