import Document
import Guardrails

extension Reader {
    /// The regions that the account has switched on. AWS is asked for all of them and their state:
    /// asked for the enabled ones only, not every answer can be trusted to be filtered.
    public func enabledRegions(askedIn region: String) async -> Result<[String], Gap> {
        let regions = await list(
            "ec2",
            "DescribeRegions",
            DocumentPath("Regions"),
            region: region
        )
        if let gap = regions.gap { return .failure(gap) }
        let enabled = regions.items.compactMap { region -> String? in
            switch region["OptInStatus"]?.string {
            case "opt-in-not-required", "opted-in": region["RegionName"]?.string
            default: nil
            }
        }
        return .success(enabled.sorted())
    }
}
