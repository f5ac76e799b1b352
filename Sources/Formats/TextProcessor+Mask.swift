internal import Bytes
internal import Engine
internal import Masking

/// Writing masks for where they land.
extension TextProcessor {
    /// Puts the mask of a group into the arena, as the place asks for it, and tells whether it changes anything.
    mutating func renderMask(of lead: Int, in text: UnsafeBufferPointer<UInt8>) {
        arena.removeAll(keepingCapacity: true)
        if unsafe renderLabel(of: lead, in: text) { return }
        let edit = edits[lead]
        let rule = detector.rules[edit.rule]
        let isRemoved = edit.withheld == nil && rule.strategy == .remove
        let landing: Landing
        if let known = edit.landing {
            landing = known
        } else {
            landing = unsafe isRemoved ? .plain : Landing.of(edit.raw.lowerBound..<edit.end, in: text)
        }
        var mask: [UInt8] = []
        swap(&mask, &arena)
        if landing.isValue, edit.withheld == nil, rule.strategy == .null || isRemoved {
            mask.append(contentsOf: "null".utf8)
        } else if case .value(_, true) = landing, edit.withheld == nil, edit.wrap < 0, rule.strategy == .digits,
            unsafe Masker.appendNumberMask(for: text.part(edit.raw).span, to: &mask)
        {
            // The digits are the mask.
        } else if landing != .member && landing != .rest {
            landing.appendQuote(to: &mask)
            unsafe appendMask(of: lead, rule, in: text, strings: landing.strings, to: &mask)
            landing.appendQuote(to: &mask)
        }
        if edit.wrap >= 0 { mask = edits.wraps.write(mask, in: edit.wrap) }
        swap(&mask, &arena)
        if rowWork != nil {
            unsafe fitToCell(lead, in: text)
        } else if isOpenCell {
            fitToOpenCell(lead)
        }
        edits.setIdle(lead, unsafe edit.pieces == 1 && arena.elementsEqual(text.part(edit.raw)))
    }

    /// As `renderMask`, for what nearly all masks are: a label where text stands, or within a string. It says nothing of the secret,
    /// has no byte that needs an escape, and begins no formula. False where the mask is another.
    private mutating func renderLabel(of lead: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let rule = detector.rules[edits.edits[lead].rule]
        guard edits.edits[lead].withheld == nil, edits.edits[lead].wrap < 0, case .label = rule.strategy else { return false }
        let raw = edits.edits[lead].raw
        switch unsafe edits.edits[lead].landing ?? Landing.of(raw.lowerBound..<edits.edits[lead].end, in: text) {
        case .plain, .cell, .string: break
        case .bareJSON, .value, .container, .rest, .member: return false
        }
        arena.append(contentsOf: rule.labelMask)
        let isIdle = unsafe edits.edits[lead].pieces == 1 && raw.count == arena.count && arena.elementsEqual(text.part(raw))
        edits.setIdle(lead, isIdle)
        return true
    }

    private mutating func appendMask(
        of lead: Int, _ rule: CompiledRule, in text: UnsafeBufferPointer<UInt8>, strings: Int, to mask: inout [UInt8]
    ) {
        let edit = edits[lead]
        let label = rule.label
        if case .container = edit.landing, edit.withheld == nil {
            let strategy = rule.strategy.dependsOnSecret ? .label : rule.strategy
            let nothing: [UInt8] = []
            var plain: [UInt8] = []
            masker.append(maskFor: nothing.span, rule: label.span, strategy: strategy, to: &plain)
            JSONEscape.append(plain[...], level: strings + 1, to: &mask)
            return
        }
        if let reason = edit.withheld {
            mask.append(contentsOf: reason.mask)
            return
        }
        let isDoubled = unsafe holdsDoubledQuote(lead, in: text)
        // What is kept of a value stands in a string more than the value did.
        let escapes = edit.landing?.isValue ?? false ? strings + 1 : strings
        if !isDoubled, edit.pieces == 1, edit.wrap < 0,
            unsafe escapes == 0
                || !rule.strategy.needsEscapes
                    && (!rule.strategy.dependsOnSecret || escapes == strings && !holdsEscape(edit.raw, in: text))
        {
            let whole = unsafe text.part(edit.raw)
            masker.append(maskFor: unsafe whole.span, rule: label.span, strategy: rule.strategy, to: &mask)
            return
        }
        unsafe gatherSecret(of: lead, in: text)
        guard escapes > 0 else {
            masker.append(maskFor: secret.span, rule: label.span, strategy: rule.strategy, to: &mask)
            return
        }
        var plain: [UInt8] = []
        masker.append(maskFor: secret.span, rule: label.span, strategy: rule.strategy, to: &plain)
        JSONEscape.append(plain[...], level: escapes, to: &mask)
    }

    func holdsEscape(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ByteSearch.first(UInt8(ascii: "\\"), in: text.part(range), from: 0) != nil
    }

    /// Puts what a group masks into `secret`, as a reader sees it: its pieces joined, and the escapes resolved of the strings
    /// of JSON that it stands in.
    mutating func gatherSecret(of lead: Int, in text: UnsafeBufferPointer<UInt8>) {
        secret.removeAll(keepingCapacity: true)
        let strings = edits[lead].landing?.strings ?? 0
        if edits[lead].pieces == 1, strings == 1, edits[lead].wrap < 0, unsafe !holdsDoubledQuote(lead, in: text) {
            // What is usual is decoded where it stands.
            let raw = edits[lead].raw
            decoded.removeAll()
            unsafe JSONEscape.decode(raw, in: text, to: &decoded)
            unsafe decoded.withBytes { unsafe secret.append(contentsOf: $0) }
            return
        }
        var joined: [UInt8] = []
        swap(&joined, &secret)
        edits.forEachPiece(of: lead) { unsafe joined.append(contentsOf: text.part($0)) }
        if unsafe holdsDoubledQuote(lead, in: text) { unsafe makeQuotesOne(in: &joined) }
        if edits[lead].wrap >= 0 { joined = edits.wraps.read(joined, in: edits[lead].wrap) }
        for _ in 0..<strings where joined.contains(UInt8(ascii: "\\")) {
            decoded.removeAll()
            unsafe joined.withUnsafeBufferPointer { unsafe JSONEscape.decode(0..<$0.count, in: $0, to: &decoded) }
            joined.removeAll(keepingCapacity: true)
            unsafe decoded.withBytes { unsafe joined.append(contentsOf: $0) }
        }
        swap(&joined, &secret)
    }
}
