import Document

// Every stored member of every type is written, and no switch has a default: what is added and not
// written makes EncodingTests fail.

extension Examination {
    /// All but ``now``: where that changes anything, ``isTimed`` says so.
    func encode(into encoding: inout Encoding) {
        encoding.write(account)
        encoding.write(environment)
        encoding.unordered(rules) { encoding, rule in
            encoding.write(rule.key)
            rule.value.encode(into: &encoding)
        }
        encoding.unordered(verdicts) { $1.encode(into: &$0) }
        encoding.unordered(listed) { $0.write($1) }
        subject.encode(into: &encoding)
    }
}

extension Examination.Rule {
    fileprivate func encode(into encoding: inout Encoding) {
        encoding.write(type)
        encoding.write(severity.rawValue)
        encoding.write(byTagSeconds)
        encoding.write(asked != nil)
        asked?.encode(into: &encoding)
    }
}

extension Look.Subject {
    fileprivate func encode(into encoding: inout Encoding) {
        switch self {
        case .scope: encoding.write("scope")
        case .resources(let keys):
            encoding.write("resources")
            encoding.unordered(keys) { encoding, key in
                encoding.write(key.type)
                encoding.write(key.region)
                encoding.write(key.id)
            }
        }
    }
}

extension Verdict {
    fileprivate func encode(into encoding: inout Encoding) {
        encoding.write(guardrail)
        resource.encode(into: &encoding)
        outcome.encode(into: &encoding)
        exception.encode(into: &encoding)
    }
}

extension ResourceName {
    func encode(into encoding: inout Encoding) {
        encoding.write(type)
        encoding.write(account)
        encoding.write(region)
        encoding.write(id)
        encoding.write(arn)
        encoding.write(name)
    }
}

extension Verdict.Outcome {
    fileprivate func encode(into encoding: inout Encoding) {
        switch self {
        case .judged(let parts):
            encoding.write("judged")
            encoding.unordered(parts) { $1.encode(into: &$0) }
        case .unknown(let because):
            encoding.write("unknown")
            encoding.ordered(because)
        case .notJudged: encoding.write("not judged")
        }
    }
}

extension Verdict.Part {
    fileprivate func encode(into encoding: inout Encoding) {
        encoding.write(key)
        encoding.write(isUnknown)
        encoding.ordered(because)
        encoding.unordered(elements) { $0.write($1) }
    }
}

extension Encoding {
    /// Reasons stand in findings in their order.
    fileprivate mutating func ordered(_ because: [Because]) {
        write(because.count)
        for reason in because {
            write(reason.text)
            write(reason.path)
            write(reason.witness?.text ?? "")
        }
    }
}

extension Verdict.Exemption {
    fileprivate func encode(into encoding: inout Encoding) {
        switch self {
        case .none: encoding.write("none")
        case .granted(let exception):
            encoding.write("granted")
            exception.encode(into: &encoding)
        case .byTag(let owner):
            encoding.write("by tag")
            encoding.write(owner)
        case .unknown(let gap):
            encoding.write("unknown")
            gap.encode(into: &encoding)
        }
    }
}

extension Gap {
    /// Without ``detail``: it is for people, differs from read to read, and stands in no finding.
    func encode(into encoding: inout Encoding) {
        encoding.write(reason.rawValue)
        encoding.write(permission)
        encoding.write(account)
    }
}

extension GrantedException {
    fileprivate func encode(into encoding: inout Encoding) {
        encoding.write(id)
        encoding.write(guardrail)
        scope.encode(into: &encoding)
        encoding.write(owner)
        encoding.write(from)
        encoding.write(until)
    }
}

extension GrantedException.Scope {
    fileprivate func encode(into encoding: inout Encoding) {
        for text in [account, unit, environment, region, resource, tag?.key, tag?.value, condition]
        {
            encoding.write(text)
        }
    }
}
