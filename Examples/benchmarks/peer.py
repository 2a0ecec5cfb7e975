"""The bare engine API, as a peer: the same containers through plain HTTP over the engine's socket."""

import concurrent.futures
import http.client
import json
import socket


class Connection(http.client.HTTPConnection):
    """An HTTP connection over a Unix socket."""

    def __init__(self, path):
        super().__init__("engine", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    def __init__(self, path):
        self.path = path

    def call(self, connection, method, path, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, "/v1.41" + path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        data = answer.read()
        if answer.status >= 400 and not (method == "DELETE" and answer.status == 404):
            raise RuntimeError(f"{method} {path}: {answer.status} {data.decode(errors='replace')}")
        return json.loads(data) if data.strip() else None

    def parallel(self, items, at_once, work):
        """Does `work(connection, item)` for all items, each of `at_once` threads with a connection of its own."""
        groups = [items[start::at_once] for start in range(min(at_once, max(1, len(items))))]

        def one(group):
            connection = Connection(self.path)
            try:
                return [work(connection, item) for item in group]
            finally:
                connection.close()

        with concurrent.futures.ThreadPoolExecutor(max_workers=at_once) as pool:
            return [result for results in pool.map(one, groups) for result in results]

    def run(self, image, count, at_once, prefix):
        """Creates and starts `count` containers; gives their ids once all run."""
        body = {"Image": image, "Cmd": ["sleep", "infinity"], "HostConfig": {"NetworkMode": "none"}}

        def one(connection, number):
            made = self.call(connection, "POST", f"/containers/create?name={prefix}-{number}", body)["Id"]
            self.call(connection, "POST", f"/containers/{made}/start")
            return made

        return self.parallel(list(range(count)), at_once, one)

    def remove(self, ids, at_once):
        self.parallel(ids, at_once, lambda connection, name: self.call(
            connection, "DELETE", f"/containers/{name}?force=1&v=1"))

    def ids(self, label):
        """The containers that carry a label, running or not."""
        connection = Connection(self.path)
        try:
            items = self.call(connection, "GET", "/containers/json?all=1")
        finally:
            connection.close()
        return [item["Id"] for item in items if label in (item.get("Labels") or {})]

    def count(self, label):
        """How many containers that carry a label run."""
        connection = Connection(self.path)
        try:
            items = self.call(connection, "GET", "/containers/json")
        finally:
            connection.close()
        return sum(1 for item in items if label in (item.get("Labels") or {}))
