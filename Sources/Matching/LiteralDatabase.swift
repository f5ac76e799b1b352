internal import CVectorscan
internal import Glibc

/// Literals compiled into one Vectorscan database, matched without regard to ASCII case. Immutable, and shared.
@safe
public final class LiteralDatabase: @unchecked Sendable {
    // Invariant: both are owned by this object and only read after `init`; workers run on clones of the scratch.
    let database: OpaquePointer
    let prototype: OpaquePointer
    /// Bytes of the compiled database.
    public let size: Int
    public let literalCount: Int

    /// - Parameter literals: at least one, none empty or all NULs; a match reports the literal's index. What NULs a literal
    ///   begins with are not looked at: it is found wherever the rest of it stands.
    public convenience init(_ literals: [[UInt8]]) throws(LiteralError) {
        // Vectorscan takes a literal that begins with a NUL for an empty one, whatever its length says.
        let literals = literals.map { Array($0.drop { $0 == 0 }) }
        guard !literals.isEmpty else { throw LiteralError(reason: "no literals") }
        guard literals.allSatisfy({ !$0.isEmpty }) else { throw LiteralError(reason: "a literal holds nothing but NULs") }
        // One block holds them all, so that the pointers stay put while Vectorscan reads them.
        let block = UnsafeMutablePointer<CChar>.allocate(capacity: literals.reduce(0) { $0 + $1.count })
        defer { unsafe block.deallocate() }
        var pointers: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int] = []
        var used = 0
        for literal in literals {
            for (i, byte) in literal.enumerated() { unsafe block[used + i] = CChar(bitPattern: byte) }
            unsafe pointers.append(UnsafePointer(block + used))
            lengths.append(literal.count)
            used += literal.count
        }
        let flags = [UInt32](repeating: UInt32(HS_FLAG_CASELESS), count: literals.count)
        let ids = (0..<UInt32(literals.count)).map { $0 }
        var compiled: OpaquePointer? = nil
        var failure: UnsafeMutablePointer<hs_compile_error_t>? = nil
        let status = unsafe hs_compile_lit_multi(
            pointers, flags, ids, lengths, UInt32(literals.count), UInt32(HS_MODE_BLOCK), nil, &compiled, &failure)
        defer { if let failure = unsafe failure { unsafe hs_free_compile_error(failure) } }
        guard status == HS_SUCCESS, let compiled = unsafe compiled else {
            throw LiteralError(reason: unsafe failure.map { unsafe String(cString: $0.pointee.message) } ?? "error \(status)")
        }
        try unsafe self.init(owning: compiled, literalCount: literals.count)
    }

    /// Takes a database over.
    private init(owning compiled: OpaquePointer, literalCount: Int) throws(LiteralError) {
        var scratch: OpaquePointer? = nil
        guard unsafe hs_alloc_scratch(compiled, &scratch) == HS_SUCCESS, let scratch = unsafe scratch else {
            unsafe hs_free_database(compiled)
            throw LiteralError(reason: "no memory for scratch")
        }
        var bytes = 0
        unsafe hs_database_size(compiled, &bytes)
        size = bytes
        self.literalCount = literalCount
        unsafe database = compiled
        unsafe prototype = scratch
    }

    deinit {
        unsafe hs_free_scratch(prototype)
        unsafe hs_free_database(database)
    }

    /// The database as bytes, the number of its literals first.
    public func serialized() -> [UInt8]? {
        var block: UnsafeMutablePointer<CChar>? = nil
        var length = 0
        guard unsafe hs_serialize_database(database, &block, &length) == HS_SUCCESS, let block = unsafe block else { return nil }
        defer { unsafe free(block) }
        var bytes: [UInt8] = []
        unsafe withUnsafeBytes(of: UInt64(literalCount)) { unsafe bytes.append(contentsOf: $0) }
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: block, count: length))
        return bytes
    }

    /// Nil where Vectorscan does not take the bytes: it checks them, and that they are of its version and this processor.
    public convenience init?(serialized bytes: [UInt8]) {
        guard bytes.count > 8 else { return nil }
        let count = unsafe bytes.withUnsafeBytes { unsafe Int(truncatingIfNeeded: $0.loadUnaligned(as: UInt64.self)) }
        guard count >= 0 else { return nil }
        var loaded: OpaquePointer? = nil
        let status = unsafe bytes.withUnsafeBytes { raw in
            unsafe hs_deserialize_database(raw.baseAddress?.advanced(by: 8).assumingMemoryBound(to: CChar.self), raw.count - 8, &loaded)
        }
        guard status == HS_SUCCESS, let loaded = unsafe loaded else { return nil }
        do throws(LiteralError) { try unsafe self.init(owning: loaded, literalCount: count) } catch { return nil }
    }

    /// What serialized databases depend on: Vectorscan's version and the processor's abilities.
    public static var platform: String {
        var info = hs_platform_info_t()
        guard unsafe hs_populate_platform(&info) == HS_SUCCESS else { return "unknown" }
        let version = unsafe hs_version().map { unsafe String(cString: $0) } ?? ""
        return "\(version)-\(info.tune)-\(info.cpu_features)".filter { $0 != " " && $0 != "/" }
    }
}

public struct LiteralError: Error, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { "literals do not compile: \(reason)" }
}

/// Called for each literal found: its index, an unused start, the offset of its end, flags, the caller's context.
/// Returns 0 to go on. It must not throw or block.
public typealias LiteralHandler = @convention(c) (UInt32, UInt64, UInt64, UInt32, UnsafeMutableRawPointer?) -> Int32

/// One worker's scratch for a database.
@safe public struct LiteralScanner: ~Copyable {
    private let database: LiteralDatabase
    private let scratch: OpaquePointer

    public init(_ database: LiteralDatabase) throws(LiteralError) {
        var clone: OpaquePointer? = nil
        guard unsafe hs_clone_scratch(database.prototype, &clone) == HS_SUCCESS, let clone = unsafe clone else {
            throw LiteralError(reason: "no memory for scratch")
        }
        self.database = database
        unsafe scratch = clone
    }

    deinit { unsafe hs_free_scratch(scratch) }

    /// Reports every end of every literal in `bytes`, roughly in the order of ends.
    /// False when Vectorscan failed: the caller must then fall back to what needs no candidates.
    public mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, handler: LiteralHandler, context: UnsafeMutableRawPointer
    ) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        guard let length = UInt32(exactly: bytes.count) else { return false }
        let status = unsafe base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
            unsafe hs_scan(database.database, text, length, 0, scratch, handler, context)
        }
        return status == HS_SUCCESS
    }
}
