import Rehearsal
import Testing

/// What takes minutes, beside the others from the start: at their end it would be waited for alone.
@Suite(
    .lanes(2),
    .enabled(if: ScratchDatabase.server != nil && StandIn.python != nil)
) enum LongSuite {}
