extension Library { static let texts: [Overload] = [] }
