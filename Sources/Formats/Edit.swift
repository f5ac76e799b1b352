internal import Bytes
internal import Engine
internal import Masking

/// A change of one run of raw bytes. A span that control sequences cut is several edits, a *group*: the first of them, its
/// *lead*, takes the mask of the whole, the others are its *continuations* and take nothing. Edits of other groups may
/// stand between those of one (a secret in the address of a link within a secret).
struct Edit {
    var raw: Range<Int>
    var rule: Int
    var withheld: WithheldReason?
    /// The same for all of a group.
    var group: Int
    var isContinuation = false
    /// Of a lead: how many edits the group has, and where the last of them ends.
    var pieces = 1
    var end: Int
    /// Of a lead: the mask is what stands there already.
    var isIdle = false
    /// How the mask is to be written; nil where the text around tells.
    var landing: Landing?
    /// A path selects it: it is counted under that rule, whatever is found in it.
    var isSelected = false
    /// Of a lead: the place in a document, as the processor's table has it; -1 for none.
    var path: Int32 = -1
    /// How it stands in text that is spelled otherwise: a number of the processor's wraps; -1 where it does not.
    var wrap: Int32 = -1
    /// Where it stands in the output.
    var output: Range<Int> = 0..<0

    init(_ raw: Range<Int>, rule: Int, withheld: WithheldReason?, group: Int) {
        self.raw = raw
        self.rule = rule
        self.withheld = withheld
        self.group = group
        end = raw.upperBound
    }

    /// What stands around the mask belongs to one text with it, so that it may look different now.
    var leavesText: Bool { wrap >= 0 || !(landing?.isWhole ?? false) }

    /// It stands for all of a value, or of a cell that does not settle.
    var standsForWhole: Bool { landing?.isWhole ?? false || (landing == .cell && withheld == .unstable) }

    /// Becomes one with another, which it touches: under the stronger of both, where the larger stands.
    mutating func take(in edit: Edit, _ wraps: WrapTable, _ outranks: (Int, Int) -> Bool) {
        let both = min(raw.lowerBound, edit.raw.lowerBound)..<max(raw.upperBound, edit.raw.upperBound)
        let (wrap, isEdits) = wraps.joined(self.wrap, raw, edit.wrap, edit.raw, isOneRule: rule == edit.rule)
        let landing = isEdits ? edit.landing : self.landing
        let path = self.path
        if EditList.isStronger(edit, than: self, outranks) {
            self = edit
            if self.path < 0 { self.path = path }
        } else if self.path < 0 {
            self.path = edit.path
        }
        raw = both
        self.landing = landing
        self.wrap = wrap
    }

    mutating func move(by distance: Int) {
        raw = raw.lowerBound + distance..<raw.upperBound + distance
        end += distance
    }
}
