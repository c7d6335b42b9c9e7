extension Library { static let optionals: [Overload] = [] }
