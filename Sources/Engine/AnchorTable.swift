internal import PatternAnalysis

/// What a literal must stand beside to be worth a look, laid out flat for the scan's innermost callback.
///
///     literal 7 ─→ anchors[first[7] ..< first[8]] ─→ checks[anchor.firstCheck...] ─→ sets[check.set] (256 bits)
///                                              └→ names[anchor.name], the rest of a key's name ─→ nameBytes
///
/// Built once, then only read, by any number of workers.
@safe
final class AnchorTable: @unchecked Sendable {
    struct Anchor {
        var rule: UInt32
        /// Distance from the start of a match to the literal, in bytes; `Int32.max` stands for any distance.
        var minBefore: Int32
        var maxBefore: Int32
        /// From the literal's first byte to the end of the part of it that the scan looks for.
        var scannedEnd: Int32
        var firstCheck: UInt32
        /// Those that `word` does not stand for come first.
        var checkCount: UInt32
        var checksBeside: UInt32
        /// What may stand between a match's start and the literal; `noSet` where that says nothing.
        var between: UInt32
        var word: Word
        /// Index into `names` where the literal is a word of a key's name; `noName` where it is not.
        var name: UInt32
        /// The literal's length, where there is a name.
        var length: Int32
        /// In `alike`: further rules that ask for the same name and nothing else.
        var firstAlike: UInt32 = 0
        var alikeCount: UInt32 = 0
        /// The last letter of the words before the literal in a name, which tells most names apart; 0 where there are none.
        var lead: UInt8 = 0
        /// An image holds no byte that was not written.
        var spare: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0, 0)

