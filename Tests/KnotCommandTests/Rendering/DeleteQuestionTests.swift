import KnotCommand
import KnotModel
import Testing

@Suite struct DeleteQuestionTests {
    private let web = ResourceKey(.space, name: "web")
    private let other = ResourceKey(.space, owner: "bob", name: "db")
    private let data = ResourceKey(.volume, name: "data")

    @Test func saysWhatGoes() {
        func text(_ keys: [ResourceKey], keepVolumes: Bool = false) -> String? {
            DeleteQuestion.text(keys, keepVolumes: keepVolumes)
        }
        #expect(text([web]) == "Delete space web, with all data in its volumes?")
        #expect(text([web, other]) == "Delete 2 spaces (web, bob/db), with all data in their volumes?")
        #expect(text([data]) == "Delete volume data, with all data in it?")
        #expect(text([data, web]) == "Delete space web and volume data, with all data in its volumes as well?")
        #expect(text([web], keepVolumes: true) == "Delete space web? Volumes and their data stay.")
    }

    @Test func nothingIsAskedWhereNoDataGoes() {
        #expect(DeleteQuestion.text([ResourceKey(.template, name: "t")], keepVolumes: false) == nil)
    }
}
