internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Values in rows, each looked at as the value of its column's name (`RowNames`).
extension TextProcessor {
    /// A column whose name a field rule looks for.
    private struct NamedColumn {
        var index: Int
        /// The string that names it.
        var name: Int
    }

    /// What a list names, found out once for all rows behind it.
    private struct NamedList {
        var width: Int
        var columns: [NamedColumn]
    }

    /// Examines what the rows of a level hold, as members of the columns' names.
    mutating func addRows(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        var known: [Int: NamedList] = [:]
        for index in json.levels[level].tape.rowArrays.indices {
            let rows = json.levels[level].tape.rowArrays[index]
            let array = Int(rows.token)
            let listed = unsafe columns(before: rows, in: text, json, level: level, &known)
            let columns = unsafe listed ?? columns(ofFirstRow: array + 1, in: text, json, level: level)
            guard !columns.isEmpty else { continue }
            // A value may be another once a part of it is masked.
            if json.fresh == nil { json.noteAsked(Int(json.levels[level].tape.tokens[array].start), at: level) }
            var row = listed == nil ? Int(json.levels[level].tape.tokens[array + 1].next) : array + 1
            let end = Int(json.levels[level].tape.tokens[array].next)
            while row < end {
                if json.levels[level].tape.tokens[row].kind == .array { unsafe addCells(of: row, columns, in: text, json, level: level) }
                row = json.levels[level].tape.tokens.sibling(of: row)
            }
            unsafe withholdRest(of: array, in: text, json, level: level)
        }
    }

    /// Of a document with more tokens than are read, what stands behind the last of named rows is not known to be none of them (law 3).
    private func withholdRest(of array: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let item = json.levels[level].tape.tokens[array]
        guard item.isOpen else { return }
        let index = json.levels[level].tape.firstDocument(endingBehind: Int(item.start))
        guard index < json.levels[level].tape.documents.count,
            json.levels[level].tape.documents[index].tokens.count > JSONParser.maximumTokens
        else { return }
        var end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: Int(item.end)) ?? text.count
        if level > 0 { end = min(end, json.levels[level].texts[json.levels[level].index(ofTextAt: Int(item.start))].range.upperBound) }
        guard Int(item.end) < end else { return }
        json.add(Int(item.end)..<end, at: level, rule: 0, withheld: .recordLimit, .init(landing: nil))
    }

    private mutating func addCells(
        of row: Int, _ columns: [NamedColumn], in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        var cell = row + 1
        var next = 0
        let end = Int(json.levels[level].tape.tokens[row].next)
        var index = 0
        while cell < end, next < columns.count {
            if index == columns[next].index {
                if json.levels[level].tape.tokens[cell].kind != .null, level > 0 || json.isFresh(around: cell) {
                    unsafe addMember(name: columns[next].name, value: cell, of: text, json, level: level)
                }
                next += 1
            }
            cell = json.levels[level].tape.tokens.sibling(of: cell)
            index += 1
        }
    }

    // MARK: - Names

    /// What the first row names; none where one of its values is no name.
    private func columns(ofFirstRow row: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) -> [NamedColumn] {
        let cells = row + 1..<max(row + 1, Int(json.levels[level].tape.tokens[row].next))
        guard cells.count > 1 else { return [] }
        for cell in cells {
            let item = json.levels[level].tape.tokens[cell]
            guard item.kind == .string, !item.isOpen, item.content.count <= RowNames.longestName else { return [] }
        }
        var columns: [NamedColumn] = []
        for cell in cells where unsafe isField(cell, in: text, json, level: level) {
            // Two values may as well be a name and its value, and so are those of the next row.
            if cells.count == 2, cell == cells.lowerBound { return [] }
            columns.append(NamedColumn(index: cell - cells.lowerBound, name: cell))
        }
        return columns
    }

    /// What a list before the rows names, which has as many names as the first row has values; nil where none names a field.
    private func columns(
        before rows: RowArray, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int, _ known: inout [Int: NamedList]
    ) -> [NamedColumn]? {
        let array = Int(rows.token)
        guard array > 0, json.levels[level].tape.tokens[array - 1].kind == .key else { return nil }
        let title = json.levels[level].tape.tokens[array - 1].content
        guard title.count <= RowNames.longestName, unsafe RowNames.areRows(text.part(title)) else { return nil }
        let lists = json.levels[level].tape.lists(before: rows)
        guard !lists.isEmpty else { return nil }
        let width = json.levels[level].tape.tokens.children(of: array + 1, atMost: JSONParser.maximumTokens)
        for list in lists {
            let named = unsafe known[list] ?? named(list, in: text, json, level: level)
            known[list] = named
            if named.width == width, !named.columns.isEmpty { return named.columns }
        }
        return nil
    }

    private func named(_ list: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) -> NamedList {
        var named = NamedList(width: 0, columns: [])
        let title = json.levels[level].tape.tokens[list - 1].content
        guard title.count <= RowNames.longestName, unsafe RowNames.isList(text.part(title)) else { return named }
        // Its own values are looked at then.
        if unsafe isField(list - 1, in: text, json, level: level) { return named }
        var element = list + 1
        while element < Int(json.levels[level].tape.tokens[list].next) {
            if let name = unsafe name(of: element, in: text, json, level: level) {
                named.columns.append(NamedColumn(index: named.width, name: name))
            }
            named.width += 1
            element = json.levels[level].tape.tokens.sibling(of: element)
        }
        return named
    }

    /// The string in an element of a list that names the column, if a field rule looks for it.
    private func name(of element: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) -> Int? {
        let item = json.levels[level].tape.tokens[element]
        if item.kind == .string { return unsafe isField(element, in: text, json, level: level) ? element : nil }
        guard item.kind == .object else { return nil }
        var key = element + 1
        while key + 1 < Int(item.next) {
            let value = json.levels[level].tape.tokens[key + 1]
            if value.kind == .string, value.parent == Int32(element),
                unsafe RowNames.isLabel(text.part(json.levels[level].tape.tokens[key].content)),
                unsafe isField(key + 1, in: text, json, level: level)
            {
                return key + 1
            }
            key = json.levels[level].tape.tokens.sibling(of: key + 1)
        }
        return nil
    }

    private func isField(_ token: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) -> Bool {
        let content = json.levels[level].tape.tokens[token].content
        guard !content.isEmpty, content.count <= RowNames.longestName else { return false }
        var name = ByteBuffer(capacity: RowNames.longestName)
        unsafe JSONEscape.decode(content, in: text, to: &name)
        return json.fields.contains(name.array())
    }
}

