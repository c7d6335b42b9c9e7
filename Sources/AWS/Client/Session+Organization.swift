import Document
import Guardrails

extension Session {
    /// Every account of the organization, with its tags and the path of its units. Nothing is
    /// answered unless all of it could be read: a missing tag could move an account to another
    /// environment.
    public func organizationAccounts(
        except excluded: Set<String>
    ) async -> Result<[Account], Gap> {
        let roots = await list(
            "organizations",
            "ListRoots",
            DocumentPath("Roots"),
            region: partition.mainRegion
        )
        if let gap = roots.gap { return .failure(gap) }
        var accounts: [Account] = []
        for root in roots.items {
            guard let id = root["Id"]?.string else { continue }
            if let gap = await add(parent: id, unit: nil, except: excluded, to: &accounts) {
                return .failure(gap)
            }
        }
        return .success(accounts.sorted { $0.id < $1.id })
    }

    private func add(
        parent: String,
        unit: String?,
        except excluded: Set<String>,
        to accounts: inout [Account]
    ) async -> Gap? {
        let parameters: Object = ["ParentId": .string(parent)]
        let found = await list(
            "organizations",
            "ListAccountsForParent",
            DocumentPath("Accounts"),
            region: partition.mainRegion,
            parameters
        )
        if let gap = found.gap { return gap }
        for item in found.items {
            guard let id = item["Id"]?.string, !excluded.contains(id) else { continue }
            let isSuspended = item["Status"]?.string != "ACTIVE"
            var tags = Listing()
            if !isSuspended {
                tags = await list(
                    "organizations",
                    "ListTagsForResource",
                    DocumentPath("Tags"),
                    region: partition.mainRegion,
                    ["ResourceId": .string(id)]
                )
            }
            if let gap = tags.gap { return gap }
            accounts.append(
                Account(
                    id: id,
                    name: item["Name"]?.string ?? id,
                    tags: Self.tags(tags.items),
                    unit: unit,
                    isSuspended: isSuspended
                )
            )
        }
        let units = await list(
            "organizations",
            "ListOrganizationalUnitsForParent",
            DocumentPath("OrganizationalUnits"),
            region: partition.mainRegion,
            parameters
        )
        if let gap = units.gap { return gap }
        for item in units.items {
            guard let id = item["Id"]?.string, let name = item["Name"]?.string else { continue }
            let path = unit.map { "\($0)/\(name)" } ?? name
            if let gap = await add(parent: id, unit: path, except: excluded, to: &accounts) {
                return gap
            }
        }
        return nil
    }

    private static func tags(_ items: [JSON]) -> [String: String] {
        Dictionary(
            items.compactMap { tag in
                tag["Key"]?.string.map { ($0, tag["Value"]?.string ?? "") }
            },
            uniquingKeysWith: { $1 }
        )
    }
}
