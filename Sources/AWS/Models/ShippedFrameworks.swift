import CAssets
import Guardrails

extension Framework {
    /// Those of `ops/guardrails/frameworks` when this program was made.
    static let shipped: [Framework] = {
        var frameworks: [Framework] = []
        while let name = parapet_framework_name(frameworks.count) {
            let asset = parapet_framework(frameworks.count)
            let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
            do throws(Problems) {
                frameworks.append(
                    try Framework(
                        yaml: String(decoding: bytes, as: UTF8.self),
                        file: String(cString: name)
                    )
                )
            } catch {
                preconditionFailure("a framework is damaged: \(error)")
            }
        }
        return frameworks
    }()
}
