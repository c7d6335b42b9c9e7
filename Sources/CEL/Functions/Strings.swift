extension Library { static let strings: [Overload] = [] }
