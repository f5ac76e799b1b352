internal import Bytes
internal import JSONPath

/// Texts that are examined together: at level 0 the input; at each further level what strings of the level before hold.
///
///     0   {"log":"{\"user\":\"a@b.example\"}\n","stream":"stdout"}
///     1   {"user":"a@b.example"} ⏎
///     2   (nothing: no string there has an escape)
final class JSONLevel {
    /// From level 1 on.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var text = ByteBuffer(capacity: 1)
    /// To the text of the level before. Texts may come in any order, so that only the way back can be asked for.
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var map = OffsetMap()
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var texts: [StringText] = []
    #if !DEBUG
        @exclusivity(unchecked)
    #endif
    var tape = JSONTape()

    func removeAll() {
        text.removeAll()
        map.removeAll()
        texts.clear()
        tape.removeAll()
    }

    func shrink(to limit: Int) { text.shrink(to: limit) }

    /// The text that holds an offset, as an index; texts are in order.
    func index(ofTextAt offset: Int) -> Int {
        var low = 0
        var high = texts.count
        while low < high {
            let middle = (low + high) / 2
            if texts[middle].range.upperBound < offset { low = middle + 1 } else { high = middle }
        }
        return min(low, texts.count - 1)
    }
}

/// One of the texts of a level.
struct StringText {
    enum Kind: Equatable {
        /// All that a string or a name holds, decoded.
        case decoded
        /// A member as a document of its own, with only such escapes resolved as it needs none for.
        case member
        /// As it stands in the text of the level before: looked at by itself, since a match ran over its end.
        case part
        /// The two parts of a line around a seam, as in `PartialLines`, which lies at an offset of the level. Only matches that
        /// run over it count, and documents are not looked for.
        case seam(at: Int)
        /// What an array of numbers holds, byte by byte: what is found in it masks all of the array.
        case bytes

        /// Documents are looked for in it.
        var mayHoldDocument: Bool {
            switch self {
            case .decoded, .member, .bytes: true
            case .part, .seam: false
            }
        }
    }

    var kind: Kind
    var range: Range<Int>
    /// In how many strings it stands: a `"` in it is written behind 2^strings - 1 backslashes.
    var strings: Int
    /// What queries say of the place that it stands in.
    var state: PathAutomaton.State
    /// The token of the level before that it was made of; -1 where that stands outside documents.
    var token: Int
    /// How it is spelled in the level before, where that is not as JSON spells strings.
    var spelling: TextSpelling?
    /// In how many texts that are spelled so it stands, itself among them.
    var layers: UInt8 = 0
    /// Of one that is spelled so: in how many strings what it was made of stands.
    var around = 0
    /// Of one that is spelled so: nothing of it stands behind.
    var isEnd = false
}
