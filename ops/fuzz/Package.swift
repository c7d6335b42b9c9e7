// swift-tools-version: 6.2
import PackageDescription

// A package of its own: libFuzzer brings its own main, and all of it is built with its sanitizer.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "parapet", path: "../..")],
    targets: [
        .executableTarget(
            name: "Decoders",
            dependencies: [
                .product(name: "Document", package: "parapet"),
                .product(name: "Policy", package: "parapet"),
            ],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        ),
        .executableTarget(
            name: "Decode",
            dependencies: [.product(name: "Document", package: "parapet")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
