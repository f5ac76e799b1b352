/// A growable run of plain values with one owner: an array without reference counts, for the automaton's tables.
///
/// Invariant: `base` owns room for `capacity` elements, of which the first `count` are initialised. Indices are checked
/// in debug builds only; every index the automaton uses was made by itself.
@safe struct FlatArray<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity, 1))
    }

    deinit { unsafe base.deallocate() }

    /// Valid until the array next grows.
    var pointer: UnsafePointer<Element> { unsafe UnsafePointer(base) }

    subscript(_ index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return unsafe base[index]
        }
        set {
            assert(index >= 0 && index < count)
            unsafe base[index] = newValue
        }
    }

    mutating func append(_ element: Element) {
        if count == capacity { reserve(count + 1) }
        unsafe (base + count).initialize(to: element)
        count &+= 1
    }

    mutating func append(repeating element: Element, count repetitions: Int) {
        reserve(count + repetitions)
        unsafe (base + count).initialize(repeating: element, count: repetitions)
        count &+= repetitions
    }

    mutating func append(_ elements: borrowing FlatArray<Element>) {
        reserve(count + elements.count)
        unsafe (base + count).initialize(from: elements.base, count: elements.count)
        count &+= elements.count
    }

    /// Keeps the first `length` elements.
    mutating func truncate(to length: Int) { count = min(count, max(length, 0)) }

    private mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        let larger = max(wanted, capacity * 2)
        let fresh = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        unsafe fresh.initialize(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = larger
    }
}
