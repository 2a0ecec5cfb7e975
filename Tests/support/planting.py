"""A copy of the cores in which faults are planted: what Tests/faults and Tests/mutants share."""

import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent
faults = root / "Tests/Faults"
cores = {
    name: root / "Sources" / name for name in [
        "KnotModel", "KnotExpression", "KnotPlan", "KnotStore", "KnotRendering", "KnotAdmission", "KnotNode"]
}
cores["KnotSimulator"] = root / "Tests/KnotSimulator"


def pristine(folders=cores):
    """The Swift files of some folders, by path below the root."""
    files = (file for folder in folders.values() for file in sorted(folder.rglob("*.swift")))
    return {str(file.relative_to(root)): file.read_text() for file in files}


def write(path, text):
    """Only what changed, so that the next build is short."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def lay_out(copy, texts, folders=cores):
    """Writes the files into the copy, target by target, with those that only a copy has, and removes all others."""
    kept = set()
    for name, text in texts.items():
        target = next(t for t, folder in folders.items() if (root / name).is_relative_to(folder))
        place = copy / "Sources" / target / (root / name).relative_to(folders[target])
        kept.add(place)
        write(place, text)
    for file in (faults / "Copy").rglob("*.swift"):
        place = file.relative_to(faults / "Copy")
        place = copy / place if place.name == "Package.swift" else copy / "Sources" / place
        kept.add(place)
        write(place, file.read_text())
    for file in (copy / "Sources").rglob("*.swift"):
        if file not in kept:
            file.unlink()


def swift_build(copy, *arguments):
    """Builds the copy, optimised. Returns what the compiler said when it failed, else nothing."""
    command = ["swift", "build", "-c", "release", "--package-path", str(copy), *arguments]
    built = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return built.stdout if built.returncode != 0 else None


def fail(said):
    """Ends with what is wrong with a build."""
    lines = [line for line in said.splitlines() if "error:" in line] or said.splitlines()
    print("\n".join(lines[-40:]), file=sys.stderr)
    sys.exit(2)
