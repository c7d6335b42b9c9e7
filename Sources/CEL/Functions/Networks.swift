extension Library { static let networks: [Overload] = [] }
