internal import Bytes
internal import Engine
internal import Formats
internal import Masking

/// Names of sheets in which something was found. No mask can be the name of a sheet (`[`, `]` and `:` must not stand in one,
/// nor more than 31 characters), and formulas, charts and pivot tables call the sheet by it: so it is given another one
/// wherever it stands.
extension PartEditor {
    /// Gives sheets their new names in the last line of the view, which begins at an offset.
    mutating func renameSheets(from start: Int, _ kind: TextUnit.Kind) {
        switch kind {
        case .formula, .attribute, .address, .name, .columnName: break
        case .text where part.name.lowercased() == "docprops/app.xml": break
        default: return
        }
        for rename in shared.renames {
            var at = start
            while let found = find(rename.old, from: at) {
                var hull: Range<Int>? = nil
                map.forEachRawSpan(of: found) {
                    hull = min(hull?.lowerBound ?? $0.lowerBound, $0.lowerBound)..<max(hull?.upperBound ?? 0, $0.upperBound)
                }
                for index in found { view[index] = MaskStrategy.defaultFill }
                if let hull, !isCheck { replace(hull, by: rename.new) }
                at = found.upperBound
            }
        }
    }

    private func find(_ name: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = name.first, !name.isEmpty else { return nil }
        var at = start
        while at + name.count <= view.count {
            if view[at] == first, view[at..<at + name.count].elementsEqual(name) { return at..<at + name.count }
            at += 1
        }
        return nil
    }
}

extension Workbook {
    /// Looks at the names of sheets, and finds others for those that show something.
    func renameSheets(_ state: WorkbookState, _ masking: WorkbookMasking, _ processor: inout TextProcessor, isCheck: Bool) {
        var text: [UInt8] = []
        var ends: [Int] = []
        for name in state.sheetNames {
            text += Array(name.utf8).map { $0 == 0x0A ? 0x20 : $0 } + [0x0A]
            ends.append(text.count)
        }
        var outcome = BlockOutcome()
        processor.keepsSplices = true
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        guard !outcome.isUnchanged else { return }
        if isCheck { state.hasResidue = true }
        var number = 0
        var shown: [Int] = []
        for splice in outcome.splices {
            let index = ends.firstIndex { splice.raw.lowerBound < $0 } ?? 0
            guard shown.last != index, state.sheetNames.indices.contains(index) else { continue }
            shown.append(index)
            let old = Array(state.sheetNames[index].utf8)
            // Letters of either case are the same in them.
            repeat { number += 1 } while state.sheetNames.contains { $0.uppercased() == "REDACTED_\(number)" }
            state.sheetNames[index] = "REDACTED_\(number)"
            let new = Array("REDACTED_\(number)".utf8)
            state.renames.append((old, new))
            // In quotes, a quote is doubled.
            if old.contains(UInt8(ascii: "'")) {
                state.renames.append((old.flatMap { $0 == UInt8(ascii: "'") ? [$0, $0] : [$0] }, new))
            }
        }
        // No name may be found in a longer one.
        state.renames.sort { $0.old.count > $1.old.count }
        guard !isCheck else { return }
        let places = outcome.places.map { place in
            let index = ends.firstIndex { place.offset < $0 } ?? 0
            return WorkbookPlace(
                rule: place.rule, withheld: place.withheld.map { "withheld:\($0.rawValue)" },
                place: "name of sheet \(index + 1)", preview: place.preview, length: place.length)
        }
        masking.report(outcome, places)
    }
}
