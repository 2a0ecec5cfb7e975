import KnotCrypto
import Testing

/// The bytes of hex digits, for known answers.
func hex(_ text: String) throws -> [UInt8] { try #require(ByteText.bytes(hex: text)) }
