"""Clusters the scaled table of `segments` with scikit-learn's k-means, as many clusters as there are labels, and prints as JSON its
silhouette and inertia, those of the labels given, and how far the two agree.

usage: segments.py FILE STARTS SEED
"""
import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

path, starts, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
table = np.loadtxt(path, delimiter=",", skiprows=1)
rows, own = table[:, :-1], table[:, -1].astype(int)
sample = min(len(rows), 10_000)

start = time.perf_counter()
fit = KMeans(len(np.unique(own)), n_init=starts, random_state=seed).fit(rows)
seconds = time.perf_counter() - start


def silhouette(labels):
    return silhouette_score(rows, labels, sample_size=sample if sample < len(rows) else None, random_state=seed)


own_inertia = sum(((rows[own == k] - rows[own == k].mean(axis=0)) ** 2).sum() for k in np.unique(own))
print(json.dumps({
    "silhouette": float(silhouette(fit.labels_)),
    "ownSilhouette": float(silhouette(own)),
    "inertia": float(fit.inertia_),
    "ownInertia": float(own_inertia),
    "adjustedRand": float(adjusted_rand_score(own, fit.labels_)),
    "seconds": seconds,
}))
