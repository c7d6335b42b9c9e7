// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that benchmarks are never part of the program.
let package = Package(
    name: "bench",
    dependencies: [.package(name: "parapet", path: "../..")],
    targets: [
        .executableTarget(
            name: "Calls",
            dependencies: [.product(name: "AWS", package: "parapet")]
        ),
        .executableTarget(
            name: "Conditions",
            dependencies: [
                .product(name: "CEL", package: "parapet"),
                .product(name: "Document", package: "parapet"),
                .product(name: "AWS", package: "parapet"),
            ]
        ),
        .executableTarget(
            name: "Endpoint",
            dependencies: [.product(name: "Rehearsal", package: "parapet")]
        ),
        .executableTarget(
            name: "Events",
            dependencies: [
                .product(name: "Document", package: "parapet"),
                .product(name: "AWS", package: "parapet"),
                .product(name: "Rehearsal", package: "parapet"),
            ]
        ),
        .executableTarget(
            name: "Jobs",
            dependencies: [
                .product(name: "AWS", package: "parapet"),
                .product(name: "Store", package: "parapet"),
            ]
        ),
        .executableTarget(
            name: "Policies",
            dependencies: [
                .product(name: "AWS", package: "parapet"),
                .product(name: "Document", package: "parapet"),
                .product(name: "Policy", package: "parapet"),
                .product(name: "Rehearsal", package: "parapet"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
