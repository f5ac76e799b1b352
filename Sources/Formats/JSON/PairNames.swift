/// Names of the two members of an object that are a name and its value: `{"name": "DB_PASSWORD", "value": "…"}`.
///
/// They are compared as numbers of up to eight bytes, since every member of a document is asked about.
enum PairNames {
    /// The value is the next member, or the one behind that.
    static let reach = 2
    static let longestLabel = 12

    /// Whether a member of that name says what another one is: `key`, `name`, `field`, `header`, `variable`, `property`, `ParameterKey`.
    @inline(__always)
    static func isLabel(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 3: unsafe last(3, of: name) == 0x6B_6579
        case 4: unsafe last(4, of: name) == 0x6E61_6D65
        case 5: unsafe last(5, of: name) == 0x66_6965_6C64
        case 6: unsafe last(6, of: name) == 0x6865_6164_6572
        case 8: unsafe last(8, of: name) == 0x7661_7269_6162_6C65 || last(8, of: name) == 0x7072_6F70_6572_7479
        case 12: unsafe last(8, of: name) == 0x6D65_7465_726B_6579
        default: false
        }
    }

    /// Whether the first member of an object is its value, `"password": {"value": "…"}`: `value`, `S`, `string`, `plaintext`, `stringValue`.
    @inline(__always)
    static func isValue(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 1: unsafe last(1, of: name) == 0x73
        case 5: unsafe last(5, of: name) == 0x76_616C_7565
        case 6: unsafe last(6, of: name) == 0x7374_7269_6E67
        case 9: unsafe last(8, of: name) == 0x6C61_696E_7465_7874
        case 11: unsafe last(8, of: name) == 0x696E_6776_616C_7565
        default: false
        }
    }

    /// The last bytes of a name as a number, letters in lower case.
    @inline(__always)
    private static func last(_ count: Int, of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for at in name.count &- count..<name.count { word = unsafe word << 8 | UInt64(name[at] | 0x20) }
        return word
    }
}
