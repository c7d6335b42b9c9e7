import Document

/// How CloudTrail names the members of a call: as its protocol does, with a small first letter. Seen
/// in records, for AWS documents it nowhere.
///
/// EC2 has two ways. Calls that are old have `groupId` in the request, and lists as `items` in the
/// answer; newer ones repeat the call's name and the names of its parameters:
/// `ModifySecurityGroupRulesRequest.GroupId`, and `…Response` around the answer. Which call does what
/// is told nowhere, so both are looked for. Lists in EC2's old requests (`instancesSet`) have names
/// of their own.
struct RecordNames {
    static let requestParameters = "requestParameters"
    static let responseElements = "responseElements"

    let model: ServiceModel
    let operation: Operation

    /// `monitoring`, as in `monitoring.amazonaws.com`, for botocore's `cloudwatch`.
    static func service(_ name: String) -> String {
        ServiceModel.named(name)?.signingName ?? name
    }

    /// Nil where the model has no such call.
    init?(_ service: String, _ operation: String) {
        guard let model = ServiceModel.named(service),
            let operation = model.operations[operation]
        else { return nil }
        self.model = model
        self.operation = operation
    }

    /// Every way in which a record may have a member of the request; empty where the model has none.
    func request(_ path: DocumentPath) -> [[String]] {
        guard let members = members(at: path, in: operation.input) else { return [] }
        let names = members.map(recordName)
        guard model.wireProtocol == .ec2 else { return [[Self.requestParameters] + names] }
        let capital = members.map { capitalised($0.wireName) }
        let repeated = [Self.requestParameters, "\(operation.name)Request"] + capital
        return path.steps.contains(.all)
            ? [repeated] : [[Self.requestParameters] + names, repeated]
    }

    /// Likewise of the answer.
    func response(_ path: DocumentPath) -> [[String]] {
        guard let members = members(at: path, in: operation.output) else { return [] }
        let names = members.map(recordName)
        guard model.wireProtocol == .ec2 else { return [[Self.responseElements] + names] }
        return [
            [Self.responseElements] + names,
            [Self.responseElements, "\(operation.name)Response"] + names,
        ]
    }

    private func recordName(_ member: WireShape.Member) -> String {
        let name =
            switch model.wireProtocol {
            case .ec2, .restJSON: member.wireName
            case .query, .json, .restXML: member.name
            }
        return name.prefix(1).lowercased() + name.dropFirst()
    }

    private func capitalised(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }

    /// The members on the way, and those alone: a record's lists are passed wherever they are.
    private func members(
        at path: DocumentPath,
        in start: WireShape.Reference?
    ) -> [WireShape.Member]? {
        guard var current = start.map({ model[$0] }) else { return nil }
        var members: [WireShape.Member] = []
        for step in path.steps {
            switch (step, current.kind) {
            case (.member(let name), .structure(let known)):
                guard let member = known.first(where: { $0.name == name }) else { return nil }
                members.append(member)
                current = model[member.shape]
            case (.all, .list(let member)): current = model[member.shape]
            default: return nil
            }
        }
        guard case .string = current.kind else { return nil }
        return members
    }
}
