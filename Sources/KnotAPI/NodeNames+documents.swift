import KnotModel

/// In the documents of the API a node stands by its name; in revisions and cursors by its id.
extension NodeNames {
    package func shown(_ event: Event) -> Event {
        var event = event
        event.node = shown(event.node)
        return event
    }

    package func shown(_ status: Status) -> Status {
        var status = status
        status.node = shown(status.node)
        return status
    }

    package func shown(_ placement: Placement) -> Placement {
        var placement = placement
        placement.node = shown(placement.node)
        return placement
    }
}
