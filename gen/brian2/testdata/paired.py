"""Times an emitted script and another script for Brian2 by turns, both as C++ programs.

    nngen build examples/cuba/model.nn --target brian2 --fidelity native --data --out out
    python paired.py out/brian2/run.py CUBA.py [rounds]

CUBA.py is the example of that name of Brian2 (github.com/brian-team/brian2, folder
examples). Both are compiled once; then the two programs run by turns, and their times of
the run itself, as Brian2 measures them, are compared within each round.
"""
import os
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
    """The time of one run of the program in a folder."""
    subprocess.run(["./main"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for name in ("results/last_run_info.txt", "last_run_info.txt"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return float(open(path).read().split()[0])
    sys.exit("%s has not said how long it took" % folder)


def main():
    ours, theirs = (os.path.abspath(p) for p in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 11
    with tempfile.TemporaryDirectory() as folder:
        a, b = os.path.join(folder, "ours", "cpp_standalone"), os.path.join(folder, "theirs")
        subprocess.run([sys.executable, ours, "--mode", "cpp_standalone", "--build", os.path.dirname(a), "--out", os.path.join(folder, "out")], check=True)
        subprocess.run([sys.executable, "-c", BUILD, theirs, b], check=True)
        times = [(seconds(a), seconds(b)) for _ in range(rounds + 1)][1:]
    ratios = [x / y for x, y in times]
    print("ours   %.3f s (%.3f to %.3f)" % (statistics.median(x for x, _ in times), min(x for x, _ in times), max(x for x, _ in times)))
    print("theirs %.3f s (%.3f to %.3f)" % (statistics.median(y for _, y in times), min(y for _, y in times), max(y for _, y in times)))
    print("ratio  %.3f (%.3f to %.3f), median of %d rounds" % (statistics.median(ratios), min(ratios), max(ratios), rounds))


if __name__ == "__main__":
    main()
