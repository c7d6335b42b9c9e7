import AWS
import Logging
import Store

extension ClockWatch {
    /// One that says so in the log, and has AWS asked by the time that is believed to be right.
    static func telling(_ logger: Logger, _ sessions: Sessions?) -> ClockWatch {
        ClockWatch(changed: { ahead in
            sessions?.assume(aheadSeconds: ahead)
            guard ahead != 0 else {
                return logger.notice("the clock of this machine is right again")
            }
            logger.warning(
                """
                PAR-DB-20 the clock of this machine is \(text(ahead)) | hint: set it, and keep it right \
                with chrony or systemd-timesyncd; AWS is asked by AWS's time meanwhile
                """
            )
        })
    }
}