/// An array whose first element is an array.
struct RowArray {
    var token: Int32
    /// So many arrays of each kind had ended when it did.
    var flatArrays: Int
    var recordArrays: Int
}

extension JSONTape {
    /// Members' arrays that end before one begins, and stand in an object that holds it, or little farther in; the last first.
    func lists(before rows: RowArray) -> [Int] {
        let array = Int(rows.token)
        let found = last(of: flatArrays[..<rows.flatArrays], before: array) + last(of: recordArrays[..<rows.recordArrays], before: array)
        return found.sorted(by: >).filter { mayName($0, array) }
    }

    /// What ended before an array began comes before what ended in it.
    private func last(of lists: ArraySlice<Int32>, before array: Int) -> [Int] {
        var low = 0
        var high = lists.count
        while low < high {
            let middle = (low + high) / 2
            if Int(lists[middle]) < array { low = middle + 1 } else { high = middle }
        }
        return lists[max(0, low - RowNames.mostLists)..<low].map(Int.init)
    }

    private func mayName(_ list: Int, _ array: Int) -> Bool {
        guard Int(tokens[list].next) <= array, !tokens[list].isContinued else { return false }
        var object = Int(tokens[list].parent)
        for _ in 0...RowNames.objectsAround {
            guard object >= 0, tokens[object].kind == .object else { return false }
            if array < Int(tokens[object].next) { return true }
            object = Int(tokens[object].parent)
        }
        return false
    }
}

extension TokenList {
    /// The token behind a value and all that it holds.
    func sibling(of token: Int) -> Int { self[token].isContainer ? max(token + 1, Int(self[token].next)) : token + 1 }

    /// How many elements an array has, counted no further than to a number.
    func children(of array: Int, atMost most: Int) -> Int {
        var count = 0
        var child = array + 1
        while child < min(Int(self[array].next), self.count), count < most {
            count += 1
            child = sibling(of: child)
        }
        return count
    }
}
