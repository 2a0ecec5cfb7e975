import Foundation
import KnotDatabase
import KnotModel
import Testing

/// Databases written by earlier versions are read by this one.
@Suite struct EarlierRecordsTests {
    @Test func aStatusWithoutImageAndLastRun() throws {
        let codec = JSONRecordCodec()
        let record = fullSpace()
        var json = try #require(
            try JSONSerialization.jsonObject(with: Data(try codec.encode(record))) as? [String: Any])
        var lane = try #require(json["status"] as? [String: Any])
        let name = try #require(lane.first { ($0.value as? [String: Any])?["phase"] != nil }?.key)
        var status = try #require(lane[name] as? [String: Any])
        #expect(status.removeValue(forKey: "image") != nil)
        #expect(status.removeValue(forKey: "lastRun") != nil)
        lane[name] = status
        json["status"] = lane
        let decoded = try codec.decodeRecord([UInt8](try JSONSerialization.data(withJSONObject: json)))
        var expected = record
        expected.status?.value.image = nil
        expected.status?.value.lastRun = nil
        #expect(decoded == expected)
    }
}
