"""Times an emitted script and another script for Brian2 by turns, both as C++ programs.

    nngen build examples/cuba/model.nn --target brian2 --fidelity native --data --out out
    python paired.py out/brian2/run.py CUBA.py [rounds]

CUBA.py is the example of that name of Brian2 (github.com/brian-team/brian2, folder
examples). Both are compiled once; then the two programs run by turns, and their times of
the run itself, as Brian2 measures them, and of the processor are compared within each
round: on a machine with other work the latter tell more.
"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile

BUILD = """
import runpy, sys
import brian2
brian2.prefs.devices.cpp_standalone.extra_make_args_unix = ["-j2"]
brian2.set_device("cpp_standalone", directory=sys.argv[2])
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
except NameError as e:  # of a function that plots, after the run, where there is no matplotlib
    print("after the run:", e)
"""


def seconds(folder):
    """The times of one run of the program in a folder: of the run itself as Brian2 measures it, and the processor's for all of it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(["./main"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    for name in ("results/last_run_info.txt", "last_run_info.txt"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return float(open(path).read().split()[0]), used
    sys.exit("%s has not said how long it took" % folder)


def main():
    ours, theirs = (os.path.abspath(p) for p in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 11
    with tempfile.TemporaryDirectory() as folder:
        a, b = os.path.join(folder, "ours", "cpp_standalone"), os.path.join(folder, "theirs")
        subprocess.run([sys.executable, ours, "--mode", "cpp_standalone", "--build", os.path.dirname(a), "--out", os.path.join(folder, "out")], check=True)
        subprocess.run([sys.executable, "-c", BUILD, theirs, b], check=True)
        times = [(seconds(a), seconds(b)) for _ in range(rounds + 1)][1:]
    for what, k in (("run", 0), ("processor", 1)):
        a, b = [x[k] for x, _ in times], [y[k] for _, y in times]
        ratios = [x / y for x, y in zip(a, b)]
        for name, x, unit in (("ours", a, " s"), ("theirs", b, " s"), ("ratio", ratios, "")):
            print("%-10s %-7s %.3f%s (%.3f to %.3f)" % (what, name, statistics.median(x), unit, min(x), max(x)))
    print("medians of %d rounds" % rounds)


if __name__ == "__main__":
    main()
