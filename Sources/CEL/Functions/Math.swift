extension Library { static let math: [Overload] = [] }
