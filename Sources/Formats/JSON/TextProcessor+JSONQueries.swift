internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Queries that need to know what comes later: a document decides, or an element of one that is read in pieces. Where
/// neither is there as a whole, all that the query may select is masked, and counted as withheld.
extension TextProcessor {
    /// A longer element, or document, is not asked about: what it takes to do so must have a bound.
    static let longestAsked = 1 << 20

    mutating func ask(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let candidates = json.candidates
        let prefixes = json.prefixes
        json.candidates.removeAll(keepingCapacity: true)
        json.prefixes.removeAll(keepingCapacity: true)
        for query in Set(candidates.map(\.query)).sorted() {
            let mine = candidates.filter { $0.query == query }.map(\.token)
            if document != nil, level == 0, json.rules.queries[query].elementwise != nil {
                unsafe askElements(query, mine, prefixes.filter { $0.query == query }.map(\.token), in: text, json)
            } else {
                unsafe askDocuments(query, mine, in: text, json, level: level)
            }
        }
    }

    private mutating func askDocuments(
        _ query: Int, _ candidates: [Int], in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        let asked = json.rules.queries[query]
        var next = 0
        for index in json.levels[level].tape.documents.indices {
            let found = json.levels[level].tape.documents[index]
            var end = next
            while end < candidates.count, candidates[end] < found.tokens.upperBound { end += 1 }
            guard end > next else { continue }
            let mine = candidates[next..<end]
            next = end
            let root = json.levels[level].tape.tokens[found.tokens.lowerBound]
            let isPart = root.isOpen || root.isContinued || (level == 0 && document?.isTooLong ?? false)
            // What is cut is asked about as a whole.
            if isPart, level == 0, json.partial.holds(partAt: Int(root.start)) { continue }
            if isPart || root.range.count > Self.longestAsked {
                unsafe withhold(mine, rule: asked.rule, as: found.isMalformed ? .syntax : .recordLimit, in: text, json, level: level)
                continue
            }
            do throws(JSONQueries.Failure) {
                let ranges = unsafe try json.queries.select(asked.query, in: text, root.range)
                unsafe mask(ranges, among: found.tokens, rule: asked.rule, in: text, json, level: level)
            } catch {
                unsafe withhold(mine, rule: asked.rule, as: error == .limit ? .matchLimit : .syntax, in: text, json, level: level)
            }
        }
    }

    /// Asks about each child of what the query's prefix selects.
    private mutating func askElements(
        _ query: Int, _ candidates: [Int], _ prefixes: [Int], in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer
    ) {
        let asked = json.rules.queries[query]
        guard let tail = asked.elementwise?.tail, let all = json.levels[0].tape.documents.last?.tokens else { return }
        var isDecided = [Bool](repeating: false, count: candidates.count)
        for parent in prefixes where json.levels[0].tape.tokens[parent].isContainer {
            let end = Int(json.levels[0].tape.tokens[parent].next)
            var child = parent + 1
            while child < end {
                let item = json.levels[0].tape.tokens[child]
                let isMember = item.kind == .key
                let value = isMember ? child + 1 : child
                guard value < end else { break }
                let found = json.levels[0].tape.tokens[value]
                let after = found.isContainer ? Int(found.next) : value + 1
                defer { child = max(after, child + 1) }
                let mine = Self.first(from: value, in: candidates)..<Self.first(from: after, in: candidates)
                if mine.isEmpty { continue }
                if found.isOpen || found.isContinued || found.range.count > Self.longestAsked { continue }
                for index in mine { isDecided[index] = true }
                do throws(JSONQueries.Failure) {
                    let ranges = unsafe try json.queries.select(
                        tail, in: text, value: found.range, name: isMember ? item.range : nil, index: Int(found.index))
                    unsafe mask(ranges, among: all, rule: asked.rule, in: text, json, level: 0)
                } catch {
                    unsafe withhold(
                        candidates[mine], rule: asked.rule, as: error == .limit ? .matchLimit : .syntax, in: text, json, level: 0)
                }
            }
        }
        let rest = candidates.indices.filter { !isDecided[$0] }.map { candidates[$0] }
        unsafe withhold(rest[...], rule: asked.rule, as: .recordLimit, in: text, json, level: 0)
    }

    /// The first of numbers in order that is not below one, as an index.
    private static func first(from number: Int, in numbers: [Int]) -> Int {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func mask(
        _ ranges: [Range<Int>], among tokens: Range<Int>, rule: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        var seen: Set<Int> = []
        for range in ranges where seen.insert(range.lowerBound).inserted {
            let token = json.levels[level].tape.tokens.last(beginningAt: range.lowerBound, in: tokens)
            guard token >= 0 else { continue }
            let item = json.levels[level].tape.tokens[token]
            guard item.range == range, json.rules.holds(rule, at: item.state, json.parser.automaton) else { continue }
            unsafe mask(token, rule: rule, withheld: nil, in: text, json, level: level)
        }
    }

    private mutating func withhold(
        _ candidates: ArraySlice<Int>, rule: Int, as reason: WithheldReason, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer,
        level: Int
    ) {
        for token in candidates {
            let state = json.levels[level].tape.tokens[token].state
            guard json.rules.holds(rule, at: state, json.parser.automaton) else { continue }
            unsafe mask(token, rule: rule, withheld: reason, in: text, json, level: level)
        }
    }

    /// Whether a document that may be read in pieces is there as a whole.
    func isWholeDocument(_ json: JSONExaminer) -> Bool {
        guard let document, document.open.isEmpty, !document.isTooLong, let found = json.levels[0].tape.documents.last else { return false }
        return !json.levels[0].tape.tokens[found.tokens.lowerBound].isOpen
    }
}
