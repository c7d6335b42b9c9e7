import Store

extension Job.Kind {
    /// Every kind of job that a worker does.
    static let all: [any JobKind.Type] = [
        Discover.self,
        Scan.self,
        Join.self,
        JoinEstate.self,
        LookAtResources.self,
        ProposeChanges.self,
        MakeChange.self,
        AdvanceRun.self,
        TakeStep.self,
    ]
}
