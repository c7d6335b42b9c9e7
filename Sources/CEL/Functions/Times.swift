import Document

/// A part of a timestamp in a time zone, or of a duration.
enum TimePart: String, CaseIterable, Sendable {
    case getFullYear, getMonth, getDate, getDayOfMonth, getDayOfWeek, getDayOfYear
    case getHours, getMinutes, getSeconds, getMilliseconds

    /// Months, days of the week, of the year and `getDayOfMonth` count from 0, `getDate` from 1.
    func of(_ moment: Timestamp, in zone: Zone) -> Int64 {
        let time = CivilTime(
            seconds: moment.seconds + zone.offsetSeconds(at: moment.seconds)
        )
        switch self {
        case .getFullYear: return time.year
        case .getMonth: return time.month - 1
        case .getDate: return time.day
        case .getDayOfMonth: return time.day - 1
        case .getDayOfWeek: return time.dayOfWeek
        case .getDayOfYear: return time.dayOfYear
        case .getHours: return time.secondOfDay / 3600
        case .getMinutes: return time.secondOfDay / 60 % 60
        case .getSeconds: return time.secondOfDay % 60
        case .getMilliseconds: return Int64(moment.nanoseconds) / 1_000_000
        }
    }

    /// Nil for the parts that a duration does not have. All but milliseconds are of the whole.
    func of(_ span: TimeSpan) -> Int64? {
        switch self {
        case .getHours: span.seconds / 3600
        case .getMinutes: span.seconds / 60
        case .getSeconds: span.seconds
        case .getMilliseconds: Int64(span.nanoseconds) / 1_000_000
        default: nil
        }
    }

    func of(_ value: Value, in zone: Zone) -> Outcome {
        switch value {
        case .timestamp(let moment): return .value(.int(of(moment, in: zone)))
        case .duration(let span):
            if let part = of(span) { return .value(.int(part)) }
            return .noSuchOverload(value, of: rawValue)
        default: return .noSuchOverload(value, of: rawValue)
        }
    }

    func of(_ value: Value, inZone name: Value) -> Outcome {
        guard case .timestamp = value, case .string(let name) = name else {
            return .noSuchOverload(value, name, of: rawValue)
        }
        guard let zone = Zone(name) else {
            return .failure(.invalidArgument, "unknown time zone \(Text.shown(.string(name)))")
        }
        return of(value, in: zone)
    }
}

extension Library {
    static let times: [Overload] = TimePart.allCases.flatMap { part in
        let hasDuration = part.of(TimeSpan(totalNanoseconds: 0)) != nil
        let plain: [([ValueType], ValueType)] =
            [([.timestamp], .int)] + (hasDuration ? [([.duration], .int)] : [])
        return method(part.rawValue, plain, .unary { _, value in part.of(value, in: .utc) })
            + method(
                part.rawValue,
                [([.timestamp, .string], .int)],
                .binary { _, value, zone in part.of(value, inZone: zone) }
            )
    }
}
