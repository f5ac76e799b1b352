public import JSONPath
public import Masking
public import Validators

/// Where the contents of rules lie until they are wanted.
package protocol RuleSource: Sendable {
    /// - Parameter offset: what the rule was made with.
    func contents(at offset: Int) -> Rule.Contents
}

extension Rule {
    package struct Contents: Sendable {
        package var description: String
        package var detection: Detection
        package var owner: String?
        package var references: [String] = []
        package var secret = SecretGroups.firstParticipating
        package var more: String?
        package var keywords: [String] = []
        package var validations: [Validation] = []
        package var near: ContextWords?
        package var allow = AllowList()
        package var within: [JSONPathQuery] = []
        package var except: [JSONPathQuery] = []
        package var mask: MaskStrategy?
        package var examples = Examples()

        package init(description: String = "", detection: Detection) {
            self.description = description
            self.detection = detection
        }
    }

    /// What a start asks of the contents of each rule.
    package struct Outline: Sendable, Hashable {
        package var kind: Detection.Kind
        /// Not every value that it finds is a secret.
        package var asksOfValues: Bool
        package var hasMask: Bool
        /// It counts in parts of documents only.
        package var hasRegions: Bool

        package init(kind: Detection.Kind, asksOfValues: Bool, hasMask: Bool, hasRegions: Bool) {
            self.kind = kind
            self.asksOfValues = asksOfValues
            self.hasMask = hasMask
            self.hasRegions = hasRegions
        }

        init(_ contents: Contents) {
            self.init(
                kind: contents.detection.kind, asksOfValues: !contents.validations.isEmpty || !contents.allow.isEmpty,
                hasMask: contents.mask != nil, hasRegions: !contents.within.isEmpty || !contents.except.isEmpty)
        }
    }

    final class Box: @unchecked Sendable {
        // Changed only by the one rule that has it.
        fileprivate(set) var contents: Contents
        init(_ contents: Contents) { self.contents = contents }
    }

    /// Shared by copies of a rule. Of a thousand rules most find no candidate in a run: theirs are never read.
    final class Body: @unchecked Sendable {
        // Changed only while one rule has this body.
        fileprivate(set) var outline: Outline
        private let source: (any RuleSource)?
        private let offset: Int
        private let made = LazyReference<Box>()

        init(_ contents: Contents) {
            outline = Outline(contents)
            source = nil
            offset = 0
            _ = made.storeIfNil(Box(contents))
        }

        init(_ outline: Outline, from source: any RuleSource, at offset: Int) {
            self.outline = outline
            self.source = source
            self.offset = offset
        }

        @inline(__always) var box: Box { made.load() ?? read() }

        @inline(never) private func read() -> Box {
            // Whoever comes first keeps it.
            made.storeIfNil(Box(source?.contents(at: offset) ?? .unreadable))
        }
    }

    package var outline: Outline { body.outline }

    private var contents: Contents {
        get { body.box.contents }
        @inline(__always) _modify {
            if !isKnownUniquelyReferenced(&body) { body = Body(body.box.contents) }
            let box = body.box
            defer { body.outline = Outline(box.contents) }
            yield &box.contents
        }
    }
}

extension Rule.Contents {
    /// Of a rule that cannot be read where it should lie. No pattern: a run that wants it stops.
    package static let unreadable = Rule.Contents(detection: .pattern("(*unreadable"))
}

extension Rule {
    public var description: String {
        get { body.box.contents.description }
        _modify { yield &contents.description }
    }
    public var owner: String? {
        get { body.box.contents.owner }
        _modify { yield &contents.owner }
    }
    public var references: [String] {
        get { body.box.contents.references }
        _modify { yield &contents.references }
    }
    public var detection: Detection {
        get { body.box.contents.detection }
        _modify { yield &contents.detection }
    }
    /// The part of a match that is the secret: the first of these groups that took part.
    public var secret: SecretGroups {
        get { body.box.contents.secret }
        _modify { yield &contents.secret }
    }
    /// A PCRE2 pattern of what may follow right behind a match, and behind itself, with a further secret: the next item of a list. Its first
    /// group that took part is the secret.
    public var more: String? {
        get { body.box.contents.more }
        _modify { yield &contents.more }
    }
    /// The record (for a multi-line rule: the line on which the match begins) must hold one of these, ASCII case ignored.
    public var keywords: [String] {
        get { body.box.contents.keywords }
        _modify { yield &contents.keywords }
    }
    /// All of them must accept the secret.
    public var validations: [Validation] {
        get { body.box.contents.validations }
        _modify { yield &contents.validations }
    }
    public var near: ContextWords? {
        get { body.box.contents.near }
        _modify { yield &contents.near }
    }
    public var allow: AllowList {
        get { body.box.contents.allow }
        _modify { yield &contents.allow }
    }
    /// In JSON, the rule counts only at nodes that one of these selects, and below them; everywhere if there are none. Each
    /// is `isForwardOnly`.
    public var within: [JSONPathQuery] {
        get { outline.hasRegions ? body.box.contents.within : [] }
        _modify { yield &contents.within }
    }
    /// In JSON, the rule does not count at nodes that one of these selects, nor below them. Each is `isForwardOnly`.
    public var except: [JSONPathQuery] {
        get { outline.hasRegions ? body.box.contents.except : [] }
        _modify { yield &contents.except }
    }
    public var mask: MaskStrategy? {
        get { outline.hasMask ? body.box.contents.mask : nil }
        _modify { yield &contents.mask }
    }
    public var examples: Examples {
        get { body.box.contents.examples }
        _modify { yield &contents.examples }
    }
}
