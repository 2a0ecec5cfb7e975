import KnotModel

/// Which of the objects that had one key after another: its uid, and the stamp of its creation.
///
/// Of two objects of one key the later created is the resource, whatever the stamps of their entries; the other one is
/// over. Servers that create the same key at once agree by this on one of the two.
package struct ObjectID: Sendable, Hashable {
    package var created: Stamp
    package var uid: UID

    package init(created: Stamp, uid: UID) {
        self.created = created
        self.uid = uid
    }
}

extension ObjectID: Comparable {
    package static func < (a: Self, b: Self) -> Bool {
        a.created == b.created ? Bytewise.isLess(a.uid.text, b.uid.text) : a.created < b.created
    }
}
