internal import Bytes

/// What a reader of HTML sees, with a map back to the source.
///
///     source   key: <b>tok</b>_1&#50;34<!-- x --><br>next
///     view     key: tok_1234⏎next
///
/// Tags, comments, scripts and styles are gaps, so that none of them hides what it stands in; a character reference is one piece
/// that no edit cuts (WHATWG, "HTML", 13.2.5). What is in the gaps is examined in the source, and attributes in a view of their own.
struct HTMLView {
    private(set) var text: [UInt8] = []
    private(set) var map = OffsetMap()
    private let source: [UInt8]
    /// No tag begins behind this that ends.
    private var lastClose: Int
    private let isXML: Bool
    /// Some readers see more of it: see `lenient`.
    private(set) var hidesText = false
    private let isLenient: Bool
    /// What is opened and never closed from here on: it is not looked for again.
    private var endless: Set<String> = []

    private init(_ source: [UInt8], isLenient: Bool = false) {
        self.source = source
        self.isLenient = isLenient
        lastClose = source.lastIndex(of: UInt8(ascii: ">")) ?? -1
        isXML = Self.isXML(source)
        text.reserveCapacity(source.count / 2)
    }

    /// Whether attributes may show something else than the source.
    static func hasEscapes(_ source: [UInt8]) -> Bool {
        unsafe source.withUnsafeBufferPointer { all in
            unsafe ByteSearch.first(UInt8(ascii: "&"), in: all, from: 0) != nil
                || ByteSearch.first(UInt8(ascii: "%"), in: all, from: 0) != nil
        }
    }

