/// Every duty of whoever leads.
enum Duties {
    static let all: [any Duty.Type] = [
        LeadSweeps.self,
        AnnounceRules.self,
        KeepEstate.self,
        FollowUp.self,
        TellPeople.self,
        ProposeStanding.self,
        AdmitChanges.self,
        RequestScheduled.self,
        LookAgain.self,
        WelcomeAccounts.self,
        ReapJobs.self,
        ExpireExceptions.self,
        ClearSweeps.self,
        AnnounceExpiry.self,
        RollPartitions.self,
        ForgetOld.self,
        SignAudit.self,
    ]
}
