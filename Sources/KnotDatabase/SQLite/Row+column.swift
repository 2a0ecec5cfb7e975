import Foundation
import GRDB

/// The value of a column; `nil` where the row has no column of that name, or one of another type.
///
/// A damaged schema gives columns other names, and the subscripts of GRDB end the program where there is no such column.
extension Row {
    func text(_ column: String) -> String? { value(column) }
    func number(_ column: String) -> Int64? { value(column) }
    func bytes(_ column: String) -> Data? { value(column) }

    private func value<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
        hasColumn(column) ? Value.fromDatabaseValue(self[column]) : nil
    }
}
