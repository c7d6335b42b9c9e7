import Rehearsal
import Testing

/// Sweeps of a stand-in through a real database. One after another: each takes a server process of
/// its own, and this machine may have two cores.
@Suite(
    .serialized,
    .enabled(if: ScratchDatabase.server != nil && StandIn.python != nil)
) enum SweepSuite {}
