// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Example",
    dependencies: [
        // In a package of your own: .package(url: "https://…/blot", from: "0.2.0")
        .package(name: "blot", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "Example",
            dependencies: [
                .product(name: "Redaction", package: "blot"),
                .product(name: "RedactionLogging", package: "blot"),
                .product(name: "Logging", package: "swift-log"),
            ])
    ]
)
