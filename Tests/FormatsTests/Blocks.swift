import Formats

extension Bench {
    /// The text given in blocks, each ending after one of `cuts` line ends, what is undecided given again with the next: as
    /// the pipeline does it.
    func inBlocks(_ text: [UInt8], cuts: [Int]) throws -> (output: [UInt8], leaks: Int, leakyRecords: Int, records: Int) {
        var ends: [Int] = []
        for (offset, byte) in text.enumerated() where byte == 0x0A { ends.append(offset + 1) }
        let blocks = cuts.filter(ends.indices.contains).map { ends[$0] }.filter { $0 < text.count } + [text.count]
        var result: (output: [UInt8], leaks: Int, leakyRecords: Int, records: Int) = ([], 0, 0, 0)
        var at = 0
        for end in blocks {
            let outcome = try run(Array(text[at..<end]), isFinal: end == text.count)
            result.output += outcome.output
            result.leaks += outcome.leaks.count
            result.leakyRecords += outcome.leakyRecords
            result.records += outcome.records
            at += outcome.decided
        }
        return result
    }
}
