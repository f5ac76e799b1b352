/// Tables that a document holds as rows of values, with their names apart from them: in the first row, or in a list before the rows.
///
///     {"values": [["Name", "Password"], ["Ann", "…"]]}
///     {"columns": [{"name": "user"}, {"name": "password"}], "rows": [["ann", "…"]]}
enum RowNames {
    /// A longer name is none.
    static let longestName = 64
    /// Of a list before the rows, so many more objects around the one that it stands in may hold them:
    /// `{"manifest":{"schema":{"columns":[…]}},"result":{"data_array":[[…]]}}`.
    static let objectsAround = 2
    /// So many of the lists before the rows, of names and of objects each, may be their names.
    static let mostLists = 8

    /// Whether what stands behind a bracket makes it the start of an array of arrays.
    static func begins(_ start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let inner = unsafe mark(from: start, in: text), unsafe text[inner] == UInt8(ascii: "["),
            let first = unsafe mark(from: inner + 1, in: text)
        else { return false }
        switch unsafe text[first] {
        case UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return true
        case let byte: return JSONScalar.isDigit(byte)
        }
    }

    /// Where the first byte of the line stands that is no blank, its end included: what the next line holds must not matter.
    private static func mark(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = start
        while at < text.count, unsafe JSONScalar.isBlank(text[at]) && text[at] != UInt8(ascii: "\n") { at += 1 }
        return at < text.count ? at : nil
    }

    /// Members whose array names the columns of rows. Letters in lower case, without joints: answers of databases and of tables in
    /// the cloud name them so (Trino, Snowflake, Databricks, Elasticsearch, ClickHouse, Kusto, InfluxDB, pandas, Splunk).
    private static let lists: Set<[UInt8]> = words(
        "columns", "cols", "columnnames", "columnheaders", "columninfo", "columndefinitions", "columnmetadata", "fields", "fieldnames",
        "headers", "header", "headings", "rowtype", "meta", "schema")

    /// Members whose array holds the rows that such a list names.
    private static let rows: Set<[UInt8]> = words(
        "rows", "data", "values", "dataarray", "records", "tuples", "rowset", "rowdata", "results")

    /// Members of an element of such a list that say what the column is called.
    private static let labels: Set<[UInt8]> = words(
        "name", "label", "title", "header", "field", "key", "id", "columnname", "fieldname", "displayname", "column", "caption", "text")

    private static func words(_ words: String...) -> Set<[UInt8]> { Set(words.map { Array($0.utf8) }) }

    private static let longest = 17

    static func isList(_ name: UnsafeBufferPointer<UInt8>) -> Bool { unsafe folded(name).map(lists.contains) ?? false }
    static func areRows(_ name: UnsafeBufferPointer<UInt8>) -> Bool { unsafe folded(name).map(rows.contains) ?? false }
    static func isLabel(_ name: UnsafeBufferPointer<UInt8>) -> Bool { unsafe folded(name).map(labels.contains) ?? false }

    /// Letters in lower case, without joints; nil for what is no name of these.
    private static func folded(_ name: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard (2...longest).contains(name.count) else { return nil }
        var folded: [UInt8] = []
        folded.reserveCapacity(name.count)
        for index in name.indices {
            let byte = unsafe name[index] | 0x20
            if byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") {
                folded.append(byte)
            } else if unsafe name[index] != UInt8(ascii: "_") && name[index] != UInt8(ascii: "-") && name[index] != UInt8(ascii: " ") {
                return nil
            }
        }
        return folded
    }
}
