import HTTPTypes
import KnotAPI
import KnotModel
import KnotServer
import Testing

@Suite("OpenAPI")
struct OpenAPITests {
    @Test("every route is in the document, and every schema it names is there")
    func complete() async throws {
        try await TestServer.with { server in
            let reply = try await server.send("GET", "/api/v1/openapi.json", tcp: true)
            #expect(reply.status == 200)
            let document = try reply.decode(Value.self)
            let paths = try #require(document.map?["paths"]?.map)
            for route in server.api.routes {
                let entry = paths[route.path]?.map?[route.method.rawValue.lowercased()]?.map
                #expect(entry?["operationId"]?.string == route.id)
                let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                    $0.dropFirst().dropLast()
                }
                #expect(names.map(String.init) == route.parameters.filter { $0.place == .path }.map(\.name))
            }
            let count = paths.reduce(0) { $0 + ($1.value.map?.count ?? 0) }
            #expect(count == server.api.routes.count)
            #expect(Set(server.api.routes.map(\.id)).count == count)
            let schemas = try #require(document.map?["components"]?.map?["schemas"]?.map)
            for name in references(document) { #expect(schemas[name] != nil, "\(name)") }
        }
    }

    @Test("the schema of manifests is served to editors")
    func schema() async throws {
        try await TestServer.with { server in
            let schema = try await server.send("GET", "/api/v1/schema", tcp: true).decode(Value.self)
            #expect(schema.map?["$defs"]?.map?["Template"] != nil)
        }
    }

    private func references(_ value: Value) -> Set<String> {
        switch value {
        case .map(let fields):
            fields.reduce(into: []) { found, field in
                if field.key == "$ref", let text = field.value.string, let name = text.split(separator: "/").last {
                    found.insert(String(name))
                }
                found.formUnion(references(field.value))
            }
        case .list(let items): items.reduce(into: []) { $0.formUnion(references($1)) }
        default: []
        }
    }
}