        static func lead(of name: PlannedName?) -> UInt8 {
            guard let before = name?.before, before.count > 1, before[0] == UInt8(ascii: " ") else { return 0 }
            return before[1]
        }
    }

    /// The rest of a field's name around the literal: `before` its bytes from the literal leftwards, `after` those that
    /// follow. Lower case; a blank stands for the joint between two words, which may be missing.
    ///
    ///     name  o n e  t i m e  c o d e        before  " eno"     after  " edoc" written forwards: " code"
    ///                  └ literal ┘
    struct Name {
        /// Into `nameBytes`: first `beforeCount` bytes, then `afterCount`.
        var start: UInt32
        var beforeCount: UInt16
        var afterCount: UInt16
    }

    static let noName = UInt32.max
    static let noSet = UInt32.max
    /// Stands in place of a rule: the literal is the start of a mask.
    static let maskMarker = Int(UInt32.max)

    struct Check {
        /// From the literal's first byte.
        var offset: Int16
        /// Outside the text it holds: a match may begin at the text's start.
        var holdsOutside: Bool
        /// As an anchor's.
        var spare: UInt8 = 0
        var set: UInt32

        /// Nil for what says nothing, and for what lies too far away to be asked.
        init?(_ planned: PlannedCheck, set: UInt32) {
            guard let offset = Int16(exactly: planned.offset), set != AnchorTable.noSet else { return nil }
            self.offset = offset
            holdsOutside = planned.holdsOutside
            self.set = set
        }

        /// All of it.
        var bits: UInt64 { UInt64(UInt16(bitPattern: offset)) | (holdsOutside ? 1 << 16 : 0) | UInt64(set) << 32 }
    }

    /// What the sixteen bytes from the literal's first on must be, once what `mask` leaves out is left out: all checks of single bytes
    /// among them, at once.
    struct Word {
        var want: (UInt64, UInt64) = (0, 0)
        var mask: (UInt64, UInt64) = (0, 0)
        static let count = 16
    }

    typealias Set256 = (UInt64, UInt64, UInt64, UInt64)

    // Invariant: allocated in `init` and freed in `deinit`, or parts of `image`; never written between.
    let first: UnsafeMutableBufferPointer<UInt32>
    let partLengths: UnsafeMutableBufferPointer<UInt32>
    let anchors: UnsafeMutableBufferPointer<Anchor>
    let checks: UnsafeMutableBufferPointer<Check>
    let sets: UnsafeMutableBufferPointer<Set256>
    let names: UnsafeMutableBufferPointer<Name>
    let nameBytes: UnsafeMutableBufferPointer<UInt8>
    let alike: UnsafeMutableBufferPointer<UInt32>
    /// See `AnchorSieve`.
    let sieve: UnsafeMutableBufferPointer<UInt64>
    let sieveStarts: UnsafeMutableBufferPointer<UInt32>
    private let image: ImageBytes?

    /// - Parameter parts: what the scan looks for, and for each what hangs on it.
    init(_ parts: [ScannedPart]) {
        var firsts: [UInt32] = []
        let lengths = parts.map { UInt32($0.bytes.count) }
        var anchors: [Anchor] = []
        var checks: [Check] = []
        var sets: [Set256] = []
        var names: [Name] = []
        var nameBytes: [UInt8] = []
        var alike: [UInt32] = []
        var indices: [ByteSet: UInt32] = [:]
        var lists: [[UInt64]: Int] = [:]
        var sieve = AnchorSieve()
        func index(of set: ByteSet) -> UInt32 {
            if set.isAll { return Self.noSet }
            if let there = indices[set] { return there }
            indices[set] = UInt32(sets.count)
            sets.append(set.words)
            return UInt32(sets.count - 1)
        }
        for part in parts {
            firsts.append(UInt32(anchors.count))
            let hanging = Self.joined(part.hanging)
            sieve.add(hanging.map { ($0.plan, $0.scannedEnd) }, length: part.bytes.count)
            for (plan, scannedEnd, others) in hanging {
                var word = Word()
                let beside = plan.checks.filter { !word.take($0) }.compactMap { Check($0, set: index(of: $0.set)) }
                let all = beside + plan.checks.filter { Word.byte(of: $0) != nil }.compactMap { Check($0, set: index(of: $0.set)) }
                // Many anchors ask the same.
                let start = lists[all.map(\.bits)] ?? checks.count
                if start == checks.count {
                    lists[all.map(\.bits)] = start
                    checks += all
                }
                var name = Self.noName
                if let planned = plan.name {
                    name = UInt32(names.count)
                    names.append(
                        Name(
                            start: UInt32(nameBytes.count), beforeCount: UInt16(clamping: planned.before.count),
                            afterCount: UInt16(clamping: planned.after.count)))
                    nameBytes += planned.before + planned.after
                }
                anchors.append(
                    Anchor(
                        rule: UInt32(plan.rule), minBefore: Int32(clamping: plan.minBefore),
                        maxBefore: plan.maxBefore.map { Int32(clamping: $0) } ?? .max, scannedEnd: Int32(scannedEnd),
                        firstCheck: UInt32(start), checkCount: UInt32(all.count),
                        checksBeside: UInt32(beside.count), between: plan.between.map(index(of:)) ?? Self.noSet, word: word, name: name,
                        length: Int32(plan.length),
                        firstAlike: UInt32(alike.count), alikeCount: UInt32(others.count),
                        lead: Anchor.lead(of: plan.name)))
                alike += others
            }
        }
        firsts.append(UInt32(anchors.count))
        unsafe first = Self.copy(firsts)
        unsafe partLengths = Self.copy(lengths)
        unsafe self.anchors = Self.copy(anchors)
        unsafe self.checks = Self.copy(checks)
        unsafe self.sets = Self.copy(sets)
        unsafe self.names = Self.copy(names)
        unsafe self.nameBytes = Self.copy(nameBytes)
        unsafe self.alike = Self.copy(alike)
        unsafe self.sieve = Self.copy(sieve.words)
        unsafe sieveStarts = Self.copy(sieve.starts)
        image = nil
    }

    /// From an image, where its records lie. Nil where an index points outside: the scan's callback checks none.
    init?(_ reader: inout ImageReader, rules: Int) {
        guard let first: UnsafeMutableBufferPointer<UInt32> = unsafe reader.plain(),
            let lengths: UnsafeMutableBufferPointer<UInt32> = unsafe reader.plain(),
            let anchors: UnsafeMutableBufferPointer<Anchor> = unsafe reader.plain(),
            let checks: UnsafeMutableBufferPointer<Check> = unsafe reader.plain(),
            let sets: UnsafeMutableBufferPointer<Set256> = unsafe reader.plain(),
            let names: UnsafeMutableBufferPointer<Name> = unsafe reader.plain(),
            let nameBytes: UnsafeMutableBufferPointer<UInt8> = unsafe reader.plain(),
            let alike: UnsafeMutableBufferPointer<UInt32> = unsafe reader.plain(),
            let sieve: UnsafeMutableBufferPointer<UInt64> = unsafe reader.plain(),
            let sieveStarts: UnsafeMutableBufferPointer<UInt32> = unsafe reader.plain()
        else { return nil }
        unsafe self.first = first
        unsafe partLengths = lengths
        unsafe self.anchors = anchors
        unsafe self.checks = checks
        unsafe self.sets = sets
        unsafe self.names = names
        unsafe self.nameBytes = nameBytes
        unsafe self.alike = alike
        unsafe self.sieve = sieve
        unsafe self.sieveStarts = sieveStarts
        image = reader.image
        guard isSound(rules: rules) else { return nil }
    }

    deinit {
        // What lies in an image goes with it.
        guard image == nil else { return }
        unsafe first.deallocate()
        unsafe partLengths.deallocate()
        unsafe anchors.deallocate()
        unsafe checks.deallocate()
        unsafe sets.deallocate()
        unsafe names.deallocate()
        unsafe nameBytes.deallocate()
        unsafe alike.deallocate()
        unsafe sieve.deallocate()
        unsafe sieveStarts.deallocate()
    }

    /// How many parts the scan looks for.
    var partCount: Int { unsafe partLengths.count }

    /// The rules of which some match may begin so many bytes, or more, before the literal that it is found by ends.
    func rulesReaching(beyond distance: Int) -> Set<Int> {
        var rules: Set<Int> = []
        for anchor in unsafe anchors where anchor.rule != UInt32(Self.maskMarker) && anchor.name == Self.noName {
            if anchor.maxBefore == .max || Int(anchor.maxBefore) + Self.longestLiteral > distance { rules.insert(Int(anchor.rule)) }
        }
        return rules
    }

    /// What the analysis takes for a literal, and the words of rules, are no longer.
    private static let longestLiteral = 64

    /// The sets' words, four a set.
    var setWords: UnsafeMutablePointer<UInt64>? {
        unsafe UnsafeMutableRawPointer(sets.baseAddress)?.assumingMemoryBound(to: UInt64.self)
    }

    private static func copy<T>(_ array: [T]) -> UnsafeMutableBufferPointer<T> {
        let block = UnsafeMutableBufferPointer<T>.allocate(capacity: array.count)
        _ = unsafe block.initialize(from: array)
        return unsafe block
    }
}
