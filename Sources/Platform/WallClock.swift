import Document
import Glibc

extension Timestamp {
    /// The time of day. Only edges ask; everything that judges is told.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec)) ?? .epoch
    }
}
