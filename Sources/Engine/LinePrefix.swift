internal import PatternAnalysis

/// What a runner, a collector or a mail program sets before each line of a text that has several.
///
///     2026-11-29T08:32:30.1234567Z   DB_PASSWORD: |        a log of GitHub Actions, GitLab CI, Azure Pipelines, `docker logs -t`
///     build⇥Run tests⇥2026-11-29T08:32:30.1Z machine x     `gh run view --log`
///     Nov 29 08:32:30 web1 app[123]: -----BEGIN …          syslog, journald
///     web-1  | data:                                       docker compose
///     web-7d9f8b6c5d-x2x4z app data:                       stern
///     2026-11-29 08:32:30,123 INFO [main] c.a.B - data:    a program that writes a text line by line
///     [pod/web/app] data:                                  `kubectl logs --prefix`, Maven, Jenkins
///     > password:                                          a mail that is answered
///     +  password: x                                       a change of a file
///     #   password: x                                      a comment
///
/// Of two lines that follow each other the prefixes are the same if their *keys* are: they tell all of a prefix but the values of
/// times.
///
/// Where a prefix ends is not always plain: what stands in brackets (`[default]`) or behind a mark (`# …`) may be text. So a line has up
/// to as many prefixes as there are *extents*.
struct LinePrefix: Equatable {
    enum Extent: Int, CaseIterable {
        /// Times, hosts, containers.
        case source
        /// One name in brackets as well.
        case bracket
        /// All of these, levels and loggers.
        case named
        /// Marks as well.
        case marked
    }

    /// In bytes.
    var length: Int
    var key: UInt64

    /// Longer ones are none, in bytes.
    static let longest = 320
    /// Of a name of a job, a step or a container, in bytes.
    private static let longestName = 128

    /// The prefix of a line; nil where it has none that ends there.
    ///
    /// - Parameter line: without its line end.
    init?(of line: UnsafeBufferPointer<UInt8>, _ extent: Extent) {
        guard let first = unsafe line.first, Self.mayBegin[Int(first)] else { return nil }
        var reader = unsafe PrefixReader(line: UnsafeBufferPointer(rebasing: line[..<min(line.count, Self.longest)]))
        // Each extent is told from the one before it by what it has more.
        var before = 0
        reader.takeFields(longest: Self.longestName)
        var isDated = false
        for _ in 0..<2 where reader.takeTime() { isDated = true }
        if isDated { reader.takeStream() }
        _ = reader.takeSyslog() || reader.takeContainer(longest: Self.longestName) || reader.takePod(longest: Self.longestName)
        if extent != .source {
            before = reader.at
            var isNamed = reader.takeBrackets(longest: Self.longestName) || before > 0
            if extent != .bracket {
                if reader.at > 0, extent == .named { before = reader.at }
                for _ in 0..<2 where reader.takeBrackets(longest: Self.longestName) { isNamed = true }
                if isNamed, reader.takeLevel() { reader.takeLogger(longest: Self.longestName) } else { reader.takeNamedLevel(longest: 64) }
                if extent == .marked {
                    before = reader.at
                    reader.takeMarks()
                }
            }
        }
        guard reader.at > before else { return nil }
        length = reader.at
        key = reader.key
    }

    /// Bytes that the last one of a prefix may be.
    static let ends = ByteSet(" \t>+-#;/|]:".utf8)

    /// Bytes that a prefix may begin with.
    private static let mayBegin: [Bool] = (0..<256).map { value in
        let byte = UInt8(value)
        return PrefixReader.isNameByte(byte) || "[<>+-#/;".utf8.contains(byte)
    }
}
