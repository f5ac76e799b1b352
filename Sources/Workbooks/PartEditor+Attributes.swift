internal import Bytes

extension PartEditor {
    /// Shorter values hold nothing that a name or a number of a part could not hold.
    private static let shortest = 4

    /// Makes a line of the view of each attribute of a tag that may say something.
    mutating func addAttributes(_ tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>, _ kind: Frame.Kind) {
        var at = tag.nameEnd
        // `<v>`
        if tag.range.upperBound - at == 1 { return }
        while let attribute = tag.attribute(from: at) {
            at = attribute.value.upperBound + 1
            let isRuled =
                kind == .tableCell && cell.isOpen && rows.isRuled && isCellText(attribute, of: tag)
                || links.isRuled && isCopy(attribute, of: tag)
            if attribute.value.count < Self.shortest, !isRuled { continue }
            if kind == .tableCell, tag.isEqual(attribute.local, "value") { continue }
            let before = units.count
            unsafe addAttribute(attribute, of: tag, bytes, isRuled: isRuled)
            if isRuled, units.count > before { units[units.count - 1].isRuled = true }
        }
    }

    /// Whether an attribute of a cell of an OpenDocument table is what the cell says.
    private func isCellText(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        if tag.isEqual(attribute.local, "boolean-value") {
            return !tag.isEqual(attribute.value, "true") && !tag.isEqual(attribute.value, "false")
        }
        return tag.isEqual(attribute.local, "string-value")
    }

