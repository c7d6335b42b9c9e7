/// A CloudTrail event that says that resources of a type changed, and where its record names them.
///
/// Events have CloudTrail's names, which differ from the API's here and there:
/// `s3:PutBucketPublicAccessBlock` is the API's PutPublicAccessBlock.
public struct ResourceEvent: Sendable, Hashable {
    /// Where a record names one or several resources.
    public struct Place: Sendable, Hashable {
        /// What is made of the text that stands there.
        public enum Form: Sendable, Hashable {
            /// It is the id.
            case id
            /// What ends it, where it is an ARN; else itself.
            case name
            /// Itself, where it is an ARN; else what is made of it, with `{name}` for it and
            /// `{partition}`, `{region}` and `{account}` for where it is.
            case made(String)
            /// The resources whose document has it at this field: `group_name`, or `ingress[].source`
            /// for a member of a list's elements. Looked up only where nothing tells an id.
            case naming(String)
            /// The account or region has just one.
            case single
            /// All that the account has, in all regions where the type is global.
            case all
        }

        /// Members from the record on, `requestParameters` first; an id of several parts, which are
        /// joined by `/`, has several. Lists on the way, and `items` around them, are passed.
        public let parts: [[String]]
        public let form: Form
        /// How the id begins; other texts there name resources of other types.
        public let prefix: String

        public init(_ parts: [[String]], _ form: Form = .id, prefix: String = "") {
            self.parts = parts
            self.form = form
            self.prefix = prefix
        }
    }

    /// `ec2:AuthorizeSecurityGroupIngress`: the service as CloudTrail has it, and the event.
    public let name: String
    public let places: [Place]

    public init(_ name: String, places: [Place]) {
        self.name = name
        self.places = places
    }
}
