"""What many records cost: the start of a server over them, its memory, and the work that must not grow with them."""

import json
import os
import time

from peer import Connection
from server import Server

SIZES = [int(size) for size in os.environ.get("KNOT_BENCH_RECORDS", "1000 10000 100000").split()]
SLICE = 1_000
READERS = 10
LISTS = 50
# Spaces of one user.
OWNED = 100
EDITS = 20

TEMPLATE = """kind: Template
name: bench
container:
  image: ubuntu:24.04
  pull: never
  environment: ["LANG=C.UTF-8"]
"""
# Ten spaces read a variable; the others do not.
READING = """kind: Template
name: reading
container:
  image: ubuntu:24.04
  pull: never
  environment: ["GREETING=${{ .var.greeting }}"]
"""


def variable(text):
    return f"kind: Variable\nname: greeting\nvalue: {text}\n"


def space(number):
    template = "reading" if number < READERS else "bench"
    return (f"kind: Space\nname: s{number}\nuser: user{number // OWNED}\ntemplate: {template}\nrunning: false\n"
            f"description: Number {number} of a benchmark\nlabels:\n  team: platform\n")


class Records:
    def __init__(self, binary, engine, work):
        self.binary = binary
        self.engine = engine
        self.work = work

    def apply(self, server, documents):
        connection = Connection(server.socket)
        try:
            connection.request("POST", "/api/v1/apply", "---\n".join(documents), {"Content-Type": "application/yaml"})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                raise SystemExit(f"apply: {answer.status} {text[:2000]}")
        finally:
            connection.close()

    def cost(self, server, count, work):
        """Milliseconds of processor time for each of so many pieces of work, with what follows from them."""
        server.settle()
        before = server.cpu()
        for number in range(count):
            work(number)
        server.settle()
        return (server.cpu() - before) * 1_000 / count

    def measure(self, size):
        directory = self.work / f"records-{size}"
        with Server(self.binary, self.engine, directory, 8, relist=3_600) as server:
            self.apply(server, [TEMPLATE, READING, variable("hello")])
            for first in range(0, size, SLICE):
                self.apply(server, [space(number) for number in range(first, min(size, first + SLICE))])
            server.settle()
        began = time.perf_counter()
        with Server(self.binary, self.engine, directory, 8, relist=3_600) as server:
            start = time.perf_counter() - began
            server.settle()
            figures = [start, server.cpu(), server.memory(), server.peak()]
            owned = json.loads(server.get("/api/v1/spaces?user=user0"))["items"]
            if len(owned) != OWNED:
                raise SystemExit(f"the list of one user has {len(owned)} spaces")
            figures.append(self.cost(server, LISTS, lambda _: server.get("/api/v1/spaces?user=user0")))
            figures.append(self.cost(server, EDITS, lambda number: self.apply(server, [variable(f"hello {number}")])))
            return figures

    def compare(self):
        names = ["start, s", "processor time of the start, s", "memory, MB", "most memory, MB",
                 f"processor time of a list of {OWNED}, ms", f"of an edit that {READERS} spaces read, ms"]
        columns = [self.measure(size) for size in SIZES]
        print(f"{'records':<40}" + "".join(f"{size:>12,}" for size in SIZES))
        for row, name in enumerate(names):
            print(f"{name:<40}" + "".join(f"{column[row]:12.2f}" for column in columns), flush=True)
