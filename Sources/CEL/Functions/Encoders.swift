extension Library { static let encoders: [Overload] = [] }
