import Foundation
import GRDB

/// The value of a column; `nil` where the row has no column of that name, or one of another type.
///
/// A damaged schema gives columns other names, and the subscripts of GRDB end the program where there is no such column.
extension Row {
    func text(_ column: String) -> String? { value(column) }
    func number(_ column: String) -> Int64? { value(column) }
    func bytes(_ column: String) -> Data? { value(column) }

    /// The same by the place of the column; `nil` for none.
    func text(at place: Int?) -> String? { value(at: place) }
    func number(at place: Int?) -> Int64? { value(at: place) }
    func bytes(at place: Int?) -> Data? { value(at: place) }

    private func value<Value: DatabaseValueConvertible>(at place: Int?) -> Value? {
        place.flatMap { $0 < count ? Value.fromDatabaseValue(self[$0]) : nil }
    }

    private func value<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
        hasColumn(column) ? Value.fromDatabaseValue(self[column]) : nil
    }
}
