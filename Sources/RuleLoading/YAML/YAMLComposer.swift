// libyaml as Yams builds it. Yams' own `Node` keeps neither duplicate keys nor bounds, and resolves every scalar by
// regular expressions.
internal import CYaml
internal import Yams

/// Reads one YAML document into a tree.
///
/// What rule files need and no more: anchors, aliases, tags, keys that are no scalars and further documents are errors
/// (aliases are what YAML bombs are made of). Every bound is checked while the parser runs.
enum YAMLComposer {
    /// The largest file: the built-in packs together are a hundredth of it.
    static let longestFile = 8 << 20
    /// Mappings and lists within each other: a rule needs six.
    static let deepestNesting = 24
    /// Scalars, lists and mappings in all: a thousand rules have some 30,000.
    static let mostNodes = 400_000

    /// - Parameter bytes: UTF-8, with or without a byte order mark.
    /// - Returns: nil where the document is empty, or where `problems` has grown and nothing can be read.
    static func compose(_ bytes: Span<UInt8>, problems: inout ProblemList) -> YAMLNode? {
        guard bytes.count <= longestFile else {
            problems.add(0, "the file is larger than \(longestFile >> 20) MiB")
            return nil
        }
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            problems.add(line(of: error.byteOffsets.lowerBound, in: bytes), "not UTF-8 at byte \(error.byteOffsets.lowerBound)")
            return nil
        }
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        let content = bytes.extracting((hasMark ? 3 : 0)..<bytes.count)
        return unsafe content.withUnsafeBufferPointer { unsafe run($0, &problems) }
    }

    static func line(of offset: Int, in bytes: Span<UInt8>) -> Int {
        var line = 1
        for i in 0..<min(offset, bytes.count) where bytes[i] == UInt8(ascii: "\n") { line += 1 }
        return line
    }

    private static func run(_ bytes: UnsafeBufferPointer<UInt8>, _ problems: inout ProblemList) -> YAMLNode? {
        // Invariant: the parser is initialized here, reads from `bytes`, which outlives it, and is deleted on every way out.
        var parser = unsafe yaml_parser_t()
        guard unsafe yaml_parser_initialize(&parser) == 1 else {
            problems.add(0, "out of memory")
            return nil
        }
        defer { unsafe yaml_parser_delete(&parser) }
        unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        // libyaml takes no null pointer.
        guard let start = bytes.baseAddress else { return nil }
        unsafe yaml_parser_set_input_string(&parser, start, bytes.count)

        var builder = YAMLBuilder()
        while true {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(&parser, &event) == 1 else {
                unsafe problems.add(errorLine(parser, bytes), errorReason(parser))
                return nil
            }
            defer { unsafe yaml_event_delete(&event) }
            let line = unsafe Int(event.start_mark.line) + 1
            switch unsafe event.type {
            case YAML_STREAM_END_EVENT:
                return builder.root
            case YAML_DOCUMENT_START_EVENT:
                if !builder.beginDocument() {
                    problems.add(line, "a second document begins; a file holds one")
                    return nil
                }
            case YAML_ALIAS_EVENT:
                problems.add(line, "aliases are not allowed")
                return nil
            case YAML_SCALAR_EVENT:
                let scalar = unsafe event.data.scalar
                guard unsafe isBare(scalar.anchor, scalar.tag, line, &problems) else { return nil }
                let text = unsafe String(
                    decoding: UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length)), as: UTF8.self)
                unsafe builder.add(scalar: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, line, &problems)
            case YAML_SEQUENCE_START_EVENT:
                guard unsafe isBare(event.data.sequence_start.anchor, event.data.sequence_start.tag, line, &problems) else {
                    return nil
                }
                builder.begin(isMapping: false, line, &problems)
            case YAML_MAPPING_START_EVENT:
                guard unsafe isBare(event.data.mapping_start.anchor, event.data.mapping_start.tag, line, &problems) else {
                    return nil
                }
                builder.begin(isMapping: true, line, &problems)
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                builder.end()
            default:
                break
            }
            if builder.hasFailed { return nil }
        }
    }

    private static func isBare(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?, _ line: Int,
        _ problems: inout ProblemList
    ) -> Bool {
        if unsafe anchor != nil { problems.add(line, "anchors are not allowed") }
        if unsafe tag != nil { problems.add(line, "tags are not allowed") }
        return unsafe anchor == nil && tag == nil
    }

    private static func errorLine(_ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        // The reader knows no lines.
        if unsafe parser.error == YAML_READER_ERROR { return unsafe line(of: parser.problem_offset, in: bytes.span) }
        return unsafe Int(parser.problem_mark.line) + 1
    }

    private static func errorReason(_ parser: yaml_parser_t) -> String {
        guard let problem = unsafe parser.problem else { return "out of memory" }
        let what = unsafe String(cString: problem)
        guard let context = unsafe parser.context else { return "YAML: \(what)" }
        return unsafe "YAML: \(what) (\(String(cString: context)), line \(parser.context_mark.line + 1))"
    }
}
