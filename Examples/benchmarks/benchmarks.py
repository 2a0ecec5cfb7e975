"""The benchmarks themselves; Examples/benchmarks/run sets the stage for them."""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

from pairs import Pairs
from peer import Engine
from records import Records
from recovery import Recovery
from server import Server

PARALLELISM = 8
ROUNDS = 3
IMAGE = "knot-bench:latest"

TEMPLATE = f"""kind: Template
name: bench
container:
  image: {IMAGE}
  pull: never
  command: [sleep, infinity]
  network: none
  stop_grace: 0s
"""


def space(name, *lines):
    return "\n".join(["kind: Space", f"name: {name}", "template: bench", *lines]) + "\n"


def timed(call):
    """Seconds that a call takes, and its result."""
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def report(name, knot, peer, peer_name, aim, unit="s"):
    """One line: the figure, the peer's figure, their ratio, and what was aimed at."""
    if peer:
        print(f"{name:<34} knot {knot:9.3f} {unit:<3} {peer_name} {peer:9.3f} {unit:<3} "
              f"ratio {knot / peer:6.2f}   aim: {aim}", flush=True)
    else:
        print(f"{name:<34} knot {knot:9.3f} {unit:<3} {peer_name:<28} aim: {aim}", flush=True)


class Benchmarks:
    def __init__(self, binary, socket, work):
        self.binary = binary
        self.engine = Engine(socket)
        self.socket = socket
        self.work = pathlib.Path(work)

    def write(self, name, documents):
        path = self.work / name
        path.write_text("---\n".join(documents))
        return str(path)

    def spaces(self, name, count, *lines, prefix="s"):
        """A file of the template and so many spaces."""
        return self.write(name, [TEMPLATE] + [space(f"{prefix}{i}", *lines) for i in range(count)])

    def server(self, name, endpoint=None, relist=10):
        return Server(self.binary, endpoint or self.socket, self.work / name, PARALLELISM, relist)

    # apply → running

    def apply(self, count):
        mine, bare, command = [], [], []
        with self.server(f"apply-{count}") as server:
            server.knot("apply", "-f", self.write("template.yaml", [TEMPLATE]))
            path = self.write("spaces.yaml", [space(f"s{i}") for i in range(count)])
            for turn in range(ROUNDS):
                # The peer makes the same containers with as many connections as knot has actions in flight.
                seconds, ids = timed(lambda: self.engine.run(IMAGE, count, PARALLELISM, f"bare-{turn}"))
                bare.append(seconds)
                self.engine.remove(ids, PARALLELISM)
                for figures, apply in [(mine, lambda: server.apply(path, count)),
                                       (command, lambda: server.knot("apply", "-f", path, "--wait"))]:
                    figures.append(timed(apply)[0])
                    running = self.engine.count("knot.key")
                    if running != count:
                        raise SystemExit(f"apply-{count}: {running} of {count} containers run")
                    server.knot("delete", "-f", path, "--wait")
        report(f"apply to running, {count} space(s)", statistics.median(mine), statistics.median(bare),
               f"engine API, {PARALLELISM} at once", "at most 1.10")
        print(f"{'  (by the command line, --wait':<34} knot {statistics.median(command):9.3f} s)", flush=True)

    # parsing and validating

    def parse(self):
        documents = [
            f"kind: Template\nname: template-{i}\nlabels:\n  team: web\n  number: \"{i}\"\n"
            "container:\n  image: ubuntu:24.04\n  command: [sleep, infinity]\n"
            "  ports: [\"8080:80\", \"8443:443/tcp\"]\n  environment: [\"EDITOR=vim\", \"LANG=C.UTF-8\"]\n"
            "  memory: 512m\n  volumes: [\"home:/root\"]\nvolumes:\n  home:\n    size: 20g\n"
            for i in range(10_000)
        ]
        path = self.write("parse.yaml", documents)
        size = os.path.getsize(path) / 1e6
        script = ("import sys, time, yaml\n"
                  "text = open(sys.argv[1]).read()\n"
                  "began = time.perf_counter()\n"
                  "count = sum(1 for _ in yaml.load_all(text, Loader=yaml.CSafeLoader))\n"
                  "assert count == 10_000\n"
                  "print(time.perf_counter() - began)\n")
        mine, bare = [], []
        for _ in range(ROUNDS):
            output = subprocess.run([sys.executable, "-c", script, path], check=True, capture_output=True, text=True)
            bare.append(float(output.stdout))
            seconds, _ = timed(lambda: subprocess.run([self.binary, "validate", "-f", path], check=True,
                                                      stdout=subprocess.DEVNULL))
            mine.append(seconds)
        report(f"validate 10,000 documents, {size:.1f} MB", statistics.median(mine), statistics.median(bare),
               "PyYAML CSafeLoader, parsing only", "below 1")

    # diff of what is settled

    def diff(self):
        with self.server("diff") as server:
            path = self.write("diff.yaml", [TEMPLATE] + [space(f"s{i}", "running: false") for i in range(9_999)])
            seconds, _ = timed(lambda: server.knot("apply", "-f", path))
            print(f"{'  (the first apply of them':<34} knot {seconds:9.3f} s)", flush=True)
            server.settle()
            figures = [timed(lambda: server.knot("diff", "-f", path))[0] for _ in range(ROUNDS)]
        report("diff of 10,000 settled documents", statistics.median(figures), None, "(no peer)", "1 s")

    # an apply that changes nothing

    def no_op_apply(self):
        count = 50
        compose = shutil.which("docker-compose", path="/usr/bin") or None
        bare = []
        if compose:
            folder = self.work / "compose"
            folder.mkdir(exist_ok=True)
            services = "".join(
                f"  s{i}:\n    image: {IMAGE}\n    command: sleep infinity\n    network_mode: none\n    stop_grace_period: 0s\n"
                for i in range(count))
            (folder / "docker-compose.yml").write_text(f"version: '3'\nservices:\n{services}")
            environment = {**os.environ, "DOCKER_HOST": f"unix://{self.socket}"}

            def up():
                subprocess.run([compose, "up", "-d"], cwd=folder, env=environment, check=True, capture_output=True,
                               timeout=180)

            up()
            bare = [timed(up)[0] for _ in range(ROUNDS)]
            subprocess.run([compose, "down", "-t", "0"], cwd=folder, env=environment, check=True, capture_output=True,
                           timeout=180)
        else:
            print("no-op-apply: docker-compose cannot be installed here; no peer to compare with")
        with self.server("no-op-apply") as server:
            path = self.write("fifty.yaml", [TEMPLATE] + [space(f"s{i}") for i in range(count - 1)])
            server.knot("apply", "-f", path, "--wait")
            mine = [timed(lambda: server.knot("apply", "-f", path, "--wait"))[0] for _ in range(ROUNDS)]
            server.knot("delete", "-f", path, "--wait")
        report("no-op apply of 50 objects", statistics.median(mine), statistics.median(bare) if bare else None,
               "docker-compose up -d" if bare else "(no peer)", "at most 0.10")

    # a pass that finds nothing to do

    def no_op_pass(self):
        count = int(os.environ.get("KNOT_BENCH_SPACES", "1000"))
        with self.server("no-op-pass") as server:
            path = self.write("thousand.yaml", [TEMPLATE] + [space(f"s{i}") for i in range(count)])
            seconds, _ = timed(lambda: server.knot("apply", "-f", path, "--wait", "--timeout", "20m", seconds=1200))
            print(f"{f'  (apply to running, {count} spaces':<34} knot {seconds:9.3f} s)", flush=True)
            server.settle()
            before, writes, passes = server.cpu(), server.engine_writes(), server.passes()
            time.sleep(3 * server.relist)
            cpu = (server.cpu() - before) / max(1, server.passes() - passes) * 1000
            made = server.engine_writes() - writes
            report(f"no-op pass over {count} spaces", cpu, None, f"engine writes: {made}", "200 ms of CPU, 0 writes", "ms")
            print(f"{f'  (memory of the server with them':<34} knot {server.memory():9.1f} MB)", flush=True)
            server.stop()
            self.engine.remove(self.engine.ids("knot.key"), PARALLELISM)

    # what was killed runs again

    def recovery(self):
        Recovery(self).compare()

    def recovery_without_events(self):
        Recovery(self).without_events()

    # a store full of spaces

    def memory_of_spaces(self):
        count = 10_000
        with self.server("memory-spaces") as server:
            server.settle()
            empty = server.memory()
            path = self.spaces("many.yaml", count, "running: false")
            server.knot("apply", "-f", path)
            server.settle()
            time.sleep(5)
            full = server.memory()
        report(f"memory with {count} spaces", full, None, f"{(full - empty) / count * 1024:.1f} KB a space", "none set", "MB")

    # the simulator

    def simulator(self):
        binary = os.environ.get("KNOT_BENCH_SIMULATOR")
        if not binary:
            print("simulator: KNOT_BENCH_SIMULATOR names no knot-sim")
            return
        done = subprocess.run([binary, "--seeds", "1..1000", "--jobs", str(os.cpu_count())], check=True,
                              capture_output=True, text=True)
        print(f"{'simulator':<34} {done.stdout.strip().splitlines()[-1]}", flush=True)

    # a server with nothing to do

    def memory(self):
        with self.server("memory") as server:
            time.sleep(5)
            report("memory of an idle server", server.memory(), None, "(no peer)", "60 MB", "MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--against")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    benchmarks = Benchmarks(arguments.binary, arguments.socket, arguments.work)
    if arguments.against:
        try:
            Pairs(benchmarks, Benchmarks(arguments.against, arguments.socket, arguments.work)).run()
        finally:
            benchmarks.engine.remove(benchmarks.engine.ids("knot.key"), PARALLELISM)
        return
    known = {
        "apply-1": lambda: benchmarks.apply(1),
        "apply-100": lambda: benchmarks.apply(100),
        "parse": benchmarks.parse,
        "diff": benchmarks.diff,
        "no-op-apply": benchmarks.no_op_apply,
        "no-op-pass": benchmarks.no_op_pass,
        "memory": benchmarks.memory,
        "memory-spaces": benchmarks.memory_of_spaces,
        "records": lambda: Records(arguments.binary, arguments.socket, benchmarks.work).compare(),
        "recovery": benchmarks.recovery,
        "recovery-cut": benchmarks.recovery_without_events,
        "simulator": benchmarks.simulator,
    }
    for name in arguments.names or known:
        if name not in known:
            raise SystemExit(f"'{name}' is no benchmark; they are {', '.join(known)}")
        try:
            known[name]()
        finally:
            benchmarks.engine.remove(benchmarks.engine.ids("knot.key"), PARALLELISM)


if __name__ == "__main__":
    main()
