/// How many different values were seen, from their keyed hashes alone, in bounded memory.
///
/// The k smallest distinct hashes are kept. Fewer than k: the count is exact. Otherwise the hashes are evenly spread over
/// 0 ..< 2^64, so the k-th smallest, as a fraction `f` of that range, says how dense they lie: (k - 1) / f of them, with a
/// relative standard error of about 1 / sqrt(k - 2), here 4.4 %. Two sketches under one key merge into exactly the sketch of
/// both inputs together, in any order and any number of times.
///
/// Source: Z. Bar-Yossef, T. S. Jayram, R. Kumar, D. Sivakumar, L. Trevisan, "Counting distinct elements in a data
/// stream", RANDOM 2002; the unbiased (k - 1) form: K. Beyer et al., SIGMOD 2007.
public struct DistinctSketch: Sendable, Hashable {
    /// 4 KiB a rule when full, for an error under 5 %.
    public static let capacity = 512

    /// Strictly ascending, at most `capacity` of them.
    public private(set) var hashes: [UInt64] = []

    public init() {}

    /// A sketch read back; nil unless `hashes` is strictly ascending and within `capacity`.
    public init?(ascending hashes: [UInt64]) {
        guard hashes.count <= Self.capacity, zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.hashes = hashes
    }

    /// Notes one value. A full sketch turns most values away after one comparison.
    public mutating func insert(_ hash: UInt64) {
        let isFull = hashes.count == Self.capacity
        if isFull, let largest = hashes.last, hash >= largest { return }
        var low = 0
        var high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        if low < hashes.count, hashes[low] == hash { return }
        if isFull { hashes.removeLast() }
        hashes.insert(hash, at: low)
    }

    /// Notes every value that `other` has seen. Both must have been made under the same key.
    public mutating func merge(_ other: DistinctSketch) {
        var merged: [UInt64] = []
        merged.reserveCapacity(min(Self.capacity, hashes.count + other.hashes.count))
        var mine = 0
        var theirs = 0
        while merged.count < Self.capacity {
            if mine < hashes.count, theirs < other.hashes.count {
                let a = hashes[mine]
                let b = other.hashes[theirs]
                merged.append(min(a, b))
                if a <= b { mine += 1 }
                if b <= a { theirs += 1 }
            } else if mine < hashes.count {
                merged.append(hashes[mine])
                mine += 1
            } else if theirs < other.hashes.count {
                merged.append(other.hashes[theirs])
                theirs += 1
            } else {
                break
            }
        }
        hashes = merged
    }

    /// Whether `estimate` is the true count.
    public var isExact: Bool { hashes.count < Self.capacity }

    /// The number of different values; never below the number kept.
    public var estimate: Int {
        guard !isExact, let largest = hashes.last else { return hashes.count }
        // Hashes read from a document may lie as densely as they like; the result stays within what a document can hold.
        let fraction = (Double(largest) + 1) * 0x1p-64
        let estimate = Int(min(Double(Self.capacity - 1) / fraction, 0x1p53) + 0.5)
        return max(hashes.count, min(estimate, Counter.largest))
    }
}
