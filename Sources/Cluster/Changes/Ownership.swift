import Document
import Guardrails

/// Who keeps a resource as code writes it, by its tags.
///
/// Source: AWS CloudFormation User Guide, "Resource tag": a stack's resources carry
/// `aws:cloudformation:stack-id`, `stack-name` and `logical-id`.
enum Ownership {
    /// What is to be mended instead; nil: nobody's code keeps it, or nobody knows.
    static func owner(of resource: Resource, _ configuration: Configuration) -> String? {
        let tags = resource.document["tags"]
        if let stack = tags?["aws:cloudformation:stack-id"]?.string {
            let name = tags?["aws:cloudformation:logical-id"]?.string
            return "CloudFormation keeps it: mend"
                + (name.map { " \($0) in" } ?? "") + " the stack \(stack)"
        }
        for (tool, tag) in configuration.iacTags.sorted(by: { $0.key < $1.key }) {
            guard let value = tags?[tag.key]?.string, tag.value == nil || tag.value == value
            else { continue }
            return "\(tool) keeps it (\(tag.key)=\(value)): mend its code"
        }
        return nil
    }
}
