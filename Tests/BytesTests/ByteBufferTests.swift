import Bytes
import Testing

@Suite struct ByteBufferTests {
    /// Random operations on a buffer and on an array, which must stay equal.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func behavesAsAnArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var buffer = ByteBuffer(capacity: random.below(8))
        var model: [UInt8] = []
        for step in 0..<2_000 {
            let piece = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
            switch random.below(9) {
            case 0:
                buffer.append(7)
                model.append(7)
            case 1:
                buffer.append(piece)
                model += piece
            case 2:
                buffer.append(piece.span)
                model += piece
            case 3:
                let n = random.below(60) - 5
                buffer.removeFirst(n)
                model.removeFirst(min(max(n, 0), model.count))
            case 4:
                let n = random.below(400) - 5
                buffer.truncate(to: n)
                model = Array(model.prefix(max(n, 0)))
            case 5:
                let limit = random.below(300)
                buffer.shrink(to: limit)
                #expect(buffer.capacity >= model.count)
                if model.count <= limit { #expect(buffer.capacity <= max(limit, 1) || buffer.capacity <= limit) }
            case 6:
                buffer.reserve(random.below(500))
            case 7:
                let fill = min(piece.count, buffer.spare)
                let filled = unsafe buffer.withSpare { spare in
                    for i in 0..<fill { unsafe spare[i] = piece[i] }
                    return fill
                }
                #expect(filled == fill)
                model += piece.prefix(fill)
            default:
                if random.chance(5) {
                    buffer.removeAll()
                    model = []
                }
            }
            #expect(buffer.count == model.count, "seed \(seed), step \(step)")
            #expect(buffer.array() == model, "seed \(seed), step \(step)")
            #expect(buffer.capacity >= buffer.count && buffer.spare == buffer.capacity - buffer.count)
            #expect(buffer.isEmpty == model.isEmpty)
        }
    }

    @Test func shrinkKeepsWhatIsInUse() {
        var buffer = ByteBuffer(capacity: 4)
        buffer.append([UInt8](repeating: 1, count: 1_000))
        let grown = buffer.capacity
        buffer.shrink(to: 100)
        #expect(buffer.capacity == grown && buffer.count == 1_000)
        buffer.truncate(to: 10)
        buffer.shrink(to: 100)
        #expect(buffer.capacity == 100 && buffer.array() == [UInt8](repeating: 1, count: 10))
        buffer.removeAll()
        buffer.shrink(to: 0)
        #expect(buffer.capacity == 1)
        buffer.append(9)
        buffer.append(8)
        #expect(buffer.array() == [9, 8])
    }

    @Test func spanAndBytesShowTheSame() {
        var buffer = ByteBuffer()
        buffer.append(Array("abc".utf8))
        let count = buffer.span.count
        let last = buffer.span[2]
        #expect(count == 3 && last == 0x63)
        let first: UInt8? = unsafe buffer.withBytes { unsafe $0.first }
        #expect(first == 0x61)
    }
}
