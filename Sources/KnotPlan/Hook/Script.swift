import KnotModel

/// A script with every variable substituted, as it is to run in a container.
package struct Script: Sendable, Hashable {
    /// As messages tell of it: `script/dotfiles`, or `startup_script of template/ubuntu`.
    package var title: String
    /// The program that takes it after `-c`.
    package var shell: String
    package var text: String
    /// Milliseconds, then it is ended.
    package var timeout: Int64

    package init(title: String, shell: String, text: String, timeout: Int64) {
        self.title = title
        self.shell = shell
        self.text = text
        self.timeout = timeout
    }

    package var command: [String] { [shell, "-c", text] }
}
