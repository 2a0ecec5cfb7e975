import Foundation
import GRDB
import KnotModel
import KnotStore

/// The version vector as rows of the table `covered`.
enum CoveredRows {
    static func write(_ covered: VersionVector, _ db: GRDB.Database) throws {
        for origin in covered.origins {
            let number = covered[origin]
            let sql = """
                INSERT INTO covered (node, incarnation, number, sum) VALUES (?, ?, ?, ?)
                ON CONFLICT (node, incarnation) DO UPDATE SET number = excluded.number, sum = excluded.sum
                WHERE excluded.number > number
                """
            try db.cachedStatement(sql: sql).execute(arguments: [
                origin.node.name, Int64(bitPattern: origin.incarnation), Int64(number),
                RowSum(origin, covered: number).bytes,
            ])
        }
    }

    /// What is not what was written is left out: who covers less than it holds is told more than it needs.
    static func read(_ db: GRDB.Database) throws -> VersionVector {
        var covered = VersionVector()
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM covered")
        while let row = try rows.next() {
            guard let node = row.text("node"),
                let incarnation = row.number("incarnation"),
                let number = row.number("number").flatMap(UInt64.init(exactly:)),
                (1...VersionVector.greatest).contains(number)
            else { continue }
            let origin = Origin(node: NodeID(node), incarnation: UInt64(bitPattern: incarnation))
            guard RowSum(origin, covered: number).matches(row.bytes("sum")) else { continue }
            covered.cover(origin, to: number)
        }
        return covered
    }
}
