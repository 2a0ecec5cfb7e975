import KnotYAML
import Testing

@Suite struct CoreSchemaTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nuLL", .string),
            ("true", .bool(true)), ("False", .bool(false)), ("yes", .string), ("off", .string), ("TrUe", .string),
            ("0", .int(0)), ("-12", .int(-12)), ("+7", .int(7)), ("007", .int(7)), ("0x1F", .int(31)),
            ("0o17", .int(15)),
            ("0x", .string), ("0x-1", .string), ("0o8", .string), ("1_000", .string), ("-", .string), ("+", .string),
            ("1.5", .float(1.5)), (".5", .float(0.5)), ("5.", .float(5)), ("1e3", .float(1000)),
            ("-1.5E-2", .float(-0.015)),
            (".", .string), ("1e", .string), ("1.2.3", .string), ("10.0.0.1", .string), (".inf", .float(.infinity)),
            ("-.INF", .float(-.infinity)), ("inf", .string), ("-.nan", .string), ("0x1p3", .string), ("nan", .string),
            ("9223372036854775807", .int(.max)), ("9223372036854775808", .float(9_223_372_036_854_775_808)),
            ("12 ", .string), ("2026-01-01", .string), ("8080:80", .string), ("1٣", .string),
        ] as [(String, CoreSchema.Scalar)])
    func resolves(_ text: String, _ meaning: CoreSchema.Scalar) {
        #expect(CoreSchema.resolve(text) == meaning)
    }

    @Test func notANumberResolves() {
        guard case .float(let value) = CoreSchema.resolve(".NaN") else {
            Issue.record(".NaN is a float")
            return
        }
        #expect(value.isNaN)
    }

    @Test func truthValuesOfYAML11AreTakenWhereABoolIsExpected() {
        for text in ["true", "True", "YES", "yes", "On", "y", "Y"] { #expect(CoreSchema.bool(from: text) == true) }
        for text in ["false", "FALSE", "No", "off", "n"] { #expect(CoreSchema.bool(from: text) == false) }
        for text in ["", "yEs", "1", "nope", "tRUE", "ja", "ſ"] { #expect(CoreSchema.bool(from: text) == nil) }
    }
}
