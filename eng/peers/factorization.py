"""Trains the library `implicit` on the interactions of `bench factorization` and prints seconds an iteration and NDCG@10 as JSON.

usage: factorization.py FOLDER USERS ITEMS FACTORS STEPS ITERATIONS REGULARIZATION CONFIDENCE THREADS RANKED_USERS

FOLDER holds starts.i32, items.i32 and values.f32 (compressed sparse rows) and held_out.i32 (one item a user).
The module is no part of Debian; where it is not importable this ends saying so.
"""
import json
import os
import resource
import sys

# implicit runs its own threads; those of the BLAS would get in their way, as its documentation warns.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np
import scipy.sparse

try:
    from implicit.cpu.als import AlternatingLeastSquares
except ImportError as error:
    sys.exit(f"ImportError: the Python module implicit cannot be imported here ({error}); install or build it and put it on PYTHONPATH")

folder, users, items, factors, steps, iterations, regularization, confidence, threads, ranked = sys.argv[1:11]
users, items, factors, steps, iterations, threads, ranked = map(int, (users, items, factors, steps, iterations, threads, ranked))


def load(name, kind):
    return np.fromfile(os.path.join(folder, name), dtype=kind)


starts, columns, values, held_out = load("starts.i32", "<i4"), load("items.i32", "<i4"), load("values.f32", "<f4"), load("held_out.i32", "<i4")
# A value is its whole confidence in implicit: 1 + alpha * v of the paper.
matrix = scipy.sparse.csr_matrix((1 + np.float32(confidence) * values, columns, starts), shape=(users, items))


def train(rounds):
    model = AlternatingLeastSquares(
        factors=factors, regularization=float(regularization), alpha=1.0, iterations=rounds, dtype=np.float32,
        use_native=True, use_cg=True, num_threads=threads, random_state=1)
    model.cg_steps = steps
    seconds = []
    model.fit(matrix, show_progress=False, callback=lambda iteration, elapsed, loss: seconds.append(elapsed))
    return model, seconds


train(1)
model, seconds = train(iterations)
gains = 0.0
for user in range(ranked):
    scores = model.item_factors @ model.user_factors[user]
    scores[columns[starts[user]:starts[user + 1]]] = -np.inf
    better = int((scores > scores[held_out[user]]).sum())
    gains += 1 / np.log2(better + 2) if better < 10 else 0
print(json.dumps({
    "seconds_per_iteration": sum(seconds) / len(seconds),
    "ndcg": gains / ranked,
    "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
