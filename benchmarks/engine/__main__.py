"""How quick the engine is: mlpcore beside the plain NumPy class that a good student writes (× 1).

python -m benchmarks.engine [--only online] [--markdown] [--quick]

On one core. Each work is done by everyone in turn, round after round. Times are the processor's, so
that other programs do not count; a ratio is the median of the rounds' own ratios, so that a slow
moment of the machine cancels. Before that, everyone's gradients and weights after a few steps must
be those of mlpcore's backward pass: who is wrong gets no row. Where scikit-learn, JAX, Numba,
PyTorch, SciPy or autograd is installed, it takes part.
"""

import os
import sys

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS",
)
ONE_CORE = {
    **dict.fromkeys(THREADS, "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


def stay_on_one_core() -> None:
    """One thread each, on one processor; from the start if NumPy has been loaded already."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    before = {name: os.environ.get(name) for name in ONE_CORE}
    os.environ.update(ONE_CORE)
    if "numpy" in sys.modules and before != ONE_CORE:
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.engine", *sys.argv[1:]])


if __name__ == "__main__":
    stay_on_one_core()  # before the next line, which loads NumPy
    from benchmarks.engine.report import main

    sys.exit(main())
