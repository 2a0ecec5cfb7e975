import Foundation
import Hummingbird
import KnotModel
import KnotStore

/// A request's query, read strictly: an unknown parameter or a wrong value is refused with what would be right.
struct RequestQuery: Sendable {
    private let values: [(name: String, value: String)]

    init(_ request: Request, allowed: [String]) throws(APIRefusal) {
        var values: [(name: String, value: String)] = []
        for part in (request.uri.query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).replacingOccurrences(of: "+", with: " ").removingPercentEncoding
            }
            guard let name = pair.first ?? nil, let value = pair.count > 1 ? pair[1] : "" else {
                throw .malformed("query", "the query is not valid percent-encoding")
            }
            guard allowed.contains(name) else {
                let hint = Suggestion.nearest(to: name, among: allowed).map { "; did you mean '\($0)'?" } ?? ""
                throw .malformed(name, "there is no query parameter '\(name)' here\(hint)")
            }
            values.append((name, value))
        }
        self.values = values
    }

    /// The last value given; `nil` when there is none or it is empty.
    func text(_ name: String) -> String? {
        values.last { $0.name == name && !$0.value.isEmpty }?.value
    }

    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// `true`, `1` and the bare name are true; `false`, `0` and absence are false.
    func flag(_ name: String) throws(APIRefusal) -> Bool {
        guard let value = values.last(where: { $0.name == name })?.value else { return false }
        switch value {
        case "", "1", "true": return true
        case "0", "false": return false
        default: throw .malformed(name, "'\(value)' is not a value of \(name); use true or false")
        }
    }

    func number(_ name: String) throws(APIRefusal) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw .malformed(name, "'\(text)' is not a value of \(name); use a whole number")
        }
        return number
    }

    func stamp(_ name: String) throws(APIRefusal) -> Stamp? {
        guard let text = text(name) else { return nil }
        guard let stamp = Stamp(text) else {
            throw .malformed(name, "'\(text)' is not a revision; use one that an earlier answer gave")
        }
        return stamp
    }

    func cursor(_ name: String) throws(APIRefusal) -> ChangeCursor? {
        guard let text = text(name) else { return nil }
        guard let cursor = ChangeCursor(text) else {
            throw .malformed(name, "'\(text)' is not a cursor; use one that a list or a watch of this server gave")
        }
        return cursor
    }

    func key(_ name: String) throws(APIRefusal) -> ResourceKey? {
        guard let text = text(name) else { return nil }
        guard let key = ResourceKey(text) else {
            throw .malformed(name, "'\(text)' is not a resource; write it as in space/alice/web or template/ubuntu")
        }
        return key
    }

    func selector(_ name: String) throws(APIRefusal) -> Selector? {
        guard let text = text(name) else { return nil }
        do throws(FormatError) {
            return try Selector(parsing: text)
        } catch {
            throw .malformed(name, error.description)
        }
    }

    /// `KEY@REVISION`, any number of times.
    func expectations(_ name: String) throws(APIRefusal) -> [ResourceKey: Stamp] {
        var result: [ResourceKey: Stamp] = [:]
        for text in all(name) {
            let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
            guard parts.count == 2, let key = ResourceKey(parts[0]), let stamp = Stamp(parts[1]) else {
                throw .malformed(name, "'\(text)' is not KEY@REVISION, as in template/ubuntu@0192…-node1")
            }
            result[key] = stamp
        }
        return result
    }
}
