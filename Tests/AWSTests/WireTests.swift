import Document
import Foundation
import Platform
import Testing

@testable import AWS

private enum WireCases {
    static let file = ProcessInfo.processInfo.environment["PARAPET_WIRE_CASES"]
}

/// Requests and answers as botocore has them (`ops/models/oracle`), operation by operation.
@Suite(.enabled(if: WireCases.file != nil, "PARAPET_WIRE_CASES names no file"))
struct WireTests {
    private func cases(with key: String) throws -> [JSON] {
        let text = try String(contentsOfFile: try #require(WireCases.file), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSON.parse(String($0)) }
            .filter { $0[key] != nil }
    }

    private func found(_ wire: JSON) throws -> (ServiceModel, AWS.Operation) {
        let model = try #require(ServiceModel.named(wire["service"]?.string ?? ""))
        return (model, try #require(model.operations[wire["operation"]?.string ?? ""]))
    }

    @Test func endpointsAreThoseOfBotocore() throws {
        let cases = try cases(with: "endpoint")
        #expect(cases.count > 500)
        for wire in cases {
            let model = try #require(ServiceModel.named(wire["service"]?.string ?? ""))
            let expected = wire["endpoint"] ?? .null
            var endpoints = Endpoints()
            endpoints.usesFIPS = expected["fips"] == true
            endpoints.usesDualStack = expected["dualstack"] == true
            let endpoint = endpoints.endpoint(
                of: model,
                region: expected["region"]?.string ?? "",
                hostPrefix: ""
            )
            #expect(endpoint?.host == expected["host"]?.string, "\(wire.text)")
            #expect(endpoint?.signingRegion == expected["signing"]?.string, "\(wire.text)")
        }
    }

    @Test func requestsAreThoseOfBotocore() throws {
        let cases = try cases(with: "request")
        #expect(cases.count > 900)
        for wire in cases {
            let (model, operation) = try found(wire)
            let parameters = wire["parameters"]?.object ?? [:]
            let built: WireRequest
            do throws(ParameterFailure) {
                built = try model.request(operation, parameters) { "token" }
            } catch {
                Issue.record("\(model.name).\(operation.name): \(error)")
                continue
            }
            let expected = wire["request"] ?? .null
            let place = "\(model.name).\(operation.name) \(wire["parameters"]?.text ?? "")"
            #expect(built.method == expected["method"]?.string, "\(place)")
            #expect(built.path == expected["path"]?.string, "\(place)")
            let query = built.query.map { [$0.name, $0.value] }.sorted {
                $0.lexicographicallyPrecedes($1)
            }
            let wanted = (expected["query"]?.array ?? []).map {
                $0.array?.compactMap(\.string) ?? []
            }
            #expect(query == wanted, "\(place)")
            for (name, value) in expected["headers"]?.object ?? [:]
            where name != "x-amz-api-version" {
                let own = built.headers.first { $0.name.lowercased() == name }?.value
                #expect(own == value.string, "\(place) \(name)")
            }
            compareBodies(built, expected["body"] ?? .null, model, place)
        }
    }

    private func compareBodies(
        _ built: WireRequest,
        _ expected: JSON,
        _ model: ServiceModel,
        _ place: String
    ) {
        let own = String(decoding: built.body, as: UTF8.self)
        if let form = expected["form"]?.array {
            let fields = own.split(separator: "&").map { pair -> [String] in
                pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    .map { String($0).removingPercentEncoding ?? "" }
            }.sorted { $0.lexicographicallyPrecedes($1) }
            let wanted = form.map { $0.array?.compactMap(\.string) ?? [] }
                .sorted { $0.lexicographicallyPrecedes($1) }
            #expect(fields == wanted, "\(place)")
            return
        }
        let bytes = expected["bytes"]?.string.flatMap { Base64.decode($0) } ?? []
        let wanted = String(decoding: bytes, as: UTF8.self)
        switch model.wireProtocol {
        case .json, .restJSON:
            if wanted != own {
                #expect(
                    (try? JSON.parse(own)) == (try? JSON.parse(wanted)),
                    "\(place): \(own) \(wanted)"
                )
            }
        case .restXML where own != wanted:
            #expect(tree(built.body) == tree(bytes), "\(place): \(own) \(wanted)")
        default: #expect(own == wanted, "\(place)")
        }
    }

    /// A document whatever its quotes, empty tags and escapes look like.
    private func tree(_ bytes: [UInt8]) -> String? {
        func text(_ element: XMLElement) -> String {
            let type = element.attribute("type").map { "[\($0)]" } ?? ""
            return
                "\(element.name)\(type)(\(element.text)\(element.children.map(text).joined(separator: ",")))"
        }
        return (try? XMLElement.parse(bytes)).map(text)
    }

    @Test func answersAreReadAsBotocoreReadsThem() throws {
        let cases = try cases(with: "response")
        #expect(cases.count > 900)
        for wire in cases {
            let (model, operation) = try found(wire)
            let headers = wire["response"]?["headers"]?.object?.map { ($0.0, $0.1.string ?? "") }
            let body = wire["response"]?["body"]?.string.flatMap { Base64.decode($0) }
            let response = HTTPResponse(status: 200, headers: headers ?? [], body: body ?? [])
            let place = "\(model.name).\(operation.name)"
            do throws(UnreadableAnswer) {
                let document = JSON.object(try model.document(of: response, to: operation))
                let expected = wire["document"] ?? .null
                if document != expected {
                    Issue.record(
                        "\(place)\n  own      \(document.text)\n  botocore \(expected.text)\n  wire \(String(decoding: body ?? [], as: UTF8.self))"
                    )
                }
            } catch {
                Issue.record("\(place) \(error)")
            }
        }
    }
}
