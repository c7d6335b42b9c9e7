/// What a name in the syntax tree means.
enum Resolution {
    /// A declared variable, by its full name; also for selects such as `a.b` of a variable "a.b".
    case variable(String)
    /// A variable of a macro, by its slot.
    case local(Int)
    /// The name of a type.
    case constant(Value)
    /// The overloads left after checking. `dropsTarget` for names with a namespace: `math.abs(x)`.
    case call([Overload], dropsTarget: Bool)
    /// The slots that a macro's variables got.
    case slots([Int])
    /// Only where checking is switched off.
    case failure(EvaluationError)
}
