import Document
import Platform
import Rehearsal

/// Kills the worker of a run at one moment of each of its steps: as the step begins, as a change of it ends,
/// or as the step ends. What the database was asked then is done for every other one, and for the rest it
/// is not: the worker never hears which.
struct WorkerDeaths {
    private let stage: IncidentStage
    private let holder: Database
    private(set) var met: [String] = []

    /// - Parameter steps: by their names, with whether each changes something.
    static func with(
        _ stage: IncidentStage,
        steps: [(name: String, responds: Bool)],
        _ body: (inout WorkerDeaths) async throws -> Void
    ) async throws {
        let holder = Database(
            configuration: DatabaseConfiguration(url: stage.scene.database.url),
            maxConnections: 1
        )
        let owner = stage.scene.database.owner
        for statement in Self.schema { _ = try await owner.query(statement) }
        for (index, step) in steps.enumerated() {
            let moments =
                step.responds
                ? ["step begun", "change done", "step ended"] : ["step begun", "step ended"]
            let what = moments[index % moments.count]
            _ = try await owner.query(
                "insert into public.held values (\(index), '\(step.name)', '\(what)')"
            )
            _ = try await holder.query("select pg_advisory_lock(\(Self.lock), \(index))")
        }
        var deaths = WorkerDeaths(stage: stage, holder: holder)
        try await body(&deaths)
        await holder.close()
    }

    private static let lock = 77

    /// Whoever writes an entry that is held waits until the test lets it.
    private static let schema = [
        "create table public.held (id integer primary key, step text, what text)",
        """
        create function public.hold() returns trigger language plpgsql as $$
        declare v_id integer;
        begin
            select id into v_id from public.held
            where what = new.entry::jsonb ->> 'what'
                and step = new.entry::jsonb -> 'detail' ->> 'step';
            if found then perform pg_advisory_xact_lock(\(lock), v_id); end if;
            return new;
        end $$
        """,
        """
        create trigger hold before insert on parapet.evidence
            for each row execute function public.hold()
        """,
    ]

    /// Lets workers die until the run waits for somebody, or has ended.
    mutating func work(on run: String) async throws {
        while true {
            // One job at a time: what runs beside is not to die with every other.
            let worker = try stage.scene.start(
                "worker",
                "--verify-seconds",
                "3",
                "--concurrency",
                "1"
            )
            defer { worker.kill() }
            var held: [(id: Int64, process: Int64)] = []
            var isOver = false
            try await eventually("something is held, or the run \(run) rests") {
                held = try await blocked()
                isOver = try await stage.status(of: run) != "running"
                return !held.isEmpty || isOver
            }
            guard !held.isEmpty else { return }
            worker.kill()
            for (id, process) in held { try await release(id, process) }
            // Its jobs are anybody's: a lease's time is not what is tried here.
            _ = try await stage.scene.database.owner.query(
                "delete from parapet.member where role = 'worker'"
            )
        }
    }

    private func blocked() async throws -> [(id: Int64, process: Int64)] {
        try await stage.scene.database.owner.query(
            """
            select objid::bigint as id, pid::bigint as process from pg_locks
            where locktype = 'advisory' and classid = \(Self.lock) and not granted
                and database = (select oid from pg_database where datname = current_database())
            """
        ).map { ($0["id"].int ?? 0, $0["process"].int ?? 0) }
    }

    private mutating func release(_ id: Int64, _ process: Int64) async throws {
        let owner = stage.scene.database.owner
        if id % 2 == 0 {
            _ = try await owner.query("select pg_terminate_backend(\(process)::integer)")
        }
        met += try await stage.column("delete from public.held where id = \(id) returning step")
        _ = try await holder.query("select pg_advisory_unlock(\(Self.lock), \(id)::integer)")
    }
}
