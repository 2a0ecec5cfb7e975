/// What spaces are made from.
package struct TemplateSpec: TypedSpec {
    package enum Field: String, SpecField {
        case labels, annotations
        case description
        case iconURL = "icon_url"
        case platform, active
        case container, job, volumes, paths
        case pruneVolumes = "prune_volumes"
        case drift
        case customFields = "custom_fields"
        case ports
        case startupScript = "startup_script"
        case shutdownScript = "shutdown_script"
        case withTerminal = "with_terminal"
        case withVSCodeTunnel = "with_vscode_tunnel"
        case withCodeServer = "with_code_server"
        case withSSH = "with_ssh"
        case withRunCommand = "with_run_command"
        case allowNodeMigration = "allow_node_migration"
        case disableUserActivity = "disable_user_activity"
        case autoStart = "auto_start"
        case scheduleEnabled = "schedule_enabled"
        case schedule
        case maxUptime = "max_uptime"
        case maxUptimeUnit = "max_uptime_unit"
        case healthCheckType = "health_check_type"
        case healthCheckConfig = "health_check_config"
        case healthCheckSkipSSLVerify = "health_check_skip_ssl_verify"
        case healthCheckTimeout = "health_check_timeout"
        case healthCheckInterval = "health_check_interval"
        case healthCheckMaxFailures = "health_check_max_failures"
        case healthCheckAutoRestart = "health_check_auto_restart"
        case zones, groups
        case computeUnits = "compute_units"
        case storageUnits = "storage_units"

        /// The fields that say how knot finds out whether a space is healthy.
        package static let healthCheck: [Self] = [
            .healthCheckType, .healthCheckConfig, .healthCheckSkipSSLVerify, .healthCheckTimeout, .healthCheckInterval,
            .healthCheckMaxFailures, .healthCheckAutoRestart,
        ]

        package var effect: FieldDifference.Effect {
            switch self {
            case .container, .volumes, .paths, .ports: .restart
            case .schedule, .scheduleEnabled, .maxUptime, .maxUptimeUnit, .platform: .closing
            case .startupScript: .start
            case .healthCheckType, .healthCheckConfig, .healthCheckSkipSSLVerify, .healthCheckTimeout,
                .healthCheckInterval, .healthCheckMaxFailures, .healthCheckAutoRestart, .drift, .pruneVolumes:
                .live
            case .labels, .annotations, .description, .iconURL, .active, .job, .customFields, .shutdownScript,
                .withTerminal, .withVSCodeTunnel, .withCodeServer, .withSSH, .withRunCommand, .allowNodeMigration,
                .disableUserActivity, .autoStart, .zones, .groups, .computeUnits, .storageUnits:
                .none
            }
        }
    }

    package var fields: FieldMap

    package init(_ fields: FieldMap) { self.fields = fields }

    /// The runtime that its spaces need: `docker`, or `container` for any local one.
    package var platform: String? { text(.platform) }
    /// Whether people, and not knot, run its spaces.
    package var isManual: Bool { platform == "manual" }
    /// Whether new spaces may be made from it.
    package var isActive: Bool { !isFalse(.active) }

    package var container: FieldMap? { self[.container]?.map }
    /// The container's image, before anything in it is replaced.
    package var image: String? { container?["image"]?.scalarText }
    /// The volumes that each space gets for itself, by name.
    package var volumes: FieldMap { map(.volumes) }
    package var prunesVolumes: Bool { isTrue(.pruneVolumes) }
    package var drift: DriftPolicy? { text(.drift).flatMap(DriftPolicy.init) }
    /// Names of the values that each space may set for itself.
    package var customFields: [String] {
        (self[.customFields]?.list ?? []).compactMap { $0.map?["name"]?.string }
    }
    package var ports: [FieldMap] { (self[.ports]?.list ?? []).compactMap(\.map) }

    package func script(at hook: Hook) -> ScriptSource? {
        ScriptSource(self[hook == .startup ? .startupScript : .shutdownScript])
    }

    /// Whether its spaces start when their hours begin.
    package var startsSpaces: Bool { isTrue(.autoStart) }
    package var isScheduled: Bool { isTrue(.scheduleEnabled) }
    package var schedule: WeekSchedule { WeekSchedule(self[.schedule]?.list ?? []) }
    /// Milliseconds after which a space stops; `nil` is never.
    package var maxUptime: Int64? {
        let units: [String: Int64] = ["minute": 60_000, "hour": 3_600_000, "day": 86_400_000]
        guard let count = positive(.maxUptime), let unit = text(.maxUptimeUnit).flatMap({ units[$0] }) else {
            return nil
        }
        return count * unit
    }

    /// `tcp`, `http`, `program`; others are checked by nobody yet.
    package var healthCheckType: String? { text(.healthCheckType) }
    /// The URL, port or command to try; empty for none.
    package var healthCheckConfig: String { self[.healthCheckConfig]?.scalarText ?? "" }
    package var acceptsAnyCertificate: Bool { isTrue(.healthCheckSkipSSLVerify) }
    /// Seconds; `nil` leaves it to knot, as in the next two.
    package var healthCheckTimeout: Int64? { positive(.healthCheckTimeout) }
    /// Seconds.
    package var healthCheckInterval: Int64? { positive(.healthCheckInterval) }
    package var healthCheckMaxFailures: Int64? { positive(.healthCheckMaxFailures) }
    package var restartsUnhealthy: Bool { isTrue(.healthCheckAutoRestart) }

    /// Patterns of the zones that offer it; none for all.
    package var zones: [String] { texts(.zones) }
}
