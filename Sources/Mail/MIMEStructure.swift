/// A message as the parser saw it: ranges of its bytes, in the order in which they stand, and never a tree.
struct MIMEStructure {
    /// What readers may see differently. Where there is any, the raw bytes are held against the rules in all places.
    struct Doubts: OptionSet {
        let rawValue: UInt8

        /// A line of a header that is no field, or has blanks before its colon.
        static let header = Doubts(rawValue: 1)
        /// Two fields that say what a part is, or how it is encoded.
        static let duplicate = Doubts(rawValue: 2)
        /// A delimiter that closes nothing, comes again behind the last one, or is missing.
        static let boundary = Doubts(rawValue: 4)
        /// A line that ends in a return alone, or a NUL.
        static let control = Doubts(rawValue: 8)
        /// An encoding of a multipart, or one that is not known.
        static let encoding = Doubts(rawValue: 16)
    }

    struct Field {
        /// As it stands, without the colon.
        var name: Range<Int>
        /// Behind the colon, up to the last line end.
        var value: Range<Int>
        /// With the line end.
        var whole: Range<Int>
        var entity: Int
        /// The name in lower case.
        var key: String
        /// In `lists`: its parameters, where it has any that say what a part is.
        var list: Int?
    }

    enum Kind {
        /// Its body is content.
        case leaf
        /// Its body is parts; what stands before and behind them is text.
        case multipart
        /// Its body is a message, or its header.
        case message
    }

    struct Entity {
        var kind = Kind.leaf
        var parent = -1
        /// `1.2`; empty for the message itself.
        var path = ""
        /// In `fields`.
        var fields = 0..<0
        /// From the first byte of the header to the end of the empty line behind it.
        var header = 0..<0
        var body = 0..<0
        var type = ContentType()
        /// Other types that it says to have.
        var otherTypes: [ContentType] = []
        var encodings: [TransferEncoding] = []
        var disposition = ParameterList()
        /// It says of itself what is not followed: more than bounds allow, or an encoding that it must not have.
        var isOdd = false
        /// The header is that of the message as a whole.
        var isTop = false

        /// It says to be one, whether its delimiter is known or not.
        var isMultipart: Bool { type.isMultipart || otherTypes.contains(where: \.isMultipart) }
    }

    var entities: [Entity] = []
    var fields: [Field] = []
    var lists: [ParameterList] = []
    /// Lines that delimit parts, line ends and all.
    var delimiters: [(line: Range<Int>, entity: Int)] = []
    /// Texts between: before the first part of a multipart, and behind the last.
    var gaps: [Range<Int>] = []
    /// The line of an mbox before the message.
    var envelope = 0..<0
    var doubts: Doubts = []
    /// The first byte at which readers may differ on the header of the message itself.
    var firstDoubt = Int.max
}
