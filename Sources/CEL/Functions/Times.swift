extension Library { static let times: [Overload] = [] }
