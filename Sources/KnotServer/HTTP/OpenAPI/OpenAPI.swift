import HTTPTypes
import KnotModel

/// The OpenAPI 3.1 document of a route table.
enum OpenAPI {
    static func document(_ routes: [Route], version: String) -> Value {
        var paths = FieldMap()
        for route in routes {
            var methods = paths[route.path]?.map ?? FieldMap()
            methods[route.method.rawValue.lowercased()] = describe(route)
            paths[route.path] = .map(methods)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "knot", "version": .string(version),
                "description": """
                Development environments on a team's own servers. Through the Unix socket the caller is the \
                administrator; over TCP a bearer token says who it is.
                """,
            ],
            "paths": .map(paths),
            "components": [
                "schemas": .map(schemas),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func describe(_ route: Route) -> Value {
        var fields: FieldMap = [
            "operationId": .string(route.id),
            "summary": .string(route.summary),
            "security": route.access == .open ? [[:]] : route.access == .near ? [[:], ["token": []]] : [["token": []]],
            "responses": [
                "\(route.status)": ["description": .string(route.summary), "content": content(route.answers)],
                "default": [
                    "description": "Every reason why not",
                    "content": content([.init(mediaType: "application/json", schema: "Errors")]),
                ],
            ],
        ]
        if !route.parameters.isEmpty { fields["parameters"] = .list(route.parameters.map(describe)) }
        if let body = route.body { fields["requestBody"] = ["required": true, "content": content([body])] }
        return .map(fields)
    }

    private static func describe(_ parameter: Route.Parameter) -> Value {
        let one: Value = ["type": .string(parameter.form.rawValue)]
        return [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "required": .bool(parameter.place == .path), "description": .string(parameter.summary),
            "schema": parameter.isRepeated ? ["type": "array", "items": one] : one,
        ]
    }

    private static func content(_ contents: [Route.Content]) -> Value {
        .map(
            FieldMap(
                contents.map { content in
                    let schema = content.schema.map { reference($0) }
                    return FieldMap.Field(key: content.mediaType, value: schema.map { ["schema": $0] } ?? [:])
                }))
    }

    static func reference(_ name: String) -> Value { ["$ref": .string("#/components/schemas/\(name)")] }
}
