import Document
import Policy

/// The first byte chooses the decoder, the rest is the document. Nothing may crash, and what was
/// read must be what is read again once it was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let choice = input.first else { return 0 }
    let document = Array(input.dropFirst())
    switch choice % 4 {
    case 0: json(document)
    case 1: xml(document)
    case 2: csv(document)
    default: policy(document)
    }
    return 0
}

private func json(_ bytes: [UInt8]) {
    guard let value = try? JSON.parse(bytes) else { return }
    guard let again = try? JSON.parse(value.text), again == value else {
        fatalError("JSON changes: \(value.text)")
    }
    guard let pretty = try? JSON.parse(value.prettyText), pretty == value else {
        fatalError("pretty JSON changes: \(value.prettyText)")
    }
}

private func xml(_ bytes: [UInt8]) {
    guard let root = try? XMLElement.parse(bytes) else { return }
    var pending = [root]
    var seen = 0
    while let element = pending.popLast() {
        precondition(!element.name.isEmpty)
        _ = element.text
        _ = element.attribute("type")
        pending += element.children
        seen += 1
    }
    precondition(seen <= bytes.count)
}

private func csv(_ bytes: [UInt8]) {
    guard let rows = try? CSV.parse(bytes) else { return }
    precondition(rows.count <= bytes.count)
}

/// A policy means the same as itself, and whatever it allows the evaluator allows.
private func policy(_ bytes: [UInt8]) {
    guard let json = try? JSON.parse(bytes) else { return }
    let document = PolicyDocument(json)
    switch Equivalence.difference(document, document) {
    case .none, .unknown: break
    default: fatalError("not the same as itself: \(json.text)")
    }
    for isIdentity in [true, false] {
        let policies =
            isIdentity ? PolicySet(identity: [document]) : PolicySet(resource: document)
        let situation = Situation(isSameAccount: true)
        var question = Question(policies, situation, about: .everything, isIdentity: isIdentity)
        question.effort = Effort(20_000)
        guard case .yes(let request) = question.answer() else { continue }
        let found = Evaluation.of(request, under: policies, situation)
        // Who is none may turn out to be an identity: then more than the resource has to allow.
        guard found.decision == .allowed || !isIdentity else {
            fatalError("\(request) is \(found.because): \(json.text)")
        }
    }
}
