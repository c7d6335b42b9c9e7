extension Letter {
    init(_ channel: DeadChannel) {
        title = "The channel \(channel.name.clipped()) takes nothing"
        subject = title
        severity = nil
        facts = [
            Fact("type", channel.type.clipped()), Fact("since", channel.since.shown),
            Fact("it says", channel.failure.clipped(to: 500), isVerbatim: true),
            Fact(
                "waiting",
                channel.waiting == 1 ? "1 message" : "\(channel.waiting.grouped) messages"
            ),
        ]
        sections = [
            Section(
                nil,
                [
                    .paragraph(
                        "Whom it would have told hears nothing by it. What waits is kept, tried again "
                            + "with growing pauses, and sent when the channel works."
                    )
                ]
            ),
            Section(
                "How to go on",
                [
                    .command(Command("To try it once:", ["channels", "test", channel.name])),
                    .command(Command("What waits:", ["notices", "list"])),
                ]
            ),
        ]
        footer = ""
    }

    init(testOf recipient: Recipient) {
        title = "Parapet reaches \(recipient.name.clipped())"
        subject = "A test: \(title)"
        severity = nil
        facts = []
        sections = [
            Section(
                nil,
                [
                    .paragraph(
                        "Somebody tried this channel, and it works. Nothing happened, and nobody has to "
                            + "do anything."
                    )
                ]
            )
        ]
        footer = ""
    }
}
