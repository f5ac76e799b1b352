/// Help with words that are not known.
enum Spelling {
    /// `'seceret' is not known; did you mean 'secret'?`, or the words there are where none is near.
    static func unknown(_ word: String, among known: [String]) -> String {
        if let near = nearest(word, among: known) { return "\(quoted(word)) is not known; did you mean '\(near)'?" }
        guard !known.isEmpty, known.count <= longestListing else { return "\(quoted(word)) is not known" }
        return "\(quoted(word)) is not known; allowed are \(known.joined(separator: ", "))"
    }

    /// The word with the fewest edits, where they are few for its length.
    static func nearest(_ word: String, among known: [String]) -> String? {
        let bytes = Array(word.utf8.prefix(longestCompared)).map(lowered)
        let limit = max(1, bytes.count / 3)
        var best: (distance: Int, word: String)?
        for candidate in known {
            let other = Array(candidate.utf8.prefix(longestCompared)).map(lowered)
            guard abs(other.count - bytes.count) <= limit else { continue }
            let distance = self.distance(bytes, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.word
    }

    /// A word of a file for a message: short, and without control characters.
    static func quoted(_ word: String) -> String { "'\(plain(word))'" }

    /// The same without quotes.
    static func plain(_ word: String) -> String {
        var shown = ""
        for scalar in word.unicodeScalars.prefix(longestQuoted) {
            shown.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
        }
        return shown + (word.unicodeScalars.count > longestQuoted ? "…" : "")
    }

    /// What a parser says of a file, which may hold words of it: short, and on one line.
    static func message(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(200) {
            shown.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return shown
    }

    /// More words than this in a message help nobody.
    private static let longestListing = 24
    /// Ids are at most 64 bytes; comparing more costs the square of it.
    private static let longestCompared = 64
    private static let longestQuoted = 40

    private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
