internal import TOMLKit

/// Reads a TOML document into the tree that YAML is read into: strings as quoted scalars, other values as plain ones.
enum TOMLComposer {
    /// - Returns: nil where `problems` has grown and nothing can be read.
    static func compose(_ bytes: Span<UInt8>, problems: inout ProblemList) -> YAMLNode? {
        guard bytes.count <= YAMLComposer.longestFile else {
            problems.add(0, "the file is larger than \(YAMLComposer.longestFile >> 20) MiB")
            return nil
        }
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            problems.add(
                YAMLComposer.line(of: error.byteOffsets.lowerBound, in: bytes), "not UTF-8 at byte \(error.byteOffsets.lowerBound)")
            return nil
        }
        var text = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        guard let outline = TOMLOutline(text, &problems) else { return nil }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: String(decoding: text, as: UTF8.self))
        } catch let error as TOMLParseError {
            problems.add(error.source.begin.line, "TOML: \(Spelling.message(error.description))")
            return nil
        } catch {
            problems.add(0, "TOML: cannot be read")
            return nil
        }
        var reader = Reader(outline: outline)
        return reader.mapping(table, name: "", line: 1)
    }

    /// Goes down the tree; `TOMLOutline` bounds its depth and its size.
    private struct Reader {
        let outline: TOMLOutline

        mutating func mapping(_ table: TOMLTable, name: String, line: Int) -> YAMLNode {
            var entries: [YAMLEntry] = []
            for key in table.keys {
                guard let value = table[key] else { continue }
                let path = name.isEmpty ? key : "\(name).\(key)"
                let keyLine = name.isEmpty || outline.keys[path] != nil ? outline.keys[path] ?? line : line
                entries.append(YAMLEntry(key: key, keyLine: keyLine, value: node(value, name: path, line: keyLine)))
            }
            // The parser keeps no order; lines are all there is of it.
            entries.sort { ($0.keyLine, $0.key) < ($1.keyLine, $1.key) }
            return YAMLNode(value: .mapping(entries), line: line)
        }

        private mutating func node(_ value: any TOMLValueConvertible, name: String, line: Int) -> YAMLNode {
            func plain(_ text: String) -> YAMLNode { YAMLNode(value: .scalar(text, isPlain: true), line: line) }
            if let table = value.table { return mapping(table, name: name, line: line) }
            if let array = value.array {
                let lines = outline.arrays[name] ?? []
                var items: [YAMLNode] = []
                for index in 0..<array.count {
                    // Headers of lists within lists are counted over all: only those at the top tell a line.
                    let own = !name.contains(".") && index < lines.count ? lines[index] : line
                    items.append(node(array[index], name: name, line: own))
                }
                return YAMLNode(value: .sequence(items), line: items.first?.line ?? line)
            }
            if let text = value.string { return YAMLNode(value: .scalar(text, isPlain: false), line: line) }
            if let bool = value.bool { return plain(bool ? "true" : "false") }
            if let integer = value.int { return plain("\(integer)") }
            if let number = value.double { return plain("\(number)") }
            // Dates and times, which `TOMLOutline` lets nobody pass.
            return plain("")
        }
    }
}
