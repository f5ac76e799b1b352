internal import Bytes
internal import JSONPath

/// The names of members that documents must hold for the paths of rules to select anything: where none stands, a document
/// need not be read.
///
/// A name that is written with an escape is not found: what holds a backslash must be read anyway.
@safe public struct PathNames: ~Copyable {
    private let finder: LiteralFinder

    /// Nil where some path may select something in a document without a certain name, or where there are no paths.
    public init?(_ detector: Detector) {
        guard let names = detector.pathNames else { return nil }
        finder = LiteralFinder(names)
    }

    /// Puts where such names end in a text into `ends`, in order.
    ///
    /// - Returns: false where all of the text must be read.
    public func find(in text: UnsafeBufferPointer<UInt8>, into ends: inout [UInt32]) -> Bool {
        ends.removeAll(keepingCapacity: true)
        guard UInt32(exactly: text.count) != nil else { return false }
        unsafe finder.forEachEnd(in: text) { ends.append(UInt32(truncatingIfNeeded: $1)) }
        ends.sort()
        return true
    }

    /// The names to look for, in quotes; nil where they would not tell.
    static func literals(of rules: [CompiledRule]) -> [[UInt8]]? {
        var literals: Set<[UInt8]> = []
        for compiled in rules where compiled.isPath {
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
