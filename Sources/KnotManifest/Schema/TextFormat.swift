import KnotModel

/// Texts of a fixed form. `canonical` (beside) reads one and gives its one canonical spelling.
package enum TextFormat: Sendable, CaseIterable {
    case image, bytes, memory, cpus, span, port, mount, address, hostEntry, device, capability, absolutePath,
        zonePattern
    case clock, hostname

    /// In a few words, for people.
    package var title: String {
        switch self {
        case .image: "image name"
        case .bytes: "amount of bytes"
        case .memory: "amount of bytes, \(ByteCount(bytes: MemoryLimit.least)) or more"
        case .cpus: "number of processors, \(CPUCount.least) or more"
        case .span: "length of time"
        case .port: "port mappings"
        case .mount: "mounts"
        case .address: "IP addresses"
        case .hostEntry: "name:address"
        case .device: "devices"
        case .capability: "capabilities"
        case .absolutePath: "absolute path"
        case .zonePattern: "zone names"
        case .clock: "time of day"
        case .hostname: "host name"
        }
    }

    package var example: String {
        switch self {
        case .image: "ubuntu:24.04"
        case .bytes, .memory: "512m"
        case .cpus: "1.5"
        case .span: "30s"
        case .port: "8080:80"
        case .mount: "data:/home"
        case .address: "1.1.1.1"
        case .hostEntry: "db:10.0.0.5"
        case .device: "/dev/fuse:/dev/fuse"
        case .capability: "CAP_NET_ADMIN"
        case .absolutePath: "/home/dev"
        case .zonePattern: "us-west or !us-west"
        case .clock: "9:00am"
        case .hostname: "web"
        }
    }

    /// A regular expression that every canonical text and every usual spelling matches, for editors.
    var pattern: String {
        switch self {
        case .image: #"^[^\s]+$"#
        case .bytes, .memory: #"^[0-9]*\.?[0-9]+([kKmMgGtT]([iI]|[iI]?[bB])?|[bB])?$"#
        case .cpus: #"^[0-9]*\.?[0-9]+m?$"#
        case .span: #"^([0-9]+(ms|s|m|h|d)?)+$"#
        case .port: #"^(([^\s]+:)?([0-9]+(-[0-9]+)?)?:)?[0-9]+(-[0-9]+)?(/([tT][cC][pP]|[uU][dD][pP]))?$"#
        case .mount: #"^[^.:][^:]*:/[^:]*(:[a-zA-Z,]+)?$"#
        case .address: #"^[0-9a-fA-F.:]+$"#
        case .hostEntry: #"^[^:\s]+:.+$"#
        case .device: #"^/[^:]*(:/[^:]*)?(:[rwm]{1,3})?$"#
        case .capability: #"^[A-Za-z_]+$"#
        case .absolutePath: "^/"
        case .zonePattern: #"^!?([a-z0-9-]+|<leaf-node>)$"#
        case .clock: #"^((1[0-2]|0?[1-9]):[0-5][0-9]\s?([aA][mM]|[pP][mM])|([01]?[0-9]|2[0-3]):[0-5][0-9])?$"#
        case .hostname: #"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"#
        }
    }

    /// Whether a plain YAML number is a usual spelling.
    var takesNumbers: Bool {
        switch self {
        case .bytes, .memory, .cpus, .span, .port: true
        default: false
        }
    }

    /// The least that a plain number may be, where there is one.
    var minimum: Value? {
        switch self {
        case .cpus: .double(Double(CPUCount.least.nanos) / 1e9)
        case .memory: .int(MemoryLimit.least)
        default: nil
        }
    }
}
