"""Two programs beside each other: whether the newer one takes more processor time or memory than the older one.

Each figure is taken in pairs, one after the other and in turns first, so that what the machine does besides hits both. Of
the ratios of the pairs the median is printed, with the interval that holds the median of all such pairs in at least 95 of 100
cases (of 15 pairs, from the 4th to the 12th), or all ratios where the pairs are too few for that. A figure is worse when that
whole interval lies above `LIMIT`.
"""

import contextlib
import itertools
import math
import os
import resource
import statistics
import subprocess
import time

PAIRS = int(os.environ.get("KNOT_BENCH_PAIRS", "15"))
LIMIT = 1.10
SPACES = 100
STORED = 10_000


def rank(pairs):
    """From which of the sorted ratios, counted from 1, the interval goes, and so to which, counted from the last."""
    below = itertools.accumulate(math.comb(pairs, number) for number in range(pairs + 1))
    return max(1, next(number for number, chances in enumerate(below) if chances * 40 > 2 ** pairs))


def children():
    """Seconds of processor time of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Side:
    """One of the programs, with a server of its own for each benchmark."""

    def __init__(self, benchmarks, letter):
        self.benchmarks = benchmarks
        self.letter = letter

    def server(self, name, relist=3_600):
        return self.benchmarks.server(f"{name}-{self.letter}", relist=relist)

    def spaces(self, name, count, *lines):
        """A file of the template and so many spaces, of other names than those of the other side."""
        return self.benchmarks.spaces(f"{name}-{self.letter}.yaml", count, *lines, prefix=self.letter)

    def command(self, *arguments, server=None):
        """Seconds of processor time that the program takes for a command, and the server to serve it."""
        def spent():
            return children() + (server.cpu() if server else 0)

        before = spent()
        if server:
            server.knot(*arguments)
        else:
            subprocess.run([self.benchmarks.binary, *arguments], check=True, stdout=subprocess.DEVNULL)
        return spent() - before


class Pairs:
    def __init__(self, newer, older):
        self.sides = [Side(newer, "n"), Side(older, "o")]
        self.worse = []

    def compare(self, name, measure, pairs=PAIRS):
        """`measure` gives the figure of a side, by its index."""
        for index in (0, 1):
            measure(index)
        ratios, figures = [], [[], []]
        for number in range(pairs):
            pair = [0.0, 0.0]
            for index in (0, 1) if number % 2 == 0 else (1, 0):
                pair[index] = measure(index)
                figures[index].append(pair[index])
            ratios.append(pair[0] / pair[1] if pair[1] else 1.0)
        ratios.sort()
        first = rank(pairs)
        low, high = ratios[first - 1], ratios[-first]
        if low > LIMIT:
            self.worse.append(name)
        new, old = (statistics.median(figure) for figure in figures)
        print(f"{name:<52} new {new:9.3f}   old {old:9.3f}   ratio {statistics.median(ratios):5.2f}  "
              f"[{low:.2f}, {high:.2f}]{'   WORSE' if low > LIMIT else ''}", flush=True)

    @contextlib.contextmanager
    def servers(self, name, **options):
        with self.sides[0].server(name, **options) as newer, self.sides[1].server(name, **options) as older:
            yield [newer, older]

    def run(self):
        self.parse()
        self.stored()
        self.running()
        if self.worse:
            raise SystemExit(f"worse than before: {', '.join(self.worse)}")

    def parse(self):
        path = self.sides[0].spaces("parse", STORED, "labels: {team: web}", "running: false")
        self.compare("validate 10,001 documents, s", lambda index: self.sides[index].command("validate", "-f", path))

    def stored(self):
        """Of servers with many spaces, none of which runs."""
        paths = [side.spaces("stored", STORED, "running: false") for side in self.sides]
        with self.servers("stored") as servers:
            for index, server in enumerate(servers):
                self.sides[index].command("apply", "-f", paths[index], server=server)
                server.settle()

            def client(*arguments):
                return lambda index: self.sides[index].command(*arguments, paths[index], server=servers[index])

            self.compare("diff of 10,001 settled documents, s", client("diff", "-f"))
            self.compare("apply of 10,001 documents that changes nothing, s", client("apply", "-f"))
            for index, server in enumerate(servers):
                server.settle()
            self.compare("list of 10,000 spaces, s",
                         lambda index: self.sides[index].command("get", "spaces", server=servers[index]))

        def start(figure):
            def measure(index):
                with self.sides[index].server("stored") as server:
                    server.settle()
                    return figure(server)
            return measure

        self.compare("start with 10,000 spaces, s", start(lambda server: server.cpu()), pairs=max(5, PAIRS // 3))
        self.compare("memory with 10,000 spaces, MB", start(lambda server: server.memory()), pairs=max(5, PAIRS // 3))

    def running(self):
        """Of servers whose spaces run. Both use one engine, under other names."""
        few = [side.spaces("few", 8) for side in self.sides]
        many = [side.spaces("many", SPACES) for side in self.sides]
        with self.servers("running", relist=5) as servers:
            def life(index):
                side, server = self.sides[index], servers[index]
                return (side.command("apply", "-f", few[index], "--wait", server=server)
                        + side.command("delete", "-f", few[index], "--wait", server=server))

            self.compare("apply, run and delete 8 spaces, s", life)
            for index, server in enumerate(servers):
                self.sides[index].command("apply", "-f", many[index], "--wait", server=server)
                server.settle()
            self.compare("apply of 101 documents that run already, s", lambda index: self.sides[index].command(
                "apply", "-f", many[index], "--wait", server=servers[index]))

            def look(index):
                server = servers[index]
                before, passes = server.cpu(), server.passes()
                limit = time.time() + 60
                while server.passes() < passes + 2 and time.time() < limit:
                    time.sleep(0.5)
                return (server.cpu() - before) / max(1, server.passes() - passes) * 1000

            self.compare("a look at 100 settled spaces, ms", look)
            self.compare("memory with 100 running spaces, MB", lambda index: servers[index].memory(), pairs=5)
