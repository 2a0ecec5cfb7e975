import Foundation
import KnotPlan
import Testing

@Suite struct RedactorTests {
    private static let secret = #"s3cr3t/"päss" & <word>"#
    private static let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n"

    @Test(arguments: [secret, "hunter2hunter2", key])
    func noFormInWhichProgramsWriteAValueIsLeft(secret: String) throws {
        let redactor = Redactor([secret])
        let data = Data(secret.utf8)
        let go = try String(decoding: JSONEncoder().encode([secret]), as: UTF8.self).dropFirst(2).dropLast(2)
        var forms = [
            secret, secret.trimmingCharacters(in: .whitespacesAndNewlines), String(go),
            data.base64EncodedString(), Data("user:\(secret):x".utf8).base64EncodedString(),
            data.map { String(format: "%02x", $0) }.joined(),
            secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~")))
                ?? "",
        ]
        forms += secret.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-----") }
        for form in forms {
            let text = redactor.redacted("before \(form) after")
            #expect(
                text.hasPrefix("before ") && text.hasSuffix(" after") && text.contains("********"), "\(form): \(text)")
            for piece in [form, String(form.prefix(12)), String(form.suffix(12))] where piece.count >= 12 {
                let isMark = piece.hasPrefix("-----") || piece.hasSuffix("-----") || piece.hasSuffix("-----\n")
                let isFrame = form.hasPrefix("dXNlc") || isMark || piece.contains("KEY")
                #expect(isFrame || !text.contains(piece), "\(piece) is left of \(form): \(text)")
            }
        }
    }

    @Test func partsAndOtherCasesAreHidden() {
        let value = "Qaaaa1Bbbbb2\nQdddd3Eeeee4\u{7F}Qgggg5Hhhhh6:Secretabc5/XyzWord"
        let redactor = Redactor([value, #"Secret"6Word"#])
        let told = [
            #"exec: "Qaaaa1Bbbbb2\nQdddd3Eeeee4\x7fQgggg5Hhhhh6:Secretabc5/XyzWord": not found"#,
            "unable to find user Secretabc5", "QAAAA1BBBBB2", "network secretabc5 is not on the node",
            #"exec: "Secret\\\"6Word""#, #"exec: "SECRET\"6WORD""#,
        ].map { redactor.redacted($0) }
        for text in told {
            #expect(text.contains("********"), "\(text)")
            for part in ["Qaaaa1", "Qdddd3", "Qgggg5", "Secret", "SECRET", "secret", "QAAAA"] {
                #expect(!text.contains(part), "\(text)")
            }
        }
        let address = Redactor(["postgres://app:pw@db/main"])
        #expect(address.redacted("postgres runs, and main is there") == "postgres runs, and main is there")
    }

    @Test func othersAreLeftAlone() {
        let redactor = Redactor(["hunter2", "1", "yes", ""])
        for text in ["", "hunter", "exited with code 1", "yes", "a ünter2", "hunte\u{0}r2"] {
            #expect(redactor.redacted(text) == text)
        }
        #expect(Redactor(["1"]).isEmpty, "too short to be looked for")
        #expect(redactor.redacted("hunter2hunter2 and xhunter2x") == "******** and x********x")
    }

    /// Wherever a text is cut, no more of the value than its cut-off beginning is shown.
    @Test func aTextThatComesInPiecesIsHiddenAsOneIs() {
        let redactor = Redactor(["hunter2-secret", "secret-other", Self.key])
        let text = "a hunter2-secret b hunter2-secret-other \(Self.key) hunter2 secret-other end"
        let whole = redactor.redacted(text)
        #expect(!whole.contains("secret") && !whole.contains("MIIE"))
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var shown: [UInt8] = []
            var held: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                held += bytes[start..<min(bytes.count, start + size)]
                let part = redactor.redacted(begun: held)
                shown += part.shown
                held = Array(held.suffix(part.held))
                let soFar = String(decoding: shown, as: UTF8.self)
                #expect(!soFar.contains("secret") && !soFar.contains("hunter2-"), "pieces of \(size): \(soFar)")
            }
            #expect(String(decoding: shown + held, as: UTF8.self) == whole, "pieces of \(size)")
        }
    }

    @Test func manyValuesCostNoMoreThanFew() {
        var redactor = Redactor()
        for number in 0..<5_000 { redactor.add("secret-number-\(number)-of-many") }
        let text = String(repeating: "nothing of the kind. ", count: 2_000) + "secret-number-4711-of-many"
        #expect(redactor.redacted(text).hasSuffix("kind. ********"))
    }
}
