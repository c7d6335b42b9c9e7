import Store
import Testing

@Suite struct SchemaFilesTests {
    /// What has landed of `sql/tables`. Landed files are never edited, databases have them already:
    /// put the file back as it was, and add the next number, with its digest here
    /// (`sha256sum sql/tables/*.sql`).
    private static let landed = [
        "0001_tables.sql": "e15ca6fb22623cfdfe6be19e7ff30e7ec889b2c709f78e57612c4cfc0546eec7",
        "0002_estate.sql": "1a5acfd40ef6290a5606e316e00e01dce7800f6bf1bd1912f3542657a1fd451d",
        "0003_changes.sql": "8a100194dec7abb7700a072f2ed6fad2414b695b96333634c6b9526218c546e9",
        "0004_events.sql": "75307bcbe175fc41a529bd55668e7ee17acc045e3e798aeb21429ef4b4512b3f",
        "0005_messages.sql": "54fd65df94949d8783d9fc962641357611b8a221b42b2fe4f4bb090a983f7c1a",
        "0006_runs.sql": "ca4804b1f664152120f4d6006229b73e4bd8e744c894e371fc8975fed1e6cd8d",
        "0007_responses.sql": "3bf44c4994dfde01ad110f374180df6e30526f6eeeab7c9cb6b42e75350113e9",
        "0008_bad_days.sql": "6a5512052a50ab6c1730d0f0904cde01911023749b1918c781333127bdfed65d",
    ]

    @Test func landedTablesAreNeverEdited() throws {
        let files = try SchemaFiles(folder: Stage.folder)
        let found = Dictionary(uniqueKeysWithValues: files.tables.map { ($0.name, $0.digest) })
        #expect(
            found == Self.landed,
            "landed files are never edited; add the next number, and its digest to this test"
        )
    }

    @Test func aFolderWithoutFilesIsAnError() async {
        let error = await refusal { _ = try SchemaFiles(folder: "/not/there") }
        #expect(error?.code == "PAR-DB-07")
    }

    @Test func theFilesAreThoseThisProgramWasWrittenFor() throws {
        let files = try SchemaFiles(folder: Stage.folder)
        #expect(files.version == Migrator.versions.lowerBound)
        #expect(files.tables.allSatisfy { $0.name.count > 8 && !$0.text.isEmpty })
        #expect(files.code.allSatisfy { $0.name.contains("/") && !$0.text.isEmpty })
    }
}
