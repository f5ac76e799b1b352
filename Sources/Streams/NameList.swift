import Glibc

/// The names in one directory, in byte order, to be taken one by one. They lie in one array, not one each: a directory
/// may hold hundreds of thousands.
struct NameList {
    /// What listing came to.
    enum Outcome {
        case listed(NameList)
        case failed(errno: CInt)
        /// The names take more than was allowed.
        case tooMany
    }

    private var letters: [UInt8] = []
    /// Where each name lies in `letters`, in reverse order, so that the next one is the last.
    private var places: [Range<UInt32>] = []

    /// Memory taken, in bytes.
    var footprint: Int { letters.count + places.count * MemoryLayout<Range<UInt32>>.stride }

    /// Lists `directory` without `.` and `..`, if its names fit in `limit` bytes (below 4 GiB).
    static func listing(_ directory: FilePath, limit: Int) -> Outcome {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK
        let descriptor = directory.withCString { unsafe open($0, flags) }
        guard descriptor >= 0 else { return .failed(errno: errno) }
        guard let stream = unsafe fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            return .failed(errno: code)
        }
        defer { unsafe closedir(stream) }
        // The name's place in the record; the record itself may be shorter than its type says.
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return .failed(errno: EINVAL) }
        var list = NameList()
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { return .failed(errno: errno) }
                list.sort()
                return .listed(list)
            }
            let name = unsafe UnsafeRawPointer(entry) + offset
            let length = unsafe strlen(name.assumingMemoryBound(to: CChar.self))
            unsafe list.append(UnsafeRawBufferPointer(start: name, count: length))
            if list.footprint > limit { return .tooMany }
        }
    }

    mutating func next() -> FilePath? {
        guard let place = places.popLast() else { return nil }
        return FilePath(bytes: Array(letters[Int(place.lowerBound)..<Int(place.upperBound)]))
    }

    private mutating func append(_ name: UnsafeRawBufferPointer) {
        let dot = UInt8(ascii: ".")
        if unsafe name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { return }
        let start = UInt32(letters.count)
        unsafe letters.append(contentsOf: name)
        places.append(start..<UInt32(letters.count))
    }

    private mutating func sort() {
        let letters = letters
        places.sort { left, right in
            letters[Int(right.lowerBound)..<Int(right.upperBound)]
                .lexicographicallyPrecedes(letters[Int(left.lowerBound)..<Int(left.upperBound)])
        }
    }
}
