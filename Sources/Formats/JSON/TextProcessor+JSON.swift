internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// JSON in a text, by its structure.
///
/// The text has been scanned as it stands: most of what JSON holds is found so, since `"password": "x"` is a key and its
/// value for plain text as well. Structure adds what that cannot: what paths select; what strings hold once their escapes
/// are resolved, JSON in strings included; and that no mask runs over the end of a string.
extension TextProcessor {
    /// Reads the documents of a scanned text that matter, and drops from the scanner's findings those that run over the end
    /// of a string: the strings are looked at by themselves later.
    ///
    /// - Parameter area: lines beyond it are not looked at.
    mutating func readJSON(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, area: Range<Int>) {
        json.begin()
        unsafe json.wholeText = text
        json.areaEnd = area.upperBound
        unsafe readLines(of: text, json, area: area)
        unsafe fitFindings(to: text, json, level: 0)
    }

    /// Finds out where the resolved spans of the text stand, and what else is to be masked.
    mutating func finishJSON(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        unsafe placeSpans(in: text, json)
        unsafe takeDocuments(of: text, json, level: 0)
        unsafe examineChains(of: text, json)
        unsafe json.wholeText = nil
    }

    // MARK: - Levels

    /// Examines the texts that a level holds by now, and empties it.
    mutating func flush(_ json: JSONExaminer, level: Int) {
        guard !json.levels[level].texts.isEmpty else { return }
        unsafe json.levels[level].text.withBytes { unsafe examine($0, json, level: level) }
        json.levels[level].removeAll()
    }

    /// Scans the texts of a level behind the first.
    private mutating func examine(_ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        scanner.fences = json.levels[level].texts.map(\.range.lowerBound)
        if rowWork != nil {
            let cells = noteCells(ofTexts: json, level: level)
            scanner.cells?.textCells = cells
        }
        _ = unsafe scanner.scan(text, layout: .lines, isFinal: true)
        scanner.cells?.textCells = []
        scanner.fences.removeAll(keepingCapacity: true)
        if level == 1, !json.partial.seams.isEmpty { keepAcrossSeams(json) }
        if json.decodeDepth > 0 { unsafe keepColoursWhole(text) }
        if json.readsDocuments, level + 1 < json.levels.count {
            for item in json.levels[level].texts where item.kind.mayHoldDocument && item.strings <= JSONExaminer.maximumStrings {
                guard unsafe Self.mayHoldDocument(text, item.range) else { continue }
                let state = item.kind == .member ? item.state : json.parser.automaton.root(within: item.state)
                unsafe readLine(text, item.range, json, level: level, state: state, isLenient: false)
            }
        }
        unsafe fitFindings(to: text, json, level: level)
        detector.resolve(&scanner.findings, into: &levelSpans)
        for span in levelSpans {
            unsafe add(span, in: text, json, level: level)
        }
        unsafe takeDocuments(of: text, json, level: level)
    }

    private static func mayHoldDocument(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        unsafe ByteSearch.bracket(in: text.part(range), from: 0) != nil
    }
}
