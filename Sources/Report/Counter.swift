/// The range of every number in a document.
enum Counter {
    /// 2^53 - 1: the largest integer that every JSON reader keeps exact (RFC 8259, section 6). Nine petabytes.
    static let largest = 1 << 53 - 1

    /// Adds where both are already within range; a sum beyond it stays at the end of the range.
    static func clampedSum(_ values: some Sequence<Int>) -> Int {
        var sum = 0
        for value in values {
            // Neither exceeds 2^53, so their sum fits.
            sum = min(sum &+ min(value, largest), largest)
        }
        return sum
    }

    /// Stays at the end of the range of `Int`, which only numbers from a document can reach.
    static func saturatingSum(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? Int.max : sum
    }
}
