"""How long a container that was killed stays away: knot beside Docker's restart policy and Swarm mode."""

import json
import math
import os
import pathlib
import queue
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

from peer import Connection

IMAGE = "knot-bench:latest"
KILLS = int(os.environ.get("KNOT_BENCH_KILLS", "40"))
SWARM_KILLS = 8
SILENT_KILLS = 10
PROXY = pathlib.Path(__file__).resolve().parents[2] / "Tests/support/engine-proxy.py"


class Starts:
    """The engine's own news of started containers, with the time at which each came."""

    def __init__(self, path):
        self.connection = Connection(path)
        filters = urllib.parse.quote(json.dumps({"event": ["start"], "type": ["container"]}))
        self.connection.timeout = None
        self.connection.request("GET", f"/v1.41/events?filters={filters}")
        self.answer = self.connection.getresponse()
        self.news = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            for line in self.answer:
                self.news.put((time.perf_counter(), json.loads(line)["Actor"]["Attributes"]))
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, matches, seconds=90):
        """When the next start came that `matches` its labels and name."""
        limit = time.perf_counter() + seconds
        while True:
            at, attributes = self.news.get(timeout=max(0.01, limit - time.perf_counter()))
            if matches(attributes):
                return at


class Recovery:
    def __init__(self, benchmarks):
        self.benchmarks = benchmarks
        self.engine = benchmarks.engine

    def call(self, method, path, body=None):
        connection = Connection(self.engine.path)
        try:
            return self.engine.call(connection, method, path, body)
        finally:
            connection.close()

    def kill(self, container):
        """Kills a container's first process by a signal, as a crash would; gives the time."""
        pid = self.call("GET", f"/containers/{container}/json")["State"]["Pid"]
        began = time.perf_counter()
        os.kill(pid, signal.SIGKILL)
        return began

    def spaces(self, server, count):
        """Runs so many spaces, and gives their containers by key."""
        path = self.benchmarks.spaces("recovery.yaml", count)
        server.knot("apply", "-f", path, "--wait", "--timeout", "5m")
        server.settle()
        items = self.call("GET", "/containers/json")
        return {item["Labels"]["knot.key"]: item["Id"] for item in items if "knot.key" in (item.get("Labels") or {})}

    def revive(self, starts, container, matches):
        """Milliseconds from a container's death until `matches` starts."""
        while not starts.news.empty():
            starts.news.get()
        began = self.kill(container)
        return (starts.wait(matches) - began) * 1000

    def show(self, name, figures, peer, aim):
        median, worst = statistics.median(figures), percentile(figures, 0.99)
        text = f"{name:<34} median {median:9.1f} ms   p99 {worst:9.1f} ms   of {len(figures)}"
        if peer:
            text += f"   ratio {median / statistics.median(peer):6.2f}"
        print(f"{text}   {aim}", flush=True)

    def compare(self):
        """Each container is killed once, after it ran for longer than the ten seconds for which Docker remembers."""
        starts = Starts(self.engine.path)
        peers = []
        for number in range(KILLS):
            body = {"Image": IMAGE, "Cmd": ["sleep", "infinity"], "Labels": {"peer": f"p{number}"},
                    "HostConfig": {"NetworkMode": "none", "RestartPolicy": {"Name": "always"}}}
            peers.append(self.call("POST", f"/containers/create?name=peer-{number}", body)["Id"])
            self.call("POST", f"/containers/{peers[-1]}/start")
        try:
            with self.benchmarks.server("recovery") as server:
                spaces = sorted(self.spaces(server, KILLS).items())
                time.sleep(11)
                mine, docker = [], []
                for number, (key, container) in enumerate(spaces):
                    mine.append(self.revive(starts, container, lambda it: it.get("knot.key") == key))
                    docker.append(self.revive(starts, peers[number], lambda it: it.get("peer") == f"p{number}"))
        finally:
            self.engine.remove(peers, 8)
        self.show("killed to running: knot", mine, docker, "aim: ratio below 1, p99 below 1000")
        self.show("  Docker, restart=always", docker, None, "")
        swarm = self.swarm(starts)
        if swarm:
            self.show("  Swarm mode, one replica", swarm, None, f"knot's ratio to it {statistics.median(mine) / statistics.median(swarm):.2f}")

    def swarm(self, starts):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        try:
            self.call("POST", "/swarm/init", {"ListenAddr": f"127.0.0.1:{port}", "AdvertiseAddr": "127.0.0.1"})
        except RuntimeError as error:
            print(f"  (no Swarm mode here: {error})")
            return []
        try:
            self.call("POST", "/services/create", {
                "Name": "peer-swarm", "TaskTemplate": {"ContainerSpec": {"Image": IMAGE, "Command": ["sleep", "infinity"]}},
                "Mode": {"Replicated": {"Replicas": 1}}})

            def is_ours(attributes):
                return attributes.get("com.docker.swarm.service.name") == "peer-swarm"

            starts.wait(is_ours)
            figures = []
            for _ in range(SWARM_KILLS):
                time.sleep(2)
                [container] = [item["Id"] for item in self.call("GET", "/containers/json")
                               if is_ours(item.get("Labels") or {})]
                figures.append(self.revive(starts, container, is_ours))
            return figures
        finally:
            self.call("DELETE", "/services/peer-swarm")
            self.call("POST", "/swarm/leave?force=1")

    def without_events(self):
        """No event reaches knot: the stream is closed whenever it is opened, or stays open and silent."""
        starts = Starts(self.engine.path)
        for manner, count in [("closed", KILLS // 2), ("silent", SILENT_KILLS)]:
            path = str(self.benchmarks.work / f"proxy-{manner}")
            proxy = subprocess.Popen([sys.executable, str(PROXY), path, self.engine.path, manner])
            try:
                while not os.path.exists(path):
                    time.sleep(0.02)
                # The usual pause between two looks at everything.
                server = self.benchmarks.server(f"recovery-{manner}", endpoint=path, relist=30)
                with server:
                    spaces = sorted(self.spaces(server, count).items())
                    figures = self.one_by_one(starts, spaces) if manner == "closed" else self.at_once(starts, spaces)
                    server.stop()
                    self.engine.remove([container for _, container in spaces], 8)
                self.show(f"killed to running, events {manner}", figures, None, "aim: below 30000")
            finally:
                proxy.terminate()
                proxy.wait()

    def one_by_one(self, starts, spaces):
        return [self.revive(starts, container, lambda it, key=key: it.get("knot.key") == key)
                for key, container in spaces]

    def at_once(self, starts, spaces):
        """Killed a second and a half apart, since all of them wait for the same look."""
        while not starts.news.empty():
            starts.news.get()
        deaths = {}
        for key, container in spaces:
            deaths[key] = self.kill(container)
            time.sleep(1.5)
        figures = []
        while len(figures) < len(spaces):
            at, attributes = starts.news.get(timeout=90)
            began = deaths.pop(attributes.get("knot.key"), None)
            if began is not None:
                figures.append((at - began) * 1000)
        return figures


def percentile(figures, share):
    return sorted(figures)[max(0, math.ceil(len(figures) * share) - 1)]
