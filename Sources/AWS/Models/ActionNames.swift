import CAssets
import Document

/// The actions that IAM and STS have, as policies name them. Source: botocore's models, and the Service
/// Authorization Reference for what is asked of policies and is no call (`ops/models/trim`).
enum ActionNames {
    /// `iam:PassRole`, sorted.
    static let all: [String] = {
        let asset = parapet_actions()
        let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
        guard let names = try? JSON.parse(Array(bytes)).array?.compactMap(\.string) else {
            preconditionFailure("the list of actions is damaged")
        }
        return names
    }()
}
