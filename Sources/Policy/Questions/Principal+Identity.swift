extension Principal {
    /// The requests of one user.
    public static func user(_ arn: String) -> Box.Side {
        (key: RequestSide.principal, set: .texts(.matching([Glob(literal: "aws:" + arn)])))
    }

    /// Those of all sessions of a role.
    public static func sessions(ofRole arn: String) -> Box.Side {
        let role = Glob(literal: "aws:\(arn)\u{1}")
        return (key: RequestSide.principal, set: .texts(.matching([role + Glob("?*")])))
    }

    /// Those of all users of an account.
    public static func users(ofAccount id: String, partition: String) -> Box.Side {
        let user = Glob(literal: "aws:arn:\(partition):iam::\(id):user/")
        return (key: RequestSide.principal, set: .texts(.matching([user + Glob("?*")])))
    }
}
