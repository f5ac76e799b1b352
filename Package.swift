// swift-tools-version: 6.2
import PackageDescription

/// Every room of the project is compiled the same way.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room: what it may import is the architecture (DESIGN.md).
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: (name == "EndToEnd" ? ["blot"] : [.init(stringLiteral: name)]) + dependencies,
        swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "blot",
    products: [
        .executable(name: "blot", targets: ["blot"]),
        // For Swift programs: masking in-process, and for what they log.
        .library(name: "Redaction", targets: ["Redaction"]),
        .library(name: "RedactionLogging", targets: ["RedactionLogging"]),
        // For the packages in Benchmarks/ and Tests/Fuzz, which run the rooms one by one.
        .library(
            name: "Rooms",
            targets: [
                "Bytes", "Engine", "Formats", "JSONPath", "Mail", "Masking", "Matching", "PatternAnalysis", "PatternTranslation",
                "RuleLoading", "Streams", "Workbooks", "CRulePacks",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // The command.
        .executableTarget(
            name: "blot",
            dependencies: [
                "Gateway", "Redaction", "Pipeline", "Mail", "Workbooks", "Formats", "Report", "RuleLoading", "Engine", "Matching",
                "Masking", "Validators", "JSONPath", "Streams", "ServiceLog", "Threads", "Milter", "CThreads",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // For Swift programs.
        room("RedactionLogging", ["Redaction", .product(name: "Logging", package: "swift-log")]),
        room("Redaction", ["Formats", "RuleLoading", "Engine", "Matching", "Masking", "Bytes", "CRulePacks"]),

        // Running: bytes in, bytes out.
        room(
            "Gateway",
            [
                "Pipeline", "Mail", "Formats", "Engine", "Masking", "Report", "Streams", "Bytes", "Threads",
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"), "CTLS",
            ]),
        room("Pipeline", ["Mail", "Workbooks", "Formats", "Engine", "Masking", "Report", "Streams", "Bytes", "Threads"]),
        room("Workbooks", ["Formats", "Engine", "Masking", "Streams", "Bytes", "Threads", "CXML", "CZip"]),
        room("Mail", ["Formats", "Engine", "Masking", "Streams", "Bytes", "CCharset"]),
        room("Milter", ["Streams", "CMilter"]),
        room("Threads", ["CThreads"]),
        room("Formats", ["Engine", "Masking", "JSONPath", "Bytes"]),
        room("ServiceLog", ["Report", .product(name: "Logging", package: "swift-log")]),
        room("Report"),
        room("Streams", ["CZlib", "CZstd", "CStreams"]),

        // Rules: from text to what the engine runs.
        room(
            "RuleLoading",
            [
                "Engine", "PatternTranslation", "PatternAnalysis", "Masking", "Validators", "JSONPath", crypto,
                .product(name: "Yams", package: "Yams"), .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        room("Engine", ["Matching", "PatternAnalysis", "Masking", "Validators", "JSONPath", "Bytes", "Threads"]),
        room("Matching", ["CPCRE2", "Bytes"]),
        room("PatternAnalysis"),
        room("PatternTranslation"),
        room("Masking", [crypto]),
        room("Validators"),
        room("JSONPath"),
        room("Bytes", ["CByteScan"]),

        // C: kernels, system libraries, the rule packs.
        .target(name: "CByteScan"),
        .target(name: "CCharset"),
        .target(name: "CStreams"),
        .target(name: "CThreads"),
        // The archive: nothing is loaded at the start of runs that are no milter, and its calls can be stood in for (cmilter.c).
        .target(name: "CMilter", linkerSettings: [.linkedLibrary(":libmilter.a")]),
        .target(name: "CTLS"),
        .target(name: "CZip"),
        .target(name: "CXML", dependencies: ["CExpat"]),
        .target(name: "CRulePacks", path: "Rules", sources: ["packs.c"], publicHeadersPath: "include"),

        // Documentation/Example once more, which is a package of its own: here it takes no build of its own to try it.
        .executableTarget(
            name: "Example", dependencies: ["Redaction", "RedactionLogging", .product(name: "Logging", package: "swift-log")],
            path: "Documentation/Example/Sources/Example"),

        // Tests: one target a room.
        .target(name: "TestSupport", dependencies: ["Engine", "JSONPath"], path: "Tests/TestSupport", swiftSettings: settings),
        tests("Bytes", ["CByteScan"]),
        tests("Validators"),
        tests("JSONPath"),
        tests("Masking", [crypto]),
        tests("PatternAnalysis", ["CPCRE2"]),
        tests("PatternTranslation", ["Matching"]),
        tests("Matching"),
        tests("Engine", ["Matching", "Masking", "Validators", "TestSupport"]),
        tests("RuleLoading", ["Engine", "Masking", "Validators", "JSONPath", "Redaction"]),
        tests("Report"),
        tests("ServiceLog", [.product(name: "Logging", package: "swift-log")]),
        tests("Streams"),
        tests("Formats", ["Engine", "Matching", "Masking", "Validators", "JSONPath", "Bytes", "TestSupport"]),
        tests(
            "Pipeline", ["Formats", "Engine", "Matching", "Masking", "Report", "Streams", "JSONPath", "Bytes", "Threads", "TestSupport"]),
        tests("Workbooks", ["CXML", "Formats", "Engine", "Matching", "Masking", "Validators", "Streams", "Bytes", "TestSupport"]),
        tests("Redaction", ["Masking"]),
        tests("RedactionLogging", ["Redaction", .product(name: "Logging", package: "swift-log")]),
        tests(
            "Gateway",
            [
                "Pipeline", "Engine", "Masking", "Report", .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("Mail", ["Formats", "Engine", "Matching", "Masking", "Validators", "Streams", "Bytes", "TestSupport"]),
        tests("Milter"),
        tests("EndToEnd", ["TestSupport"]),

        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
