import ArgumentParser
import KnotAPI
import KnotCommand
import KnotModel
import KnotServer
import Testing

@Suite struct ExitStatusTests {
    private struct Unknown: Error {}

    private func refused(_ code: Failure.Code, status: Int = 400) -> ClientFailure {
        .refused(status: status, ErrorDocument(errors: [.init(failure: Failure(code, subject: "x", "x"))]))
    }

    @Test(
        arguments: [
            (.invalid, 2), (.templateMissing, 2), (.conflict, 3), (.exists, 3), (.notFound, 4), (.notAllowed, 5),
            (.refusedByPolicy, 5), (.databaseFailed, 6), (.busy, 6), (.outOfDisk, 6), (.commandFailed, 7),
        ] as [(Failure.Code, Int32)])
    func refusalsByTheirCode(_ code: Failure.Code, _ status: Int32) {
        #expect(ExitStatus(for: refused(code)).rawValue == status)
        #expect(ExitStatus(for: Failure(code, subject: "x", "x")).rawValue == status)
    }

    @Test func everyCodeHasAStatusThatIsNotADifference() {
        for code in Failure.Code.allCases { #expect((2...7).contains(ExitStatus(for: code).rawValue)) }
    }

    @Test func unreachableAndUnknown() {
        let endpoint = Endpoint.socket(path: "/nowhere")
        #expect(ExitStatus(for: ClientFailure.unreachable(endpoint: endpoint, reason: "", advice: "")) == .unreachable)
        #expect(ExitStatus(for: ClientFailure.unreadable(endpoint: endpoint, reason: "")) == .unreachable)
        #expect(ExitStatus(for: Unknown()) == .unreachable)
        let unknown = ClientFailure.refused(status: 401, ErrorDocument(errors: []))
        #expect(ExitStatus(for: unknown) == .forbidden)
        #expect(unknown.description.contains("does not know this token"))
        #expect(ExitStatus(for: ClientFailure.refused(status: 404, ErrorDocument(errors: []))) == .missing)
        #expect(ExitStatus(for: ClientFailure.refused(status: 500, ErrorDocument(errors: []))) == .unreachable)
        #expect(ExitStatus(for: CancellationError()) == .interrupted)
        #expect(ExitStatus(for: CommandFailure(.conflict, "x")) == .conflict)
    }

    @Test func aConfigurationThatIsNotValidIsUsage() {
        #expect(ExitStatus(for: ConfigurationFailure(place: "knot.toml:1", "there is no setting 'x'")) == .usage)
    }

    @Test func theParsersOwnErrorsAreUsage() {
        #expect(ExitStatus(parsing: .validationFailure) == .usage)
        #expect(ExitStatus(parsing: .failure) == .usage)
        #expect(ExitStatus(parsing: .success) == .fine)
    }
}
