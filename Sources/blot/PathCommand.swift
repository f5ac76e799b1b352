internal import ArgumentParser
internal import Engine
internal import JSONPath
internal import Streams

struct PathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Show what a JSONPath query selects in JSON documents.",
        discussion: """
            Prints a line for each value that the query (RFC 9535) selects: a JSON object with its normalized path and \
            the value as it is spelt in the input. The input holds any number of documents, one after the other, plain \
            or compressed with gzip or zstd. Nothing is masked.

            EXAMPLES:
              blot path '$.users[*].email' export.json
              blot path '$..[?@.role == "admin" && @.age > 17].password' export.json
              blot path '$..[?search(@.mail, "@example[.]org$")].name' - < events.ndjson
            """)

    @Argument(help: "A JSONPath query, such as $.users[0].email.")
    var query: String

    @Argument(help: ArgumentHelp("A file; - or nothing is standard input.", valueName: "file"), completion: .file())
    var input: String = "-"

    func run() throws {
        let parsed: JSONPathQuery
        do throws(JSONPathError) {
            parsed = try JSONPathQuery(parsing: query)
        } catch {
            throw CommandFailure(.usage, "no valid query: \(error.reason)\n\(Self.pointer(to: error.position, in: query))")
        }
        let writer = SelectionWriter()
        do {
            do {
                try select(parsed, writer)
            } catch let error as StreamError where error.isBrokenPipe {
                return
            } catch {
                // What was found before is true all the same.
                try writer.flush()
                throw error
            }
            try writer.flush()
        } catch let error as StreamError {
            if error.isBrokenPipe { return }
            throw CommandFailure(.failed, "\(error)")
        }
    }

    private func select(_ query: JSONPathQuery, _ writer: SelectionWriter) throws {
        let file =
            input == "-" ? try FileSource.standardInput() : try FileSource(opening: FilePath(argument: input, among: RawArguments.all))
        var stream = JSONDocumentStream(DecodingSource(file))
        var evaluator = PathEvaluator(matcher: PathRegex())
        while let tree = try stream.next(beforeWaiting: { try writer.flush() }) {
            let document = JSONDocument(tree, over: stream.bytes)
            let nodes: [JSONTree.Node]
            do throws(PathLimitError) {
                nodes = try evaluator.evaluate(query, in: document)
            } catch {
                throw CommandFailure(.withheld, "\(stream.place(of: tree.range(of: tree.root).lowerBound)): \(error)")
            }
            for node in nodes { try writer.write(node, of: document) }
        }
    }

    /// The query, and below it a caret under the byte at `position`. Of a long query only the part around it.
    private static func pointer(to position: Int, in query: String) -> String {
        let before = 60
        let after = 19
        let place = query.utf8.index(query.startIndex, offsetBy: min(position, query.utf8.count))
        // One cell a character: what shows as none or moves others becomes a blank.
        func shown(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var text = ""
            for scalar in scalars {
                let isPlain = scalar.isASCII ? scalar.value >= 0x20 && scalar.value < 0x7F : scalar.properties.isAlphabetic
                text.unicodeScalars.append(isPlain ? scalar : " ")
            }
            return text
        }
        let head = query.unicodeScalars[..<place]
        let tail = query.unicodeScalars[place...]
        let start = (head.count > before ? "… " : "") + shown(head.suffix(before))
        let end = shown(tail.prefix(after)) + (tail.count > after ? " …" : "")
        return "  \(start)\(end)\n  \(String(repeating: " ", count: start.unicodeScalars.count))^"
    }
}
