/// An organization of any size, made of numbers: the same parameters give the same estate.
///
/// The management account is in the root. All others are dealt out to the units, which are nested
/// four to a unit. Accounts are called `prod-N`, `staging-N` and `dev-N` in turn.
public struct SyntheticEstate: Sendable {
    public struct Member: Sendable {
        public let id: String
        public let name: String
        public let tags: [String: String]
    }

    struct Unit {
        let id: String
        let name: String
    }

    /// An account or a unit that others are in.
    struct Place {
        var accounts: [Int] = []
        var units: [Int] = []
    }

    public static let root = "r-root"
    private static let unitsOfAUnit = 4
    private static let environments = ["prod", "staging", "dev"]

    /// The first is the management account.
    public let members: [Member]
    /// Enabled in every account.
    public let regions: [String]
    let units: [Unit]
    let places: [String: Place]
    /// Accounts and units by id.
    let parents: [String: String]

    public var management: String { members[0].id }

    /// How many calls read all accounts: each unit's accounts and units, page by page.
    public var accountPages: Int { places.values.map { Self.pages($0.accounts.count) }.sum }
    public var unitPages: Int { places.values.map { Self.pages($0.units.count) }.sum }

    /// What AWS answers at once at most, of accounts as of units.
    static let pageSize = 20

    public init(accounts: Int, regions: Int = 1, units: Int = 30) {
        precondition(accounts > 0 && (1...Self.regionNames.count).contains(regions) && units > 0)
        members = (0..<accounts).map { Self.member($0) }
        self.regions = Array(Self.regionNames[..<regions])
        self.units = (0..<units).map {
            Unit(id: "ou-root-\(Self.padded($0, 8))", name: "unit-\($0)")
        }
        var places: [String: Place] = [Self.root: Place()]
        var parents: [String: String] = [:]
        for (number, unit) in self.units.enumerated() {
            let parent =
                number == 0 ? Self.root : self.units[(number - 1) / Self.unitsOfAUnit].id
            places[unit.id] = Place()
            places[parent]?.units.append(number)
            parents[unit.id] = parent
        }
        for (number, member) in members.enumerated() {
            let parent = number == 0 ? Self.root : self.units[number % units].id
            places[parent]?.accounts.append(number)
            parents[member.id] = parent
        }
        self.places = places
        self.parents = parents
    }

    func member(_ id: String) -> Member? {
        guard let number = Int(id).map({ $0 - Self.firstID }), members.indices.contains(number)
        else { return nil }
        return members[number]
    }

    private static let firstID = 200_000_000_000

    private static func member(_ number: Int) -> Member {
        let environment = environments[number % environments.count]
        return Member(
            id: String(firstID + number),
            name: "\(environment)-\(number)",
            tags: ["environment": environment, "owner": "team-\(number % 40)"]
        )
    }

    private static func pages(_ count: Int) -> Int { max(1, (count + pageSize - 1) / pageSize) }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: width - text.count) + text
    }

    /// Those that are on in every account come first.
    private static let regionNames = [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "eu-north-1",
        "eu-west-1", "eu-west-2", "eu-west-3", "ap-northeast-1", "ap-northeast-2",
        "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "sa-east-1", "af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4",
        "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1", "me-central-1",
        "me-south-1",
    ]
}

extension [Int] {
    fileprivate var sum: Int { reduce(0, +) }
}
