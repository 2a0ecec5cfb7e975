import KnotCommand
import Testing

@Suite struct TableTests {
    private let rows: [[Table.Cell]] = [["web", Table.Cell("Running", .good)], ["database", "Stopped"]]

    @Test func columnsLineUpInAPipe() {
        let text = Table(["NAME", "PHASE"], rows: rows).text(on: .pipe)
        #expect(text == "NAME       PHASE\nweb        Running\ndatabase   Stopped\n")
    }

    @Test func aTerminalShowsTonesAndThePipeDoesNot() {
        let paper = Paper(width: 80, isColoured: true, isTerminal: true)
        let text = Table(["NAME", "PHASE"], rows: rows).text(on: paper)
        #expect(text.contains("\u{1B}[1mNAME\u{1B}[0m"))
        #expect(text.contains("web        \u{1B}[32mRunning\u{1B}[0m\n"))
        #expect(!Table(["NAME", "PHASE"], rows: rows).text(on: .pipe).contains("\u{1B}"))
    }

    @Test func theLastColumnIsClippedToTheTerminal() {
        let table = Table(["NAME", "NOTE"], rows: [["web", "a rather long note about the space"]])
        let text = table.text(on: Paper(width: 20, isTerminal: true))
        #expect(text == "NAME   NOTE\nweb    a rather lon…\n")
        #expect(table.text(on: .pipe).contains("a rather long note about the space"))
    }

    @Test func anEmptyOptionalColumnTakesNoRoom() {
        let header = ["NAME", "NOTE", "AGE"]
        #expect(
            Table(header, rows: [["web", "", "1s"]], optional: ["NOTE"]).text(on: .pipe) == "NAME   AGE\nweb    1s\n")
        #expect(Table(header, rows: [["web", "x", "1s"]], optional: ["NOTE"]).text(on: .pipe).contains("NOTE"))
    }

    @Test func laterRowsKeepTheWidths() {
        var table = Table(["NAME", "PHASE"], rows: rows)
        table.freeze()
        #expect(table.text(ofLaterRow: ["web", "Stopping"], on: .pipe) == "web        Stopping\n")
    }

    @Test func escapeSequencesOfStrangersAreDefused() {
        let text = Table(["NAME"], rows: [["a\u{1B}[2Jb\nc"]]).text(on: .pipe)
        #expect(text == "NAME\na [2Jb c\n")
    }

    @Test func wideCharactersTakeTwoColumns() {
        let text = Table(["NAME", "X"], rows: [["東京", "1"], ["abcd", "2"]]).text(on: .pipe)
        #expect(text == "NAME   X\n東京   1\nabcd   2\n")
    }

    @Test(arguments: [("NO_COLOR", "1"), ("TERM", "dumb")])
    func theEnvironmentTakesColourAway(_ name: String, _ value: String) {
        #expect(Paper(isTerminal: true, columns: 80, environment: [:]).isColoured)
        #expect(!Paper(isTerminal: true, columns: 80, environment: [name: value]).isColoured)
    }
}
