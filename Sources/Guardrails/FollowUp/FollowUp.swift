/// The jobs that come of a change. The same for the same change however often it is asked.
///
/// - Parameter rules: the book that the change names; nil where it is not known any more.
public func followUp(_ change: RecordedChange, rules: RuleBook?) -> [WantedJob] {
    switch change.event {
    // Where something is wrong that was not, or not known to be.
    case .opened, .reopened: []
    // Where it is as it was, or is nobody's concern any more.
    case .excepted, .changed, .resolved, .verified, .renamed: []
    // Never acted on.
    case .unverified, .unknown, .withdrawn: []
    }
}