    mutating func addAttribute(
        _ attribute: StartTag.Attribute, of tag: StartTag, _ bytes: UnsafeBufferPointer<UInt8>, isRuled: Bool = false
    ) {
        let raw = unsafe bytes.part(attribute.value)
        if !isRuled, SchemaNames.isOfSchema(attribute, of: tag) { return }
        var kind = TextUnit.Kind.attribute
        var number: [UInt8]? = nil
        if SchemaNames.isNamespace(attribute, of: tag) {
            kind = .fixed
        } else if unsafe NumberText.isMeasure(raw) || NumberText.isNumber(raw) {
            guard unsafe isRuled || isData(attribute, of: tag) || SchemaNames.mayHideNumber(attribute, of: tag) else { return }
            number = unsafe NumberText.plain(raw)
        } else if isSheetReference(attribute, of: tag) {
            return
        } else if tag.isEqual(attribute.local, "formula"), part.role == .openDocument {
            kind = .formula
        } else if isAddress(attribute, of: tag) {
            kind = .address
        }
        if part.role == .relationships, tag.isEqual(attribute.local, "Target"), !isExternal(tag) { kind = .attribute }
        let start = view.count
        let base = windowStart + attribute.value.lowerBound
        if let number {
            view += number
            map.appendAtomic(raw: base..<base + raw.count, viewLength: number.count)
        } else if unsafe raw.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "_") })
        {
            scratch.removeAll()
            unsafe scratch.appendAttribute(bytes, attribute.value, base: windowStart)
            if part.isOffice { scratch.resolveOfficeEscapes() }
            if kind == .address { scratch.resolvePercent() }
            appendScratch()
        } else {
            unsafe view.append(contentsOf: raw)
            map.appendVerbatim(raw: base, length: raw.count)
        }
        if kind == .attribute, part.isOffice, isName(attribute, of: tag) { kind = .name }
        if kind == .attribute, part.isOffice, tag.isNamed("tableColumn"), tag.isEqual(attribute.local, "name") { kind = .columnName }
        endUnit(kind, from: start, rawStart: base)
        guard !isBlind, !units.isEmpty else { return }
        if kind == .attribute, isDroppable(attribute, of: tag) {
            // Gone with its name, where something is found.
            units[units.count - 1].place.numberStart = Int32(clamping: windowStart + attribute.name.lowerBound - 1)
            units[units.count - 1].place.numberEnd = Int32(clamping: windowStart + attribute.value.upperBound + 1)
        }
        if kind == .attribute, isNumeric(attribute, of: tag) { units[units.count - 1].isNumber = true }
        if kind == .attribute, isDate(attribute, of: tag) { units[units.count - 1].isDate = true }
    }

    /// Whether an attribute must be a number, so that no mask can stand there.
    private func isNumeric(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        if part.isPivotCache, tag.isNamed("n"), tag.isEqual(attribute.local, "v") { return true }
        let raw = unsafe tag.bytes.part(attribute.value)
        guard unsafe NumberText.isNumber(raw) else { return false }
        if unsafe !isData(attribute, of: tag) { return true }
        switch attribute.local.count {
        case 3: return tag.isEqual(attribute.local, "val") && !tag.isNamed("filter") && !tag.isNamed("customFilter")
        case 6: return tag.isEqual(attribute.local, "endNum") || tag.isEqual(attribute.local, "maxVal")
        case 8: return tag.isEqual(attribute.local, "startNum")
        case 9: return tag.isEqual(attribute.local, "filterVal")
        default: return false
        }
    }

    /// Whether a number in an attribute is one of the sheet's, and none of its making.
    private func isData(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        switch attribute.local.count {
        case 1: tag.isEqual(attribute.local, "v") || (part.holdsFilters || part.isPivotCache) && isCaption(attribute, of: tag)
        case 3: tag.isEqual(attribute.local, "val") && part.holdsFilters
        case 4: tag.isEqual(attribute.local, "name") || tag.isEqual(attribute.local, "text")
        case 5:
            tag.isEqual(attribute.local, "value") && part.role == .openDocument || tag.isEqual(attribute.local, "error")
                || tag.isEqual(attribute.local, "title") || tag.isEqual(attribute.local, "descr")
        case 6:
            tag.isEqual(attribute.local, "prompt") || tag.isEqual(attribute.local, "endNum") || tag.isEqual(attribute.local, "maxVal")
        case 7:
            isDroppable(attribute, of: tag) || tag.isEqual(attribute.local, "caption") || tag.isEqual(attribute.local, "tooltip")
                || tag.isEqual(attribute.local, "display")
                || tag.isEqual(attribute.local, "comment")
        case 8: isDroppable(attribute, of: tag) || tag.isEqual(attribute.local, "startNum")
        case 9: tag.isEqual(attribute.local, "filterVal")
        case 10: tag.isEqual(attribute.local, "errorTitle") || tag.isEqual(attribute.local, "expression")
        case 11: tag.isEqual(attribute.local, "promptTitle")
        case 12: tag.isEqual(attribute.local, "string-value")
        default: false
        }
    }

    /// Of the items of slicers and pivot tables.
    private func isCaption(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        tag.isEqual(attribute.local, "n") || tag.isEqual(attribute.local, "c")
    }

    func isDroppable(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        part.isPivotCache
            && (tag.isEqual(attribute.local, "minValue") || tag.isEqual(attribute.local, "maxValue")
                || tag.isEqual(attribute.local, "minDate") || tag.isEqual(attribute.local, "maxDate"))
    }

    /// Whether an attribute must be a date.
    private func isDate(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        part.isPivotCache && tag.isNamed("d") && tag.isEqual(attribute.local, "v")
    }

    /// Names that formulas use: no mask is one.
    private func isName(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        if tag.isNamed("definedName") { return tag.isEqual(attribute.local, "name") }
        return tag.isNamed("table") && (tag.isEqual(attribute.local, "name") || tag.isEqual(attribute.local, "displayName"))
    }

    private func isAddress(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        tag.isEqual(attribute.local, "Target") || tag.isEqual(attribute.local, "href") || tag.isEqual(attribute.local, "url")
            || tag.isEqual(attribute.local, "src")
    }

    private func isExternal(_ tag: StartTag) -> Bool {
        guard let mode = tag.value("TargetMode") else { return false }
        return tag.isEqual(mode, "External")
    }

    /// References to parts by their own names, which are looked at by themselves.
    private func isSheetReference(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        switch part.role {
        case .contentTypes: true
        case .relationships: !tag.isEqual(attribute.local, "Target")
        default: false
        }
    }

    // MARK: - What a policy leaves out

    /// Whether an element names a part that is left out, and goes with it.
    mutating func leavesOut(_ tag: StartTag) -> Bool {
        switch part.role {
        case .contentTypes:
            guard tag.isNamed("Override"), let name = tag.value("PartName") else { return false }
            return shared.isDropped(partName: unsafe Array(tag.bytes.part(name)))
        case .relationships:
            guard tag.isNamed("Relationship"), let target = tag.value("Target"), !isExternal(tag) else { return false }
            return shared.isDropped(target: unsafe Array(tag.bytes.part(target)), of: part.name)
        case .openDocumentManifest:
            guard tag.isNamed("file-entry"), let name = tag.value("full-path") else { return false }
            return shared.isDropped(partName: unsafe [UInt8(ascii: "/")] + Array(tag.bytes.part(name)))
        default:
            return false
        }
    }
}
