/// Changes of the view, carried back.
extension HeaderView {
    /// What takes the place of a field's name: a mask holds a colon, as a rule, and would make another field of it.
    static let maskedName = Array("X-Redacted".utf8)

    /// Changes of the source that show as changes of the view.
    ///
    /// - Throws: where the delimiter of parts would have to change.
    func lower(_ script: EditScript, lineEnd: [UInt8]) throws(MailError) -> [(range: Range<Int>, text: [UInt8])] {
        var result: [(range: Range<Int>, text: [UInt8])] = []
        var ofWords: [Int: EditScript] = [:]
        var ofParameters: [Int: EditScript] = [:]
        var first = 0
        for edit in script.edits {
            while first < segments.count, segments[first].view.upperBound <= edit.range.lowerBound { first += 1 }
            var mask = Array(script.text(of: edit))
            // What is not in words, together with the folds between.
            var hull: Range<Int>?
            var isBehindWord = false
            func close() {
                guard let range = hull else { return }
                var text = mask
                mask = []
                // Words stand apart from all else.
                if text.isEmpty, isBehindWord { text = [0x20] }
                result.append((range, text))
                hull = nil
            }
            var at = first
            while at < segments.count, segments[at].view.lowerBound < edit.range.upperBound {
                let segment = segments[at]
                at += 1
                let low = max(segment.view.lowerBound, edit.range.lowerBound) - segment.view.lowerBound
                let high = min(segment.view.upperBound, edit.range.upperBound) - segment.view.lowerBound
                switch segment.kind {
                case .verbatim:
                    let raw = segment.raw.lowerBound + low..<segment.raw.lowerBound + high
                    hull = (hull?.lowerBound ?? raw.lowerBound)..<raw.upperBound
                case .name:
                    close()
                    if result.last?.range != segment.raw { result.append((segment.raw, Self.maskedName)) }
                case .pair: hull = (hull?.lowerBound ?? segment.raw.lowerBound)..<segment.raw.upperBound
                case .word(let index):
                    if hull != nil, !mask.isEmpty { mask.append(0x20) }
                    close()
                    ofWords[index, default: EditScript()].append(low..<high, mask)
                    mask = []
                    isBehindWord = true
                case .parameter(let index):
                    close()
                    ofParameters[index, default: EditScript()].append(low..<high, mask)
                    mask = []
                case .added:
                    close()
                    isBehindWord = false
                }
            }
            close()
        }
        for (index, changes) in ofWords {
            let word = words[index]
            var raw = word.raw
            let text = word.written(changes, lineEnd: lineEnd)
            // A word that is gone takes the blanks before it along, or a line of blanks would be left.
            if text.isEmpty {
                while raw.lowerBound > 0, Self.isBlank(source[raw.lowerBound - 1]) { raw = raw.lowerBound - 1..<raw.upperBound }
            }
            if text.isEmpty, raw.lowerBound > 0, source[raw.lowerBound - 1] == UInt8(ascii: ":") {
                result.append((raw, [0x20]))
            } else {
                result.append((raw, text))
            }
        }
        for (index, changes) in ofParameters {
            let parameter = parameters[index]
            guard parameter.source.name != "boundary" else {
                throw MailError(.unmaskable, "a rule finds something in the delimiter of its parts")
            }
            rewrite(parameter, changes.apply(to: parameter.value), lineEnd, &result)
        }
        return result
    }
}
