/// Names of the two members of an object that are a name and its value: `{"name": "DB_PASSWORD", "value": "…"}`.
///
/// They are compared as numbers of up to eight bytes, since every member of a document is asked about.
enum PairNames {
    /// The value is the next member, or the one behind that.
    static let reach = 2
    static let longestLabel = 13
    /// A map of more bytes, brackets included, is no record: its members are.
    static let longestMap = 1 << 18

    /// Whether a member of that name says what another one is: `key`, `name`, `field`, `label`, `header`, `variable`,
    /// `property`, `question`, `attribute`, `parameter`, `fieldName`, `variableName`, `propertyName`, `ParameterKey`, `parameterName`,
    /// `attributeName`.
    @inline(__always)
    static func isLabel(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 3: unsafe last(3, of: name) == 0x6B_6579
        case 4: unsafe last(4, of: name) == 0x6E61_6D65
        case 5: unsafe last(5, of: name) == 0x66_6965_6C64 || last(5, of: name) == 0x6C_6162_656C
        case 6: unsafe last(6, of: name) == 0x6865_6164_6572
        case 8: isLabel(ending: unsafe last(8, of: name), 0x7661_7269_6162_6C65, 0x7072_6F70_6572_7479, 0x7175_6573_7469_6F6E)
        case 9: isLabel(ending: unsafe last(8, of: name), 0x6965_6C64_6E61_6D65, 0x7474_7269_6275_7465, 0x6172_616D_6574_6572)
        case 12: isLabel(ending: unsafe last(8, of: name), 0x6D65_7465_726B_6579, 0x6162_6C65_6E61_6D65, 0x6572_7479_6E61_6D65)
        case 13: isLabel(ending: unsafe last(8, of: name), 0x6574_6572_6E61_6D65, 0x6275_7465_6E61_6D65)
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

    /// Whether the members of an object of that name are of one kind, which a member behind it may tell, as those of a Secret of Kubernetes
    /// are, or tell what each other is, as those of a state of Terraform do: `data`, `secrets`, `stringData`, `attributes`. If none of them is
    /// a container, they are one record, with the name and two members behind.
    @inline(__always)
    static func isMap(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 4: unsafe last(4, of: name) == 0x6461_7461
        case 7: unsafe last(7, of: name) == 0x73_6563_7265_7473
        case 10: isLabel(ending: unsafe last(8, of: name), 0x7269_6E67_6461_7461, 0x7472_6962_7574_6573)
        default: false
        }
    }

    /// Whether members of that name say what another member of their object is, `"password": {"sensitive": true, "value": "…"}`: `type`,
    /// `secret`, `noEcho`, `isSecret`, `nullable`, `sensitive`, `minLength`, `maxLength`, `description`.
    @inline(__always)
    static func isFlag(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch name.count {
        case 4: unsafe last(4, of: name) == 0x7479_7065
        case 6: isLabel(ending: unsafe last(6, of: name), 0x7365_6372_6574, 0x6E6F_6563_686F)
        case 8: isLabel(ending: unsafe last(8, of: name), 0x6973_7365_6372_6574, 0x6E75_6C6C_6162_6C65)
        case 9: isLabel(ending: unsafe last(8, of: name), 0x656E_7369_7469_7665, 0x696E_6C65_6E67_7468, 0x6178_6C65_6E67_7468)
        case 11: unsafe last(8, of: name) == 0x6372_6970_7469_6F6E
        default: false
        }
    }

    @inline(__always)
    private static func isLabel(ending word: UInt64, _ first: UInt64, _ second: UInt64, _ third: UInt64 = 0) -> Bool {
        word == first || word == second || word == third
    }

    /// The last bytes of a name as a number, letters in lower case.
    @inline(__always)
    private static func last(_ count: Int, of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for at in name.count &- count..<name.count { word = unsafe word << 8 | UInt64(name[at] | 0x20) }
        return word
    }
}
