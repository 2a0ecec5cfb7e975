import KnotEngine
import KnotModel
import Testing

struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T15:53:38.099760283Z", 1_795_276_418_099),
            ("2024-02-29T23:59:59.5+01:30", 1_709_245_799_500), ("2000-03-01T00:00:00-00:00", 951_868_800_000),
        ] as [(String, Int64)])
    func reads(text: String, milliseconds: Int64) {
        #expect(RFC3339.parse(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "0001-01-01T00:00:00Z", "now", "2026-13-01T00:00:00Z", "2026-11-2xT00:00:00Z", "2026-11-21T15:53",
    ])
    func isNothing(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }
}
