/// The tokens of the documents of one text, in room that is kept for the next.
@safe struct TokenList: ~Copyable {
    private var base: UnsafeMutablePointer<JSONToken>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 256
        unsafe base = .allocate(capacity: 256)
    }

    deinit { unsafe base.deallocate() }

    @inline(__always)
    mutating func append(_ token: JSONToken) -> Int {
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: token)
        count &+= 1
        return count &- 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<JSONToken>.allocate(capacity: capacity * 2)
        unsafe larger.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity *= 2
    }

    @inline(__always)
    subscript(index: Int) -> JSONToken {
        get {
            precondition(index >= 0 && index < count)
            return unsafe base[index]
        }
        _modify {
            precondition(index >= 0 && index < count)
            yield unsafe &base[index]
        }
    }

    mutating func removeAll() {
        count = 0
        guard capacity > Self.kept else { return }
        unsafe base.deallocate()
        capacity = Self.kept
        unsafe base = .allocate(capacity: Self.kept)
    }

    /// Drops the tokens from an index on.
    mutating func truncate(to count: Int) { self.count = min(self.count, max(0, count)) }

    /// What a block of usual size needs.
    private static let kept = 1 << 16

    /// The last token of a part of the list that begins at or before an offset; -1 where none does.
    func last(beginningAt offset: Int, in part: Range<Int>) -> Int {
        var low = part.lowerBound
        var high = part.upperBound
        while low < high {
            let middle = (low + high) / 2
            if unsafe Int(base[middle].start) <= offset { low = middle + 1 } else { high = middle }
        }
        return low > part.lowerBound ? low - 1 : -1
    }
}

/// What was read of the documents of one text. All offsets are of that text.
struct JSONTape: ~Copyable {
    var tokens = TokenList()
    /// In order.
    var documents: [TapeDocument] = []
    /// Tokens of values that some query selects, in order.
    var selected: [Int32] = []
    /// Of containers that began before the text, the first tokens, their names.
    var openNames: [[UInt8]] = []
    /// Strings and names that are looked at decoded, in order: those with escapes, and those that may be JSON without.
    var escaped: [Int32] = []
    /// Tokens that go as a whole: what they hold need not be looked at.
    var masked: [Int32] = []
    /// Members' arrays whose first element is neither array nor object, in the order in which they end; before them, those that began
    /// before the text.
    var flatArrays: [Int32] = []
    /// Members' arrays whose first element is an object, in the order in which they end.
    var recordArrays: [Int32] = []
    /// In the order in which they end.
    var rowArrays: [RowArray] = []

    mutating func removeAll() {
        tokens.removeAll()
        documents.clear()
        masked.clear()
        if !openNames.isEmpty { openNames.removeAll() }
        escaped.clear()
        selected.clear()
        flatArrays.clear()
        recordArrays.clear()
        rowArrays.clear()
    }

    /// Drops the last document, whose tokens begin at an index.
    mutating func removeLast(from token: Int) {
        tokens.truncate(to: token)
        documents.removeLast()
        while let last = selected.last, Int(last) >= token { selected.removeLast() }
        while let last = escaped.last, Int(last) >= token { escaped.removeLast() }
        while let last = flatArrays.last, Int(last) >= token { flatArrays.removeLast() }
        while let last = recordArrays.last, Int(last) >= token { recordArrays.removeLast() }
        while let last = rowArrays.last, Int(last.token) >= token { rowArrays.removeLast() }
    }

    /// Where the last name or value that is no container begins, of the document around an offset, or, behind many containers in a
    /// row, one of those; nil where none is or none does.
    func leafStart(atOrBefore offset: Int) -> Int? {
        let index = firstDocument(endingBehind: offset)
        guard index < documents.count, documents[index].range.lowerBound <= offset else { return nil }
        var token = tokens.last(beginningAt: offset, in: documents[index].tokens)
        let farthest = max(documents[index].tokens.lowerBound, token - 1_024)
        while token > farthest, tokens[token].isContainer { token -= 1 }
        return token >= documents[index].tokens.lowerBound ? Int(tokens[token].start) : nil
    }

    /// The next value that is an element of an array, or of an array in it: objects are stepped over, so that what is nested in
    /// many arrays is gone through once.
    ///
    /// - Parameter token: the one before, or the array itself.
    func element(behind token: Int, of array: Int) -> Int? {
        let end = min(tokens.count, Int(tokens[array].next))
        var at = token + 1
        while at < end {
            switch tokens[at].kind {
            case .object: at = max(at + 1, Int(tokens[at].next))
            case .array, .key: at += 1
            case .string, .number, .word, .null: return at
            }
        }
        return nil
    }

    /// The string or name whose content holds an offset, as an index; -1 where none does.
    func text(around offset: Int) -> Int {
        let index = firstDocument(endingBehind: offset)
        guard index < documents.count, documents[index].range.lowerBound <= offset else { return -1 }
        let token = tokens.last(beginningAt: offset, in: documents[index].tokens)
        return token >= 0 && tokens[token].isText && tokens[token].content.contains(offset) ? token : -1
    }

    /// The first document that ends behind an offset, as an index.
    func firstDocument(endingBehind offset: Int) -> Int {
        var low = 0
        var high = documents.count
        while low < high {
            let middle = (low + high) / 2
            if documents[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
