import Document
import Policy
import Rehearsal

/// A kind of policy that other tools' tests or AWS's pages are about, with the right answer. The inputs
/// are our own.
struct PublishedCase: Sendable, CustomStringConvertible {
    /// What it stands for: the mistake that somebody makes here.
    let stands: String
    let source: Source
    let question: PolicyQuestion
    let request: Request
    let decision: Evaluation.Decision

    var description: String { "\(stands) (\(source.text))" }

    enum Source: Sendable {
        case cloudsplaining(String), parliament(String), policySentry(String), policyuniverse(
            String
        )
        case prowler(String)
        /// A page of AWS's documentation by its title.
        case aws(String)

        var text: String {
            switch self {
            case .cloudsplaining(let test): "cloudsplaining, \(test)"
            case .parliament(let test): "parliament, \(test)"
            case .policySentry(let test): "policy_sentry, \(test)"
            case .policyuniverse(let test): "policyuniverse, \(test)"
            case .prowler(let test): "Prowler, \(test)"
            case .aws(let page): "AWS, \(page)"
            }
        }
    }

    enum Who: Sendable {
        case ada, bob, session, root, stranger, anonymous, service, govCloudUser
        case federatedUser, originAccessIdentity

        var principal: Principal {
            switch self {
            case .ada: .identity(arn: "arn:aws:iam::111122223333:user/ada", session: nil)
            case .bob: .identity(arn: "arn:aws:iam::111122223333:user/bob", session: nil)
            case .session: .identity(arn: "arn:aws:iam::111122223333:role/deploy", session: "ci")
            case .root: .identity(arn: "arn:aws:iam::111122223333:root", session: nil)
            case .stranger: .identity(arn: "arn:aws:iam::444455556666:user/eve", session: nil)
            case .anonymous: .anonymous
            case .service: .service("cloudtrail.amazonaws.com")
            case .govCloudUser:
                .identity(arn: "arn:aws-us-gov:iam::111122223333:user/ada", session: nil)
            case .federatedUser:
                .identity(arn: "arn:aws:sts::111122223333:federated-user/ann", session: nil)
            case .originAccessIdentity:
                .service("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC")
            }
        }
    }

    /// - Parameters:
    ///   - identity: statements as JSON, one after the other; each policy likewise. One that has a
    ///     `Statement` is a whole document.
    ///   - away: whether the resource is of another account.
    init(
        _ stands: String,
        _ source: Source,
        identity: String? = nil,
        boundary: String? = nil,
        session: String? = nil,
        resource: String? = nil,
        service: [String] = [],
        control: [String] = [],
        away: Bool = false,
        needsResource: Bool = false,
        exempt: Bool = false,
        _ who: Who,
        _ action: String,
        on target: String = "arn:aws:s3:::shop/x",
        with keys: [String: [String]] = [:],
        is decision: Evaluation.Decision
    ) {
        self.stands = stands
        self.source = source
        var documents: Object = [:]
        documents["identity"] = identity.map { .array([Self.document($0)]) }
        documents["boundary"] = boundary.map(Self.document)
        documents["session"] = session.map(Self.document)
        documents["resource"] = resource.map(Self.document)
        if !service.isEmpty {
            documents["serviceControl"] = .array(service.map { .array([Self.document($0)]) })
        }
        if !control.isEmpty {
            documents["resourceControl"] = .array(control.map { .array([Self.document($0)]) })
        }
        var isIdentity = false
        if case .identity = who.principal { isIdentity = true }
        question = PolicyQuestion(
            documents,
            Situation(
                isSameAccount: !away,
                needsResourcePolicy: needsResource,
                isExemptFromControl: exempt
            ),
            isIdentity: isIdentity
        )
        request = Request(who.principal, action, on: target, keys: keys)
        self.decision = decision
    }

    private static func document(_ statements: String) -> JSON {
        let isWhole = statements.hasPrefix(#"{"Version""#) || statements.hasPrefix(#"{"Id""#)
        let text =
            isWhole ? statements : #"{"Version": "2012-10-17", "Statement": [\#(statements)]}"#
        guard let document = try? JSON.parse(text) else { preconditionFailure(text) }
        return document
    }

    static let all = elements + principals + texts + conditions + combinations
}
