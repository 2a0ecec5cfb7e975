/// A Linux capability by its full name, `CAP_CHOWN`; or `ALL`. However it was written: `chown`, `CHOWN`, `CAP_CHOWN`.
package struct Capability: Sendable, Hashable {
    package let name: String

    package init(_ text: String) {
        let upper = text.uppercased()
        name = upper == "ALL" || upper.hasPrefix("CAP_") ? upper : "CAP_" + upper
    }

    package static let all = Capability("ALL")

    /// What ordinary images need to install packages, change owners and users, listen below port 1024 and log in.
    ///
    /// The engines' own default without MKNOD, NET_RAW and SETFCAP: a device node made on a shared path outlives the
    /// container and its device rules, raw packets forge addresses, and file capabilities hand rights on to whoever runs
    /// the file elsewhere. `policy.allowed_capabilities` permits each of them.
    package static let minimal: [Capability] = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ].map(Capability.init)
}

extension Capability: CustomStringConvertible {
    package var description: String { name }
}
