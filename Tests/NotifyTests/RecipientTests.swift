import Notify
import Testing

@Suite struct RecipientTests {
    @Test(arguments: [true, false], Recipient.Audience.allCases)
    func onlyTheOwnerAloneMayKnowActors(isOwner: Bool, audience: Recipient.Audience) {
        let recipient = Recipient(name: "shop", audience: audience, isOwner: isOwner)
        #expect(recipient.mayKnowActors == (isOwner && audience == .one))
    }
}
