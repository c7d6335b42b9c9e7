import Document
import Guardrails

extension Session {
    /// The regions that the account has switched on. AWS is asked for all of them and their state:
    /// asked for the enabled ones only, not every answer can be trusted to be filtered.
    public func enabledRegions(askedIn region: String) async -> Result<[String], Gap> {
        let answer = await read("ec2", "DescribeRegions", region: region, ["AllRegions": true])
        switch answer {
        case .gap(let gap): return .failure(gap)
        case .absent: return .success([])
        case .complete(let document):
            let enabled = (document["Regions"]?.array ?? []).compactMap { region -> String? in
                switch region["OptInStatus"]?.string {
                case "opt-in-not-required", "opted-in": region["RegionName"]?.string
                default: nil
                }
            }
            return .success(enabled.sorted())
        }
    }
}
