internal import Bytes

/// What a reader of HTML sees, with a map back to the source.
///
///     source   key: <b>tok</b>_1&#50;34<!-- x --><br>next
///     view     key: tok_1234⏎next
///
/// Tags, comments, scripts and styles are gaps, so that none of them hides what it stands in; a character reference is one piece
/// that no edit cuts (WHATWG, "HTML", 13.2.5). What is in the gaps is examined in the source, and attributes in a view of their own.
struct HTMLView {
    var text: [UInt8] = []
    var map = OffsetMap()
    let source: [UInt8]
    /// No tag begins behind this that ends.
    let lastClose: Int
    private var tags: HTMLTags
    /// Some readers see more of it: see `lenient`.
    private(set) var hidesText = false
    private let isLenient: Bool
    /// What is opened and never closed from here on: it is not looked for again.
    var endless: Endless = []
    /// False where the view is of attributes alone.
    var showsText = true
    /// Elements that are open in which blanks are kept.
    var verbatim = 0

    struct Endless: OptionSet {
        let rawValue: UInt8

        static let comment = Endless(rawValue: 1)
        static let data = Endless(rawValue: 2)
        static let script = Endless(rawValue: 4)
        static let style = Endless(rawValue: 8)
    }

    private init(_ source: [UInt8], isLenient: Bool = false) {
        self.source = source
        self.isLenient = isLenient
        lastClose = source.lastIndex(of: UInt8(ascii: ">")) ?? -1
        tags = HTMLTags(isXML: Self.isXML(source))
        text.reserveCapacity(source.count / 2)
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
        view.walk { view, range, tag in
            if tag.endsLine { view.breakLine(at: range.lowerBound) }
            if tag.keepsBlanks {
                view.verbatim += view.source[range.lowerBound + 1] == UInt8(ascii: "/") ? -1 : 1
                view.verbatim = max(0, view.verbatim)
            }
        }
        return view
    }

    /// The values of attributes, a line each, as `name=value`: references resolved, and percent signs in them.
    static func attributes(_ source: [UInt8]) -> HTMLView {
        var view = HTMLView(source)
        view.showsText = false
        view.walk { view, range, _ in view.addAttributes(of: range) }
        return view
    }

    // MARK: - Going through it

    /// `body` gets each tag, brackets and all, and what it is.
    private mutating func walk(_ body: (inout HTMLView, Range<Int>, HTMLTag) -> Void) {
        let kinds = Self.kinds
        var at = 0
        let end = source.count
        while at < end, map.pieceCount <= MailLimits.pieces {
            guard source[at] == UInt8(ascii: "<") else {
                at = showsText ? takeText(at, kinds) : nextTag(from: at + 1)
                continue
            }
            // Its end is not looked for: many may have the same.
            if isLenient, isConditional(at) {
                at = conditionEnd(at)
                continue
            }
            guard at < lastClose, var stop = markupEnd(at) else {
                at = showsText ? takeText(at, kinds) : nextTag(from: at + 1)
                continue
            }
            let next = source[at + 1]
            guard next == UInt8(ascii: "!") || next == UInt8(ascii: "?") else {
                let tag = tags.tag(at..<stop, of: source)
                body(&self, at..<stop, tag)
                at = stop
                if next != UInt8(ascii: "/"), let hidden = tag.hidden {
                    at = rawTextEnd(hidden, from: stop)
                    if endless.contains(hidden) { leave(openAt: stop, &at) }
                }
                continue
            }
            if showsText, next == UInt8(ascii: "!"), let section = dataSection(at) {
                hidesText = true
                if isLenient {
                    text += source[section]
                    map.appendVerbatim(raw: section.lowerBound, length: section.count)
                    at = min(end, section.upperBound + 3)
                    continue
                }
            }
            if isConditional(at) { hidesText = true }
            if endless.contains(.comment), isComment(at) { leave(openAt: at + 4, &stop) }
            at = stop
        }
    }

    private func nextTag(from start: Int) -> Int {
        unsafe source.withUnsafeBufferPointer { unsafe ByteSearch.first(UInt8(ascii: "<"), in: $0, from: start) } ?? source.count
    }

    /// Some readers go on within what hides its content from others.
    private mutating func leave(openAt inside: Int, _ at: inout Int) {
        hidesText = true
        if isLenient { at = min(inside, source.count) }
    }
}
