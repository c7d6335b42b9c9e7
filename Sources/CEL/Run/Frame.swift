/// The state of one evaluation.
struct Frame {
    /// By the slots the planner gave out; nil where nothing is bound.
    let variables: [Field?]
    /// Variables of macros; nil where a lazy one has not been computed yet.
    var locals: [Outcome?]
    var meter: Meter
}
