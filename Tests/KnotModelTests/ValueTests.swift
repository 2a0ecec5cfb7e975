import Foundation
import KnotModel
import Testing

@Suite struct ValueTests {
    @Test func mapsWithTheSameFieldsAreEqualInAnyOrder() {
        let a: FieldMap = ["x": 1, "a": "b", "m": [1, 2]]
        let b: FieldMap = ["m": [1, 2], "a": "b", "x": 1]
        #expect(a == b)
        #expect(a.keys == ["a", "m", "x"])
    }

    @Test func assigningNilRemoves() {
        var fields: FieldMap = ["a": 1, "b": 2]
        fields["a"] = nil
        fields["c"] = 3
        #expect(fields == ["b": 2, "c": 3])
    }

    @Test func valuesRoundTripThroughJSON() throws {
        let value: Value = [
            "null": .null, "t": true, "i": 7, "d": .double(1.5), "s": "1", "l": ["a", 1, .null], "m": [:],
        ]
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(Value.self, from: data) == value)
    }

    @Test func aPathFindsItsField() {
        let manifest = Manifest(key: ResourceKey(.template, name: "a"), fields: ["container": ["image": "x"]])
        #expect(manifest["container.image"] == "x")
        #expect(manifest["container.none.deeper"] == nil)
    }
}
