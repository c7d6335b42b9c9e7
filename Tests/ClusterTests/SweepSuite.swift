import Rehearsal
import Testing

/// Sweeps of a stand-in through a real database. A few at once: each has processes of its own, which wait
/// for each other as often as they work, and this machine may have two cores.
@Suite(
    .lanes(5),
    .enabled(if: ScratchDatabase.server != nil && StandIn.python != nil)
) enum SweepSuite {}
