import Foundation
import GRDB
import KnotModel
import KnotStore

/// A version vector as rows of the table `covered`, or of `floor`.
enum CoveredRows {
    enum Table: String { case covered, floor }

    static func write(_ covered: VersionVector, to table: Table = .covered, _ db: GRDB.Database) throws {
        for origin in covered.origins {
            let number = covered[origin]
            let sql = """
                INSERT INTO \(table.rawValue) (node, incarnation, number, sum) VALUES (?, ?, ?, ?)
                ON CONFLICT (node, incarnation) DO UPDATE SET number = excluded.number, sum = excluded.sum
                WHERE excluded.number > number
                """
            try db.cachedStatement(sql: sql).execute(arguments: [
                origin.node.name, Int64(bitPattern: origin.incarnation), Int64(number),
                RowSum(origin, covered: number).bytes,
            ])
        }
    }

    /// What is not what was written is left out: who covers less than it holds is told more than it needs. `isWhole` says
    /// whether nothing was.
    static func read(
        _ table: Table = .covered, _ db: GRDB.Database
    ) throws -> (vector: VersionVector, isWhole: Bool) {
        var covered = VersionVector()
        var isWhole = true
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table.rawValue)")
        while let row = try rows.next() {
            if let (origin, number) = intact(row) { covered.cover(origin, to: number) } else { isWhole = false }
        }
        return (covered, isWhole)
    }

    /// What a row says; `nil` when that is not what was written.
    private static func intact(_ row: Row) -> (origin: Origin, number: UInt64)? {
        guard let node = row.text("node"), let incarnation = row.number("incarnation"),
            let number = row.number("number").flatMap(UInt64.init(exactly:)),
            (1...VersionVector.greatest).contains(number)
        else { return nil }
        let origin = Origin(node: NodeID(node), incarnation: UInt64(bitPattern: incarnation))
        return RowSum(origin, covered: number).matches(row.bytes("sum")) ? (origin, number) : nil
    }
}
