"""Computes MinHash signatures with numpy over the users of `bench similarity` and prints seconds as JSON.

usage: similarity.py FILE ITEMS_PER_USER HASHES
"""
import json
import sys
import time

import numpy as np

path, items, hashes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sets = np.fromfile(path, dtype="<u4").reshape(-1, items)
rng = np.random.default_rng(1)
seeds = rng.integers(0, 2**32, hashes, dtype=np.uint32)

start = time.perf_counter()
signatures = np.empty((len(sets), hashes), dtype=np.uint32)
step = 2_000  # users at a time, so that the work stays in the cache
for begin in range(0, len(sets), step):
    block = sets[begin:begin + step]
    for i, seed in enumerate(seeds):
        mixed = (block ^ seed) * np.uint32(0x85EBCA6B)
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0xC2B2AE35)
        signatures[begin:begin + step, i] = mixed.min(axis=1)
print(json.dumps({"seconds": time.perf_counter() - start}))
