import KnotModel

/// One request to an engine, and what it is about.
package struct EngineCall: Sendable {
    enum Method: String, Sendable { case get = "GET", post = "POST", delete = "DELETE" }

    /// What a refusal is about, so that it can be told in the words of the one who asked.
    package enum Subject: Sendable, Hashable {
        case engine
        /// An id or a name.
        case container(String)
        case image(String)
        case volume(String)
        case network(String, container: String)
    }

    var method: Method
    var path: String
    var query: [(String, String)]
    var headers: [(String, String)]
    var body: Value?
    var subject: Subject
    var timeout: Duration
    /// The most bytes a reply may have.
    var limit: Int

    init(
        _ method: Method, _ path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
        body: Value? = nil, about subject: Subject, timeout: Duration = .seconds(30), limit: Int = 1 << 20
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.subject = subject
        self.timeout = timeout
        self.limit = limit
    }

    /// Path and query as they stand in a request line, after `prefix`.
    func uri(prefix: String) -> String {
        guard !query.isEmpty else { return prefix + path }
        return prefix + path + "?" + query.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
    }

    /// The `filters` parameter: things that carry every one of `labels`.
    static func filters(labels: [String], type: String? = nil) -> String {
        var fields: FieldMap = ["label": .list(labels.map(Value.string))]
        if let type { fields["type"] = [.string(type)] }
        return JSONText.write(.map(fields))
    }
}

extension EngineCall.Subject {
    /// For `Failure.subject`.
    var name: String {
        switch self {
        case .engine: "engine"
        case .container(let id): id.utf8.count == 64 ? String(id.prefix(12)) : id
        case .image(let name), .volume(let name), .network(let name, _): name
        }
    }

    /// For messages: `container web`.
    var title: String {
        switch self {
        case .engine: "the engine"
        case .container: "container \(name)"
        case .image: "image \(name)"
        case .volume: "volume \(name)"
        case .network: "network \(name)"
        }
    }
}
