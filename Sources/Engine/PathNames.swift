internal import Bytes
internal import JSONPath
internal import Matching

/// The names of members that documents must hold for the paths of rules to select anything: where none stands, a document
/// need not be read.
///
/// A name that is written with an escape is not found: what holds a backslash must be read anyway.
@safe public struct PathNames: ~Copyable {
    private var scanner: LiteralScanner
    private var hits = Hits()

    private struct Hits {
        var ends: [UInt32] = []
    }

    /// Nil where some path may select something in a document without a certain name, or where there are no paths.
    public init?(_ detector: Detector) {
        guard let database = detector.pathNames, let scanner = try? LiteralScanner(database) else { return nil }
        self.scanner = scanner
    }

    /// Puts where such names end in a text into `ends`, in order.
    ///
    /// - Returns: false where all of the text must be read.
    public mutating func find(in text: UnsafeBufferPointer<UInt8>, into ends: inout [UInt32]) -> Bool {
        hits.ends.removeAll(keepingCapacity: true)
        let isComplete = unsafe withUnsafeMutablePointer(to: &hits) { context in
            unsafe scanner.scan(
                text,
                handler: { _, _, end, _, context in
                    guard let hits = unsafe context?.assumingMemoryBound(to: Hits.self) else { return 1 }
                    unsafe hits.pointee.ends.append(UInt32(truncatingIfNeeded: end))
                    return 0
                }, context: UnsafeMutableRawPointer(context))
        }
        swap(&ends, &hits.ends)
        ends.sort()
        return isComplete
    }

    /// The names to look for, in quotes; nil where they would not tell.
    static func literals(of rules: [CompiledRule]) -> [[UInt8]]? {
        var literals: Set<[UInt8]> = []
        for compiled in rules {
            guard case .path(let query) = compiled.rule.detection else { continue }
            // Of what a query asks for, the rarest: long names, and few of them.
            let best = query.requiredNames.max { shortest($0) < shortest($1) }
            guard let best, !best.isEmpty else { return nil }
            for name in best where name.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                literals.insert([UInt8(ascii: "\"")] + name.utf8 + [UInt8(ascii: "\"")])
            }
        }
        return literals.isEmpty ? nil : literals.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func shortest(_ names: Set<ExactString>) -> Int { names.map(\.utf8.count).min() ?? 0 }
}
