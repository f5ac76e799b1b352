/// What is taken at the most. Bytes are capped first; only what is large is asked how much it was compressed, since small
/// parts of workbooks may well be repetitive.
public enum WorkbookLimits {
    /// An archive. Excel itself opens none near it.
    public static let archive = 1 << 30
    /// Parts. A workbook has some twenty, and a few for each sheet, picture and comment.
    public static let entries = 65_535 - 1
    /// A part's name.
    static let name = 1_024
    /// One part, decompressed: a million rows of twenty columns. Places in a part are counted in 31 bits.
    public static let part = 1 << 30
    /// All parts together.
    public static let total = 3 << 30
    /// Beyond this many bytes in all, decompressed…
    static let ratioFloor = 128 << 20
    /// … they may be so many times what they were compressed. Sheets of equal rows come to 100.
    static let ratio = 250
    /// Elements within elements. Deep ones are drawings in groups, some 30.
    static let depth: Int32 = 256
    /// A text, or a tag. A cell has 32,767 characters.
    static let text = 8 << 20
    /// Attributes of a tag.
    static let attributes = 4_096
}
