/// What a tag does to the text that it stands in.
struct HTMLTag {
    /// What follows stands on another line.
    var endsLine = false
    /// Blanks within it are shown as they are.
    var keepsBlanks = false
    /// What it holds is no text.
    var hidden: HTMLView.Endless?
}

/// The tags of a source. Most have few names, which are looked up once.
struct HTMLTags {
    private let isXML: Bool
    /// Of names of up to eight letters, by some of their bits.
    private var known = [(name: UInt64, tag: HTMLTag)](repeating: (0, HTMLTag()), count: 16)

    /// Of a name, no more is looked at.
    private static let longestName = 16

    init(isXML: Bool) { self.isXML = isXML }

    /// - Parameter range: of the tag, brackets and all.
    mutating func tag(_ range: Range<Int>, of source: [UInt8]) -> HTMLTag {
        var at = range.lowerBound + 1
        if at < range.upperBound, source[at] == UInt8(ascii: "/") { at += 1 }
        let start = at
        var packed: UInt64 = 0
        var isASCII = true
        while at < range.upperBound, at - start < Self.longestName {
            let byte = source[at]
            if byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            packed = packed << 8 | UInt64(byte)
            if byte >= 0x80 { isASCII = false }
            at += 1
        }
        guard at - start <= 8, isASCII, packed != 0 else { return tag(named: String(lowercasing: source[start..<at])) }
        let slot = Int((packed ^ packed >> 8) & 15)
        if known[slot].name != packed { known[slot] = (packed, tag(named: String(lowercasing: source[start..<at]))) }
        return known[slot].tag
    }

    private func tag(named name: String) -> HTMLTag {
        HTMLTag(
            endsLine: !isInline(name), keepsBlanks: name == "pre" || name == "textarea" || name == "listing",
            hidden: name == "script" ? .script : name == "style" ? .style : nil)
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
}
