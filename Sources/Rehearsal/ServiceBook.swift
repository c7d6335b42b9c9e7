import CAssets
import Document

/// Every operation that AWS's embedded models know, found by a request for it.
struct ServiceBook: Sendable {
    private let targets: [String: PlayedOperation]
    private let actions: [String: PlayedOperation]
    private let routes: [String: [Route]]

    /// A way to an operation by method and path: `/{Bucket}?acl`.
    private struct Route {
        let method: String
        let segments: [Substring]
        let query: Set<String>
        let operation: PlayedOperation

        /// How exactly it fits; nil where it does not.
        func fit(_ call: WireCall) -> Int? {
            guard call.method == method, query.isSubset(of: call.query) else { return nil }
            let found = call.path.split(separator: "/", omittingEmptySubsequences: true)
            let isGreedy = segments.last?.hasSuffix("+}") == true
            guard found.count == segments.count || isGreedy && found.count > segments.count else {
                return nil
            }
            var literals = 0
            for (segment, text) in zip(segments, found) where !segment.hasPrefix("{") {
                guard segment == text else { return nil }
                literals += 1
            }
            return literals + query.count
        }
    }

    init() {
        var targets: [String: PlayedOperation] = [:]
        var actions: [String: PlayedOperation] = [:]
        var routes: [String: [Route]] = [:]
        for service in PlayedService.all {
            for (name, operation) in service.operations {
                let played = PlayedOperation(service, name, operation)
                switch service.wireProtocol {
                case "json": targets["\(service.targetPrefix).\(name)"] = played
                case "query", "ec2": actions["\(service.version)/\(name)"] = played
                default:
                    let uri = operation["http"]?["requestUri"]?.string ?? "/"
                    let parts = uri.split(separator: "?", maxSplits: 1)
                    let query = parts.count > 1 ? parts[1].split(separator: "&") : []
                    let route = Route(
                        method: operation["http"]?["method"]?.string ?? "POST",
                        segments: parts.first?.split(separator: "/") ?? [],
                        query: Set(query.map { String($0.prefix { $0 != "=" }) }),
                        operation: played
                    )
                    routes[service.signingName, default: []].append(route)
                }
            }
        }
        self.targets = targets
        self.actions = actions
        self.routes = routes
    }

    func operation(of call: WireCall) -> PlayedOperation? {
        if let target = call.headers["x-amz-target"] { return targets[String(target)] }
        if let routes = routes[call.signingName] {
            let fitting = routes.compactMap { route in route.fit(call).map { ($0, route) } }
            return fitting.max { $0.0 < $1.0 }?.1.operation
        }
        guard let action = call.form("Action"), let version = call.form("Version") else {
            return nil
        }
        return actions["\(version)/\(action)"]
    }
}
