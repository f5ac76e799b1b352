/// What is to become of a text once it was scanned. All offsets are raw.
struct Job {
    /// What is written begins here.
    var start: Int
    /// It ends here, or before.
    var decided: Int
    /// So much is looked at again as it will be written: what follows the decided part is part of what it is judged by.
    var horizon: Int
    /// Nothing follows the text.
    var isFinal: Bool
    /// The text ends in a part of a record: what starts in the decided part is decided here, wherever it ends.
    var decidesAll = false
}