    /// Whether a text that nobody called HTML is shown as such by readers who look.
    static func isHTML(_ text: [UInt8]) -> Bool {
        let head = text.prefix(512).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }.map { $0 | 0x20 }
        return head.starts(with: "<!doctype".utf8.map { $0 | 0x20 }) || head.starts(with: "<?xml".utf8.map { $0 | 0x20 })
            || head.starts(with: "<html".utf8.map { $0 | 0x20 })
    }

    /// XML that is no HTML.
    private static func isXML(_ text: [UInt8]) -> Bool {
        let head = text.prefix(1_024)
        let start = head.drop { $0 >= 0x80 || $0 <= 0x20 }.prefix(5).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        guard start.elementsEqual("<?xml".utf8) else { return false }
        return unsafe head.withUnsafeBufferPointer { all in
            unsafe !ByteSearch.contains(Array("<html".utf8), in: all) && !ByteSearch.contains(Array("<!doctype html".utf8), in: all)
        }
    }

    /// It has more pieces than are held: the rest of the source is not in it.
    var isCutShort: Bool { map.pieceCount > MailLimits.pieces }

    // MARK: - What is seen

    static func visible(_ source: [UInt8]) -> HTMLView { seen(HTMLView(source)) }

    /// What readers see that go by other rules, where `hidesText` says that it is more: CDATA sections are text, as in XML; a comment,
    /// a script or a style that never ends hides nothing; and what stands in a conditional comment is shown, as Outlook does.
    static func lenient(_ source: [UInt8]) -> HTMLView { seen(HTMLView(source, isLenient: true)) }

    private static func seen(_ empty: HTMLView) -> HTMLView {
        var view = empty
        view.walk { view, tag, name in
            if !view.isInline(name) { view.breakLine(at: tag.lowerBound) }
            if name == "pre" || name == "textarea" || name == "listing" {
                view.verbatim += view.source[tag.lowerBound + 1] == UInt8(ascii: "/") ? -1 : 1
                view.verbatim = max(0, view.verbatim)
            }
        }
        return view
    }

    /// The values of attributes, a line each, as `name=value`: references resolved, and percent signs in them.
    static func attributes(_ source: [UInt8]) -> HTMLView {
        var view = HTMLView(source)
        view.showsText = false
        view.walk { view, tag, _ in view.addAttributes(of: tag) }
        return view
    }

    /// Tags that end a line (WHATWG, "HTML", 15.3). All others may stand in the midst of a word, those that nobody knows among them.
    private static let block: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
        "head", "header", "hgroup", "hr", "html", "legend", "li", "link", "listing", "main", "menu", "meta", "nav", "noframes", "ol",
        "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary", "table", "tbody", "td", "textarea",
        "tfoot", "th", "thead", "title", "tr", "ul", "xmp",
    ]

    /// Office writes a word in several runs. What XML calls its elements nobody knows: there each ends a line.
    private func isInline(_ name: String) -> Bool {
        if name.hasPrefix("w:") || name.hasPrefix("a:") { return !["p", "br", "cr", "tab", "tr", "tc"].contains(name.dropFirst(2)) }
        return isXML ? Self.inlineInXML.contains(name) : !Self.block.contains(name)
    }

    private static let inlineInXML: Set<String> = [
        "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
        "strike",
        "strong", "sub", "sup", "tspan", "tt", "u", "var", "o:p", "st1:place", "",
    ]

    private var showsText = true
    private var verbatim = 0

    /// Goes through the source; `body` gets each tag, brackets and all, and its name.
    private mutating func walk(_ body: (inout HTMLView, Range<Int>, String) -> Void) {
        let isPlain = Self.isPlain
        var at = 0
        let end = source.count
        while at < end, map.pieceCount <= MailLimits.pieces {
            let byte = source[at]
            // Its end is not looked for: many may have the same.
            if isLenient, byte == UInt8(ascii: "<"), isConditional(at) {
                at = conditionEnd(at)
                continue
            }
            if byte == UInt8(ascii: "<"), at < lastClose, var stop = markupEnd(at) {
                if showsText, source[at + 1] == UInt8(ascii: "!"), let section = dataSection(at) {
                    hidesText = true
                    if isLenient {
                        text += source[section]
                        map.appendVerbatim(raw: section.lowerBound, length: section.count)
                        at = min(end, section.upperBound + 3)
                        continue
                    }
                }
                let isTag = source[at + 1] != UInt8(ascii: "!") && source[at + 1] != UInt8(ascii: "?")
                let name = isTag ? self.name(of: at..<stop) : ""
                if isTag { body(&self, at..<stop, name) }
                if isTag, source[at + 1] != UInt8(ascii: "/") {
                    at = name == "script" || name == "style" ? rawTextEnd(name, from: stop) : stop
                    if endless.contains(name) { leave(openAt: stop, &at) }
                } else {
                    if isConditional(at) { hidesText = true }
                    if endless.contains("!--"), source[(at + 1)...].starts(with: "!--".utf8) { leave(openAt: at + 4, &stop) }
                    at = stop
                }
                continue
            }
            if showsText {
                at = takeText(at, isPlain)
            } else {
                at = unsafe source.withUnsafeBufferPointer { unsafe ByteSearch.first(UInt8(ascii: "<"), in: $0, from: at + 1) } ?? end
            }
        }
    }

    /// Some readers go on within what hides its content from others.
    private mutating func leave(openAt inside: Int, _ at: inout Int) {
        hidesText = true
        if isLenient { at = min(inside, source.count) }
    }

    /// `<!--[if mso]>`
    private func isConditional(_ at: Int) -> Bool { source[at...].starts(with: "<!--[if".utf8) }

    private func conditionEnd(_ at: Int) -> Int { source[at...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? source.count }

    /// The content of `<![CDATA[…]]>`.
    private mutating func dataSection(_ at: Int) -> Range<Int>? {
        guard !endless.contains("!["), source[(at + 1)...].starts(with: "![CDATA[".utf8) else { return nil }
        let start = at + 9
        guard let close = unsafe source.withUnsafeBufferPointer({ unsafe ByteSearch.first(Array("]]>".utf8), in: $0, from: start) }) else {
            endless.insert("![")
            return nil
        }
        return start..<close
    }

    private mutating func takeText(_ at: Int, _ isPlain: [Bool]) -> Int {
        let byte = source[at]
        if byte == 0x20, verbatim == 0, at + 1 < source.count, isPlain[Int(source[at + 1])] { return takeRun(at, isPlain) }
        if byte == UInt8(ascii: "&"), let reference = CharacterReference(source, at) {
            append(reference.text, raw: at..<reference.end)
            return reference.end
        }
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C { return takeBlanks(at) }
        if let length = InvisibleText.length(source, at) { return at + length }
        return takeRun(at, isPlain)
    }

    /// Takes all from an offset on that stands for itself, single blanks between words with it.
    private mutating func takeRun(_ at: Int, _ isPlain: [Bool]) -> Int {
        let mayHoldBlanks = verbatim == 0
        let end = unsafe source.withUnsafeBufferPointer { all in
            var end = at + 1
            while end < all.count {
                let byte = unsafe all[end]
                if isPlain[Int(byte)] {
                    end += 1
                } else if unsafe byte == 0x20 && mayHoldBlanks && end + 1 < all.count && isPlain[Int(all[end + 1])] {
                    end += 2
                } else {
                    break
                }
            }
            return end
        }
        text += source[at..<end]
        map.appendVerbatim(raw: at, length: end - at)
        return end
    }

    /// Bytes that stand for themselves in any text: no markup, no blank, and none that begins a character without a width.
    private static let isPlain: [Bool] = (0..<256).map { byte in
        switch UInt8(byte) {
        case 0x20, 0x0A, 0x0D, 0x09, 0x0C, UInt8(ascii: "<"), UInt8(ascii: "&"): false
        default: !InvisibleText.mayBegin(UInt8(byte))
        }
    }

    private mutating func takeBlanks(_ start: Int) -> Int {
        var at = start
        while at < source.count, [0x20, 0x0A, 0x0D, 0x09, 0x0C].contains(source[at]) {
            if verbatim > 0 {
                text.append(source[at])
                map.appendVerbatim(raw: at, length: 1)
            }
            at += 1
        }
        guard verbatim == 0 else { return at }
        text.append(0x20)
        if at == start + 1, source[start] == 0x20 {
            map.appendVerbatim(raw: start, length: 1)
        } else {
            map.appendAtomic(raw: start..<at, viewLength: 1)
        }
        return at
    }

    private mutating func append(_ bytes: [UInt8], raw: Range<Int>) {
        if InvisibleText.length(bytes, 0) == bytes.count { return }
        text += bytes
        map.appendAtomic(raw: raw, viewLength: bytes.count)
    }

    /// A line end that no byte of the source stands for.
    private mutating func breakLine(at offset: Int) {
        guard showsText, text.last != 0x0A else { return }
        text.append(0x0A)
        map.appendAtomic(raw: offset..<offset, viewLength: 1)
    }

    // MARK: - Markup

    /// Behind a tag, a comment or the like; nil where `<` is a character like any other.
    private mutating func markupEnd(_ start: Int) -> Int? {
        guard start + 1 < source.count else { return nil }
        let byte = source[start + 1]
        if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") {
            if source[(start + 1)...].starts(with: "!--".utf8) { return commentEnd(start + 4) }
            return source[start...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
        }
        let isName = byte == UInt8(ascii: "/") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        guard isName else { return nil }
        var at = start + 1
        var quote: UInt8 = 0
        var firstClose: Int?
        while at <= lastClose {
            let byte = source[at]
            if quote != 0 {
                if byte == quote { quote = 0 }
                if byte == UInt8(ascii: ">"), firstClose == nil { firstClose = at }
                // A quote that is never closed holds no more than this.
                if let firstClose, at - firstClose > Self.longestValue { return firstClose + 1 }
            } else if byte == UInt8(ascii: ">") {
                return at + 1
            } else if (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && at > start + 1 && Self.opensValue(source, at) {
                quote = byte
            }
            at += 1
        }
        return firstClose.map { $0 + 1 }
    }

    private static let longestValue = 1_024

    /// A quote opens a value behind an equals sign only.
    private static func opensValue(_ source: [UInt8], _ at: Int) -> Bool {
        var before = at - 1
        while before > 0, source[before] <= 0x20, at - before < 64 { before -= 1 }
        return before >= 0 && source[before] == UInt8(ascii: "=")
    }

    private mutating func commentEnd(_ start: Int) -> Int {
        guard !endless.contains("!--") else { return source.count }
        var at = max(0, start - 1)
        while at < lastClose, let close = source[(at + 1)...].firstIndex(of: UInt8(ascii: ">")) {
            // `-->`, and `--!>`, which ends one as well.
            let dash = close >= 1 && source[close - 1] == UInt8(ascii: "!") && close - 1 > start ? close - 1 : close
            if dash >= 2, source[dash - 1] == UInt8(ascii: "-"), source[dash - 2] == UInt8(ascii: "-") { return close + 1 }
            at = close
        }
        endless.insert("!--")
        return source.count
    }

    private func name(of tag: Range<Int>) -> String {
        var at = tag.lowerBound + 1
        if at < tag.upperBound, source[at] == UInt8(ascii: "/") { at += 1 }
        let start = at
        while at < tag.upperBound, source[at] > 0x20, source[at] != UInt8(ascii: ">"), source[at] != UInt8(ascii: "/"), at - start < 16 {
            at += 1
        }
        return String(lowercasing: source[start..<at])
    }

    /// Where the content of a script or a style ends.
    private mutating func rawTextEnd(_ name: String, from start: Int) -> Int {
        guard !endless.contains(name) else { return source.count }
        var at = start
        let closing = Array("</\(name)".utf8)
        while at < lastClose, let open = source[at...].firstIndex(of: UInt8(ascii: "<")) {
            if source.count - open >= closing.count, source[open..<open + closing.count].map({ $0 | 0x20 }) == closing.map({ $0 | 0x20 }) {
                return open
            }
            at = open + 1
        }
        endless.insert(name)
        return source.count
    }

    // MARK: - Attributes

    private mutating func addAttributes(of tag: Range<Int>) {
        var at = tag.lowerBound + 1
        let end = tag.upperBound - 1
        while at < end, source[at] > 0x20 { at += 1 }
        while at < end {
            while at < end, source[at] <= 0x20 || source[at] == UInt8(ascii: "/") { at += 1 }
            let nameStart = at
            while at < end, source[at] > 0x20, source[at] != UInt8(ascii: "=") { at += 1 }
            let name = nameStart..<at
            while at < end, source[at] <= 0x20 { at += 1 }
            guard at < end, source[at] == UInt8(ascii: "=") else { continue }
            at += 1
            while at < end, source[at] <= 0x20 { at += 1 }
            guard at < end else { return }
            let quote = source[at]
            var stop = at
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                at += 1
                stop = at
                while stop < end, source[stop] != quote { stop += 1 }
            } else {
                while stop < end, source[stop] > 0x20 { stop += 1 }
            }
            addValue(name, at..<stop)
            at = stop + (stop < end && source[stop] == quote ? 1 : 0)
        }
    }

    private mutating func addValue(_ name: Range<Int>, _ value: Range<Int>) {
        guard !value.isEmpty else { return }
        if !name.isEmpty {
            text += source[name]
            map.appendVerbatim(raw: name.lowerBound, length: name.count)
            text.append(UInt8(ascii: "="))
            map.appendAtomic(raw: name.upperBound..<name.upperBound, viewLength: 1)
        }
        var at = value.lowerBound
        while at < value.upperBound {
            if source[at] == UInt8(ascii: "&"), let reference = CharacterReference(source, at), reference.end <= value.upperBound {
                append(reference.text, raw: at..<reference.end)
                at = reference.end
                continue
            }
            if source[at] == UInt8(ascii: "%"), at + 2 < value.upperBound, let high = HexDigit.value(source[at + 1]),
                let low = HexDigit.value(source[at + 2])
            {
                text.append(high << 4 | low)
                map.appendAtomic(raw: at..<at + 3, viewLength: 1)
                at += 3
                continue
            }
            if let length = InvisibleText.length(source, at) {
                at += length
                continue
            }
            text.append(source[at])
            map.appendVerbatim(raw: at, length: 1)
            at += 1
        }
        text.append(0x0A)
        map.appendAtomic(raw: value.upperBound..<value.upperBound, viewLength: 1)
    }
}
