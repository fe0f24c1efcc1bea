"""Makes, runs and forgets the network of an emitted script again and again.

    memory.py SCRIPT DATA OUT THREADS [BYTES]

Prints how many bytes more the C library has given out after 30 rounds than after 10.
BYTES are lost on purpose in every round, to see that it is noticed.
"""
import ctypes
import gc
import importlib.util
import os
import sys

script, data, out, threads = sys.argv[1:5]
lost = int(sys.argv[5]) if len(sys.argv) > 5 else 0


class Allocated(ctypes.Structure):
    """What mallinfo2 returns."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    ]


library = ctypes.CDLL(None)
library.mallinfo2.restype = Allocated
library.malloc.restype = ctypes.c_void_p


def bytes_given_out():
    found = library.mallinfo2()
    return found.uordblks + found.hblkhd


sys.path.insert(0, os.path.dirname(script))
spec = importlib.util.spec_from_file_location("run", script)
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)
sys.argv = [script, "--data", data, "--out", out, "--threads", threads]
for number in range(1, 31):
    run.main()
    run.nest.ResetKernel()
    gc.collect()
    if lost:
        library.malloc(ctypes.c_size_t(lost))
    if number == 10:
        before = bytes_given_out()
print("growth", bytes_given_out() - before)
