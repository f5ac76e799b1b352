internal import Bytes

/// Attributes whose values are the schemas' and no user's: namespaces, and words of enumerations. A rule may well find
/// something in them, addresses say; a mask there would destroy the workbook and hide nothing.
enum SchemaNames {
    /// Namespaces and other names of formats begin with these (ECMA-376, OpenDocument 1.3, Microsoft's extensions).
    private static let known: [[UInt8]] = [
        "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.oclc.org/ooxml/", "http://purl.org/",
        "http://www.w3.org/", "http://openoffice.org/", "http://www.openoffice.org/", "http://docs.oasis-open.org/", "urn:oasis:names:",
        "urn:schemas-microsoft-com:", "urn:org:documentfoundation:names:", "http://opendocument.org/", "http://www.openxmlformats.org/",
        "http://ns.adobe.com/", "http://xml.openoffice.org/",
    ].map { Array($0.utf8) }

    /// Attributes with values of enumerations, in SpreadsheetML, DrawingML and OpenDocument.
    private static let enumerations: [[UInt8]] = [
        "space", "type", "state", "visibility", "operator", "errorStyle", "imeMode", "pane", "activePane", "view",
        "orientation", "horizontal", "vertical", "patternType", "style", "underline", "axis", "subtotal", "sourceType",
        "calcMode", "refMode", "showObjects", "updateLinks", "iconSet", "timePeriod", "totalsRowFunction", "conformance",
        "TargetMode", "prst", "vert", "wrap", "algn", "cap", "cmpd", "t", "calendarType", "dateTimeGrouping", "cellComments",
        "errors", "pageOrder", "sortBy", "sortMethod", "value-type", "vertAlign", "scheme", "editAs", "grpId", "dataOnRows",
        "readingOrder", "lang", "script", "fillType", "dvAspect", "showAs", "sortType", "valueType", "queryType", "hidden",
        "objects",
    ].map { Array($0.utf8) }
    /// A longer word is in no enumeration.
    private static let longestWord = 32

    /// Whether nothing but the schema can be in a value.
    static func isOfSchema(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        let value = unsafe tag.bytes.part(attribute.value)
        if isNamespace(attribute, of: tag) || tag.isEqual(attribute.local, "uri") { return unsafe isKnown(value) || isGUID(value) }
        guard unsafe isWord(value) else { return false }
        let name = unsafe tag.bytes.part(attribute.local)
        return unsafe enumerations.contains { unsafe $0.count == name.count && $0.elementsEqual(name) }
    }

    /// `xmlns` and `xmlns:…`.
    static func isNamespace(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        let name = attribute.name
        guard name.count >= 5, unsafe tag.bytes[name.lowerBound] == UInt8(ascii: "x") else { return false }
        let end = name.lowerBound + 5
        guard tag.isEqual(name.lowerBound..<end, "xmlns") else { return false }
        return unsafe name.count == 5 || tag.bytes[end] == UInt8(ascii: ":")
    }

    private static func isKnown(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        // What follows are words and years: no room for a secret in a query, say.
        guard value.count <= 128,
            unsafe value.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "=")
                    && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "%")
            })
        else { return false }
        // The longest word of one is "documentManagement"; keys are longer, and mix digits in.
        var run = 0
        var digits = 0
        for byte in unsafe value {
            switch byte {
            case 0x30...0x39: (run, digits) = (run + 1, digits + 1)
            case 0x41...0x5A, 0x61...0x7A: run += 1
            default: (run, digits) = (0, 0)
            }
            if run > 40 || digits > 8 || run > 16 && digits > 2 { return false }
        }
        return unsafe known.contains { unsafe value.starts(with: $0) }
    }

    /// `{28A0092B-C50C-407E-A947-70E740481C1C}`
    private static func isGUID(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard value.count == 38, unsafe value[0] == UInt8(ascii: "{") && value[37] == UInt8(ascii: "}") else { return false }
        for byte in unsafe value[1..<37] {
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: "-"): continue
            default: return false
            }
        }
        return true
    }

    /// A word as those of enumerations are: `list`, `veryHidden`, `5Arrows`, `time-period`.
    private static func isWord(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard value.count <= longestWord else { return false }
        var digits = 0
        for byte in unsafe value {
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): continue
            default: return false
            }
        }
        return digits <= 2
    }

    /// Attributes that places and shapes are made of, many numbers in a row.
    private static let geometry: [[UInt8]] = [
        "points", "viewBox", "viewbox", "d", "path", "coordorigin", "coordsize", "coords", "anchor", "adj", "sqref", "spans", "dashstyle",
        "stroke-dasharray", "transform", "margin", "inset", "formatCode",
    ].map { Array($0.utf8) }

    /// Whether a number that nobody expects to be a user's has as many digits as none of a schema.
    static func mayHideNumber(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        let value = unsafe tag.bytes.part(attribute.value)
        guard value.count <= 32, unsafe value.count(where: { (0x30...0x39).contains($0) }) >= 12 else { return false }
        let name = unsafe tag.bytes.part(attribute.local)
        return unsafe !geometry.contains { unsafe $0.count == name.count && $0.elementsEqual(name) }
    }
}
