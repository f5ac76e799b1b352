// swift-tools-version: 6.2
import PackageDescription

// Benchmarks of the single rooms: `make bench-micro`. A package of its own, so that building blot needs none of this.
let package = Package(
    name: "blot-benchmarks",
    dependencies: [
        .package(name: "blot", path: ".."),
        // Without traits: its allocation counters need packages of their own.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Rooms",
            dependencies: [
                .product(name: "Rooms", package: "blot"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Rooms",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ],
    swiftLanguageModes: [.v6]
)
