// swift-tools-version: 6.2
import PackageDescription

// The order of the targets is the order of the rooms (ops/docs/contributing.md): each may import only
// rows above it. `Tests/LayersTests` holds this table.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "parapet",
    products: [
        .executable(name: "parapet", targets: ["parapet"]),
        // For ops/fuzz and ops/bench, packages of their own.
        .library(name: "Document", targets: ["Document"]),
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "Policy", targets: ["Policy"]),
        .library(name: "AWS", targets: ["AWS", "Platform", "Guardrails"]),
        .library(name: "Store", targets: ["Store"]),
        .library(name: "Rehearsal", targets: ["Rehearsal"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle",
            from: "2.13.0"
        ),
    ],
    targets: [
        // C
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq"),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0"),
        .target(name: "CSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CAssets", exclude: ["models", "partitions.json", "actions.json"]),

        // pure
        room("Document", ["CSIMDJSON", "CXML"]),
        room("CEL", ["CRE2", "Document"]),
        room("Policy", ["Document"]),
        room("Guardrails", ["Document", "CEL", "Yams"]),
        room("Playbooks", ["Document", "CEL", "Guardrails"]),
        room("Records", ["Document", "Guardrails"]),

        // edge
        room("Platform", ["CCurl", "COpenSSL", "CPostgres", "Document"]),
        room(
            "AWS",
            ["CAssets", "Document", "CEL", "Policy", "Guardrails", "Playbooks", "Platform"]
        ),
        room("Notify", ["Document", "Guardrails", "Records", "Platform", "AWS"]),
        room("Store", ["Document", "Guardrails", "Platform"]),

        // runtime
        room(
            "Cluster",
            [
                "Document", "Guardrails", "Playbooks", "Records", "Platform", "AWS", "Notify",
                "Store",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // surface
        .executableTarget(
            name: "parapet",
            dependencies: [
                "Document", "CEL", "Policy", "Guardrails", "Playbooks", "Records", "Platform",
                "AWS", "Notify",
                "Store", "Cluster",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // stage: for tests and benchmarks, never part of the program
        room("Rehearsal", ["CAssets", "Document", "Policy", "Platform", "Store"]),

        // tests
        tests("LayersTests", ["Yams"]),
        tests("DocumentTests", ["Document", "Rehearsal"]),
        tests("CELTests", ["CEL", "Document"]),
        tests("PolicyTests", ["Policy", "Document", "Rehearsal"]),
        tests("GuardrailsTests", ["Guardrails", "CEL", "Document", "Rehearsal"]),
        tests("PlaybooksTests", ["Playbooks", "Guardrails", "CEL", "Document", "Rehearsal"]),
        tests("RecordsTests", ["Records", "Guardrails", "Document"]),
        tests("PlatformTests", ["Platform", "Rehearsal"]),
        tests(
            "AWSTests",
            [
                "AWS", "CEL", "Policy", "Guardrails", "Playbooks", "Document", "Platform",
                "Rehearsal",
            ],
            exclude: ["Events"]
        ),
        tests(
            "NotifyTests",
            [
                "Notify", "AWS", "Guardrails", "Records", "Document", "Platform", "Rehearsal",
            ],
            exclude: ["Golden"]
        ),
        tests("StoreTests", ["Store", "Guardrails", "Document", "Platform", "Rehearsal"]),
        tests(
            "ClusterTests",
            [
                "parapet", "Cluster", "AWS", "Notify", "Store", "Records", "Guardrails",
                "Playbooks", "Policy", "Document", "Platform", "Rehearsal",
            ],
            exclude: ["Golden"]
        ),
    ],
    cLanguageStandard: .c2x,
    cxxLanguageStandard: .cxx17
)
