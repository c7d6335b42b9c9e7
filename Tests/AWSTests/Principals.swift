import Document
import Guardrails

@testable import AWS

/// A principal with an inline policy for each statement.
func principal(
    _ statements: [String],
    boundary: String? = nil,
    type: String = "iam.role",
    name: String = "r",
    version: String = "2012-10-17"
) throws -> Resource {
    var policies = try statements.enumerated().map { index, statement in
        try JSON.parse(
            """
            {"name":"p\(index)","kind":"inline",
             "document":{"Version":"\(version)","Statement":\(statement)}}
            """
        )
    }
    if let boundary {
        policies.append(
            try JSON.parse(
                #"{"name":"b","kind":"boundary","document":{"Statement":[\#(boundary)]}}"#
            )
        )
    }
    return Resource(
        name: ResourceName(type: type, account: "111122223333", region: "global", id: name),
        document: ["policies": .array(policies)]
    )
}
