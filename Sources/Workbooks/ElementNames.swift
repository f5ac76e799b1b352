internal import Bytes

/// Names of elements that mean something for what is one text, in spreadsheets and drawings of Office (ECMA-376) and in
/// OpenDocument. They are compared without prefixes.
enum ElementNames {
    /// Parts of a text: `r`, `t` of rich text and drawings, `span`, `a` of OpenDocument, what VML has of HTML.
    static func isInline(_ tag: StartTag) -> Bool {
        switch tag.name.count {
        case 1: tag.isNamed("r") || tag.isNamed("t") || tag.isNamed("a") || tag.isNamed("b") || tag.isNamed("i") || tag.isNamed("u")
        case 2: tag.isNamed("br")
        case 3: tag.isNamed("rPr") || tag.isNamed("fld")
        case 4: tag.isNamed("span") || tag.isNamed("font") || tag.isNamed("ruby")
        case 9: tag.isNamed("ruby-base")
        default: false
        }
    }

    /// What holds a formula, in Office.
    static func isFormula(_ tag: StartTag) -> Bool {
        switch tag.name.count {
        case 1: tag.isNamed("f")
        case 7: tag.isNamed("formula")
        case 8: tag.isNamed("formula1") || tag.isNamed("formula2")
        case 11: tag.isNamed("definedName") || tag.isNamed("oldFormula")
        case 16: tag.isNamed("totalsRowFormula")
        case 23: tag.isNamed("calculatedColumnFormula")
        default: false
        }
    }

    static func isHeader(_ tag: StartTag) -> Bool {
        tag.name.count >= 9
            && (tag.isNamed("oddHeader") || tag.isNamed("oddFooter") || tag.isNamed("evenHeader") || tag.isNamed("evenFooter")
                || tag.isNamed("firstHeader") || tag.isNamed("firstFooter"))
    }

    /// Whether an end tag is of an element of a document's properties that is a number (ECMA-376 part 1, 22.2 and 22.4).
    static func isNumeric(_ tag: UnsafeBufferPointer<UInt8>) -> Bool {
        let names: [StaticString] = [
            "r4", "r8", "i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint", "decimal", "cy", "TotalTime", "Pages", "Words",
            "Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "Slides", "Notes", "HiddenSlides", "MMClips", "DocSecurity",
        ]
        return names.contains { unsafe ends(with: $0, tag) }
    }

    /// Whether an end tag, `</p:name >`, is one of `name`.
    static func ends(with name: StaticString, _ tag: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = tag.count - 1
        while end > 0, unsafe tag[end - 1] <= 0x20 { end -= 1 }
        let count = name.utf8CodeUnitCount
        guard end - count >= 2 else { return false }
        let other = unsafe name.utf8Start
        for index in 0..<count where unsafe tag[end - count + index] != other[index] { return false }
        let before = unsafe tag[end - count - 1]
        return before == UInt8(ascii: "/") || before == UInt8(ascii: ":")
    }
}
