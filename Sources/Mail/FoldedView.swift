internal import Bytes

/// Text whose lines are folded, with the folds undone and a map back.
struct FoldedView {
    private(set) var text: [UInt8] = []
    private(set) var map = OffsetMap()

    var isCutShort: Bool { map.pieceCount > MailLimits.pieces }

    /// Calendars and cards: a line end and a blank are nothing (RFC 5545, 3.1; RFC 6350, 3.2), and `\,` is a comma.
    static func calendar(_ source: [UInt8]) -> FoldedView {
        FoldedView(source, dropsBlank: true, unescapes: true) { source, next in source[next] == 0x20 || source[next] == 0x09 }
    }

    /// Header fields in a body: a fold leaves its blank (RFC 5322, 2.2.3).
    static func headers(_ source: [UInt8]) -> FoldedView {
        FoldedView(source, dropsBlank: false, unescapes: false) { source, next in source[next] == 0x20 || source[next] == 0x09 }
    }

    /// Text with `format=flowed; delsp=yes`: a blank before a line end goes with it (RFC 3676, 4.2).
    static func flowed(_ source: [UInt8]) -> FoldedView {
        var view = FoldedView()
        var at = 0
        while at < source.count {
            if source[at] == 0x20, let next = lineEnd(source, at + 1) {
                at = next
                continue
            }
            view.text.append(source[at])
            view.map.appendVerbatim(raw: at, length: 1)
            at += 1
        }
        return view
    }

    private init() {}

    private init(_ source: [UInt8], dropsBlank: Bool, unescapes: Bool, isFold: ([UInt8], Int) -> Bool) {
        var at = 0
        while at < source.count {
            if let next = Self.lineEnd(source, at), next < source.count, isFold(source, next) {
                at = dropsBlank ? next + 1 : next
                continue
            }
            if unescapes, source[at] == UInt8(ascii: "\\"), at + 1 < source.count,
                [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "n"), UInt8(ascii: "N")]
                    .contains(source[at + 1])
            {
                let isLineEnd = source[at + 1] | 0x20 == UInt8(ascii: "n")
                text.append(isLineEnd ? 0x0A : source[at + 1])
                map.appendAtomic(raw: at..<at + 2, viewLength: 1)
                at += 2
                continue
            }
            text.append(source[at])
            map.appendVerbatim(raw: at, length: 1)
            at += 1
        }
    }

    /// Behind a line end at an offset; nil where none is.
    private static func lineEnd(_ source: [UInt8], _ at: Int) -> Int? {
        guard at < source.count else { return nil }
        if source[at] == 0x0A { return at + 1 }
        guard source[at] == 0x0D, at + 1 < source.count, source[at + 1] == 0x0A else { return nil }
        return at + 2
    }
}

extension EditScript {
    /// In fields, a mask that holds a colon makes a line a field that was none: a blank before it keeps it from that.
    func apart(in text: [UInt8]) -> EditScript {
        var result = EditScript()
        for edit in edits {
            var mask = Array(self.text(of: edit))
            var start = edit.range.lowerBound
            while start > 0, text[start - 1] != 0x0A { start -= 1 }
            let before = text[start..<edit.range.lowerBound]
            if !before.isEmpty, before.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }), mask.contains(UInt8(ascii: ":")) {
                mask.insert(0x20, at: 0)
            }
            result.append(edit.range, mask)
        }
        return result
    }
}

extension OffsetMap {
    /// Carries changes of a view back: of a range in several pieces the first takes what is put there.
    func lower(_ script: EditScript, _ escape: (ArraySlice<UInt8>) -> [UInt8] = { Array($0) }) -> EditScript {
        var result = EditScript()
        for edit in script.edits {
            var text = escape(script.text(of: edit))
            forEachRawSpan(of: edit.range) { raw in
                guard !raw.isEmpty else { return }
                result.append(raw, text)
                text = []
            }
        }
        return result
    }
}
