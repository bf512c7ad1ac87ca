"""What small trained networks do where nothing is tested: the runs behind the chapter `networks`.

``python -m experiments NAME --out DIR`` runs one experiment, ``make experiments`` all of them; see
``experiments/README.md``. The book imports nothing of this package and reads its results alone.
"""

import os

# A number that a reader can cite: it changes when a run would give other rows.
VERSION = "1"

# One cell is one thread, so that its sums are taken in one order on every machine, and as many cells
# run at a time as there are cores. Most networks here take longer to compile than to train, so the
# compiler is asked for little. Both must be said before JAX is first imported.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")
