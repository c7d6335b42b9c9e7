extension Library { static let conversions: [Overload] = [] }
