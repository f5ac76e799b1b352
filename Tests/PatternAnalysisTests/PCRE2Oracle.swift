#if canImport(CPCRE2)
    import CPCRE2

    /// PCRE2 itself, to compare with. Compiled without options, as the engine does for rules in byte mode.
    /// Safe to use: the pointers are valid from `init` to `deinit` and are not handed out.
    @safe final class PCRE2Oracle {
        private let code: OpaquePointer
        private let data: OpaquePointer
        private let context: OpaquePointer
        /// The second matcher finds strings in nested atomic groups that the pattern does not match.
        private let hasAtomicGroups: Bool
        /// Matches of one start that are looked at: the longest ones.
        private static let lengths: UInt32 = 6
        /// Nested repeats of random patterns would take for ever; a match given up is not checked.
        private static let steps: UInt32 = 5000
        private var workspace = [Int32](repeating: 0, count: 4096)

        /// nil when PCRE2 refuses the pattern.
        init?(_ pattern: String) {
            var error: Int32 = 0
            var offset = 0
            let bytes = Array(pattern.utf8)
            guard let code = unsafe pcre2_compile_8(bytes, bytes.count, 0, &error, &offset, nil) else { return nil }
            guard let data = unsafe pcre2_match_data_create_8(Self.lengths, nil),
                let context = unsafe pcre2_match_context_create_8(nil)
            else { return nil }
            unsafe pcre2_set_match_limit_8(context, Self.steps)
            unsafe self.code = code
            unsafe self.data = data
            unsafe self.context = context
            hasAtomicGroups = pattern.contains("(?>")
        }

        deinit {
            unsafe pcre2_match_context_free_8(context)
            unsafe pcre2_match_data_free_8(data)
            unsafe pcre2_code_free_8(code)
        }

        /// Matches that begin at `start`: the preferred one and, where the other matcher can tell, those of any length.
        func matches(in text: [UInt8], at start: Int) -> [Range<Int>] {
            var found: [Range<Int>] = []
            let one = unsafe pcre2_match_8(
                code, text, text.count, start, UInt32(PCRE2_ANCHORED), data, context)
            if one > 0 { found.append(range(0)) }
            if hasAtomicGroups { return found }
            let all = unsafe pcre2_dfa_match_8(
                code, text, text.count, start, UInt32(PCRE2_ANCHORED), data, context, &workspace, workspace.count)
            // 0: there are more than fit.
            if all >= 0 { for index in 0..<(all == 0 ? Int(Self.lengths) : Int(all)) { found.append(range(index)) } }
            return found
        }

        private func range(_ index: Int) -> Range<Int> {
            guard let offsets = unsafe pcre2_get_ovector_pointer_8(data) else { return 0..<0 }
            let low = unsafe offsets[2 * index]
            return unsafe low..<max(low, offsets[2 * index + 1])
        }
    }
#endif
