import KnotEngine
import KnotPlan
import Testing

struct PodmanHealthcheckTests {
    @Test(arguments: [
        (["CMD", "test", "-d", "/"], ["CMD", "test", "-d", "/"]),
        (["CMD", "test", "x", ""], ["CMD-SHELL", "exec 'test' 'x' ''"]),
        (["CMD", "sh", "-c", "a  b"], ["CMD-SHELL", "exec 'sh' '-c' 'a  b'"]),
        (["CMD", "echo", "it's", ""], ["CMD-SHELL", #"exec 'echo' 'it'\''s' ''"#]),
        (["CMD-SHELL", "a  b"], ["CMD-SHELL", "a  b"]), (["NONE"], ["NONE"]), ([], []),
    ]) func argumentsStayWhole(test: [String], given: [String]) {
        #expect(PodmanHealthcheck.test(test) == given)
    }

    @Test func whatIsSaidGoesBeforeTheImages() {
        let image = ContainerSpec.Healthcheck(test: ["CMD", "a"], interval: 1, timeout: 2, startPeriod: 3, retries: 4)
        let merged = PodmanHealthcheck.merged(.init(test: [], interval: 5, retries: 6), over: image)
        #expect(merged == .init(test: ["CMD", "a"], interval: 5, timeout: 2, startPeriod: 3, retries: 6))
    }
}
