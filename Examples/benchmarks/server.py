"""A knot server of a benchmark's own."""

import json
import os
import pathlib
import re
import socket as sockets
import subprocess
import time

from peer import Connection


class Server:
    def __init__(self, binary, engine, directory, parallelism, relist=10):
        self.binary = binary
        self.relist = relist
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.socket = str(self.directory / "s")
        with sockets.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (self.directory / "knot.toml").write_text(f"""
[server]
listen = "127.0.0.1:{port}"
url = "http://127.0.0.1:{port}"
socket = "{self.socket}"
relist_interval = "{self.relist}s"
parallelism = {parallelism}
resource_limit = 0
[server.tls]
use_tls = false
[server.sqlite]
enabled = true
path = "{self.directory}/knot.db"
[server.local_containers]
runtime_pref = ["docker"]
[server.docker]
host = "unix://{engine}"
[log]
level = "warning"
""")
        self.process = None

    def __enter__(self):
        log = open(self.directory / "server.log", "w")
        self.process = subprocess.Popen([self.binary, "server", "--config", str(self.directory / "knot.toml")],
                                        stdout=log, stderr=log, cwd=self.directory)
        limit = time.time() + 30
        while time.time() < limit:
            try:
                if any(item["up"] for item in json.loads(self.get("/api/v1/runtimes"))["items"]):
                    return self
            except (OSError, ValueError, KeyError):
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        raise SystemExit("the server did not start:\n" + (self.directory / "server.log").read_text())

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def get(self, path):
        connection = Connection(self.socket)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def apply(self, path, count):
        """Applies a file through the HTTP API and returns once a watch has shown `count` spaces running."""
        connection, watch = Connection(self.socket), Connection(self.socket)
        try:
            connection.request("POST", "/api/v1/apply", pathlib.Path(path).read_bytes(),
                               {"Content-Type": "application/yaml"})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                raise SystemExit(f"apply: {answer.status} {text}")
            watch.request("GET", "/api/v1/spaces?watch=true")
            running = set()
            for line in watch.getresponse():
                event = json.loads(line)
                status = (event.get("resource") or {}).get("status") or {}
                if event["change"] == "put" and status.get("phase") == "Running":
                    running.add(event["resource"]["key"])
                    if len(running) == count:
                        return
        finally:
            connection.close()
            watch.close()

    def knot(self, *arguments, seconds=600):
        environment = {**os.environ, "KNOT_SERVER": f"unix://{self.socket}"}
        done = subprocess.run([self.binary, *arguments], env=environment, capture_output=True, text=True,
                              timeout=seconds)
        if done.returncode != 0:
            raise SystemExit(f"knot {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout[-2000:]}"
                             f"{done.stderr[-2000:]}")
        return done.stdout

    def settle(self):
        """Waits, two minutes at most, until the server has been quiet for two seconds."""
        limit = time.time() + 120
        quiet = 0
        before = self.cpu()
        while time.time() < limit and quiet < 2:
            time.sleep(1)
            now = self.cpu()
            quiet = quiet + 1 if now - before < 0.05 else 0
            before = now

    def cpu(self):
        """Seconds of processor time that the server has used."""
        text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = text[text.rindex(")") + 2:].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Megabytes of memory that are resident."""
        return self.megabytes("VmRSS")

    def peak(self):
        """The most megabytes that ever were."""
        return self.megabytes("VmHWM")

    def megabytes(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(name + r":\s+(\d+)", text).group(1)) / 1024

    def engine_writes(self):
        """The number of writing calls to engines so far, from /metrics."""
        lines = self.get("/metrics").splitlines()
        if not any(line.startswith("knot_engine_observations_total") for line in lines):
            raise SystemExit("/metrics does not tell of the engine")
        return int(sum(float(line.rsplit(" ", 1)[1]) for line in lines
                       if re.match(r"knot_engine_actions_total[ {]", line)))

    def passes(self):
        """The number of looks at engines so far, from /metrics."""
        return int(sum(float(line.rsplit(" ", 1)[1]) for line in self.get("/metrics").splitlines()
                       if re.match(r"knot_engine_observations_total[ {]", line)))
