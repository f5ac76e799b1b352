// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // libFuzzer brings the main function.
    .unsafeFlags(["-parse-as-library"]),
]

let rooms = Target.Dependency.product(name: "Rooms", package: "blot")

/// A fuzz target: one function that libFuzzer calls with one input after the other.
func fuzzer(_ name: String) -> Target {
    .executableTarget(name: name, dependencies: [rooms, "FuzzSupport"], swiftSettings: settings)
}

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "blot", path: "../..")],
    targets: [
        .target(name: "FuzzSupport", dependencies: [rooms], swiftSettings: Array(settings.dropLast())),
        fuzzer("FuzzRules"),
        fuzzer("FuzzImport"),
        fuzzer("FuzzEngine"),
        fuzzer("FuzzText"),
        fuzzer("FuzzLayers"),
        fuzzer("FuzzAnalysis"),
        fuzzer("FuzzJSON"),
        fuzzer("FuzzWorkbook"),
        fuzzer("FuzzTable"),
        fuzzer("FuzzMail"),
        fuzzer("FuzzBody"),
    ],
    swiftLanguageModes: [.v6]
)
