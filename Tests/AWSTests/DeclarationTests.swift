import Document
import Foundation
import Guardrails
import Testing

@testable import AWS

/// Every declared resource type against AWS's own models: calls, parameters, places and their types.
struct DeclarationTests {
    private static let declarations = Collector.all.compactMap(\.declaration)

    /// What stands at a path of an operation's answer; of a list that the path gathers, its items.
    private func shape(
        _ model: ServiceModel,
        _ start: WireShape,
        _ path: DocumentPath
    ) -> (shape: WireShape, isGathered: Bool)? {
        var current = start
        var isList = false
        for step in path.steps {
            switch (step, current.kind) {
            case (.member(let name), .structure(let members)):
                guard let member = members.first(where: { $0.name == name }) else { return nil }
                current = model[member.shape]
            case (.member, .map(_, let value)): current = model[value.shape]
            case (.item, .list(let member)): current = model[member.shape]
            case (.all, .list(let member)):
                current = model[member.shape]
                isList = true
            default: return nil
            }
        }
        return (current, isList)
    }

    private func expect(
        _ field: Declaration.Mapped,
        in start: WireShape,
        _ model: ServiceModel,
        _ place: String
    ) {
        guard let found = shape(model, start, field.path) else {
            Issue.record("\(place).\(field.name): there is no \(field.path.steps)")
            return
        }
        let kind = found.shape.kind
        let fits =
            switch (field.shape, kind) {
            case (.list(.text), .string): found.isGathered
            case _ where found.isGathered: false
            case (.any, _), (.flag, .boolean), (.int, .integer), (.timestamp, .timestamp): true
            case (.text, .string), (.double, .double): true
            case (.timestamp, .string): field.name == "created"
            case (.list(.text), .list): true
            case (.map, .map): true
            default: false
            }
        #expect(fits, "\(place).\(field.name) is \(kind)")
        if field.isPolicy, case .string = kind {
        } else {
            #expect(!field.isPolicy, "\(place).\(field.name) is no text")
        }
    }

    @Test(arguments: declarations)
    func isWhatTheModelSays(declaration: Declaration) throws {
        let model = try #require(ServiceModel.named(declaration.service))
        let list = try #require(model.operations[declaration.operation])
        _ = try model.request(list, declaration.parameters) { "" }
        let output = model[try #require(list.output)]
        let items = try #require(shape(model, output, declaration.items), "\(declaration.items)")
        var item = items.shape
        if !declaration.isSingle, case .list(let member) = items.shape.kind {
            item = model[member.shape]
        } else {
            let isList = items.isGathered
            #expect(declaration.isSingle || isList, "\(declaration.name): its items are no list")
        }
        // A list of texts becomes items with an Id.
        let isText = if case .string = item.kind { true } else { false }
        let has = { (path: DocumentPath) in
            isText ? path.steps == [.member("Id")] : shape(model, item, path) != nil
        }
        for path in declaration.id { #expect(has(path), "\(declaration.name) id") }
        if let path = declaration.nameAt { #expect(has(path), "\(declaration.name) name") }
        if case .path(let path) = declaration.arn {
            #expect(has(DocumentPath(path)), "\(declaration.name) arn")
        }
        switch declaration.tags {
        case .listed(let path), .object(let path):
            #expect(has(DocumentPath(path)), "\(declaration.name) tags")
        case .read, .none: break
        }
        for field in declaration.fields { expect(field, in: item, model, declaration.name) }
        for attribute in declaration.reads {
            let place = "\(declaration.name) \(attribute.name)"
            let read = try #require(model.operations[attribute.operation], "\(place)")
            let input = model[try #require(read.input)]
            let given = Set(attribute.parameters.keys).union(attribute.constants.keys)
            #expect(Set(input.required).subtracting(given).isEmpty, "\(place)")
            for (parameter, path) in attribute.parameters {
                #expect(input.members.contains { $0.name == parameter }, "\(place) \(parameter)")
                #expect(path == "@arn" || has(DocumentPath(path)), "\(place) \(path)")
            }
            let answer = model[try #require(read.output)]
            for field in attribute.fields { expect(field, in: answer, model, place) }
            if case .read(let tagging, let path) = declaration.tags,
                tagging.name == attribute.name
            {
                #expect(shape(model, answer, DocumentPath(path)) != nil, "\(place)")
            }
        }
    }

    /// The calls that read one: what they take, and that they lead to what the listing tells.
    @Test(arguments: declarations)
    func isReadByItsIDAsTheModelSays(declaration: Declaration) throws {
        let model = try #require(ServiceModel.named(declaration.service))
        let list = try #require(model.operations[declaration.operation])
        switch declaration.one {
        case nil, .listing: break
        case .narrowed(let other, let parts):
            let call = try #require(model.operations[other ?? list.name], "\(declaration.name)")
            try expect(Set(parts.keys), areTakenBy: call, model, declaration.name)
            let output = model[try #require(call.output)]
            let items = try #require(shape(model, output, declaration.items))
            let listedOutput = model[try #require(list.output)]
            let listed = try #require(shape(model, listedOutput, declaration.items))
            #expect(items.shape.name == listed.shape.name, "\(declaration.name)")
        case .call(let one):
            let call = try #require(model.operations[one.operation], "\(declaration.name)")
            let given = Set(one.parameters.keys).union(one.constants.keys)
            try expect(given, areTakenBy: call, model, declaration.name)
            guard case .at(let path, let renamed, let without) = one.item else { return }
            let output = model[try #require(call.output)]
            let item = try #require(shape(model, output, path), "\(declaration.name)").shape
            for path in renamed.values {
                #expect(shape(model, output, path) != nil, "\(declaration.name) \(path.steps)")
            }
            for name in without {
                #expect(item.members.contains { $0.name == name }, "\(declaration.name) \(name)")
            }
        }
    }

    private func expect(
        _ given: Set<String>,
        areTakenBy call: AWS.Operation,
        _ model: ServiceModel,
        _ name: String
    ) throws {
        let input = model[try #require(call.input)]
        #expect(Set(input.required).subtracting(given).isEmpty, "\(name)")
        for parameter in given {
            #expect(input.members.contains { $0.name == parameter }, "\(name) \(parameter)")
        }
    }

    @Test func everyFileIsInTheListAndEveryNameIsThereOnce() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/AWS/Resources").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.count - 1 == Collector.all.count)
        // And the account itself, for which nothing is read.
        #expect(Set(Catalogue.aws.types.map(\.name)).count == Collector.all.count + 1)
        for type in Catalogue.aws.types where type.isRead {
            #expect(type.name.hasPrefix(type.service + "."), "\(type.name)")
            #expect(!type.listCalls.isEmpty && !type.listPermissions.isEmpty, "\(type.name)")
            #expect(type.byID != nil, "\(type.name): how is it read by its id?")
            for attribute in type.attributes {
                #expect(!attribute.calls.isEmpty, "\(type.name) \(attribute.name)")
                #expect(!attribute.permissions.isEmpty, "\(type.name) \(attribute.name)")
            }
            let fields = type.fields.map(\.name) + type.facts.map(\.name)
            #expect(Set(fields).count == fields.count, "\(type.name)")
        }
    }
}
