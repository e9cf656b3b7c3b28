"""Trains XGBoost or scikit-learn on the rows of `bench trees` and prints seconds and AUC as JSON.

usage: trees.py boosted|forest|sklearn FOLDER COLUMNS TREES DEPTH LEARNING_RATE THREADS
"""
import json
import os
import sys
import time

import numpy as np
from sklearn.metrics import roc_auc_score

what, folder, columns, trees, depth, rate, threads = sys.argv[1:8]
columns, trees, depth, rate, threads = int(columns), int(trees), int(depth), float(rate), int(threads)


def load(name):
    rows = np.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4").reshape(-1, columns)
    return rows, np.fromfile(os.path.join(folder, name + ".labels"), dtype="<f4")


x, y = load("train")
x_test, y_test = load("test")

if what == "sklearn":
    from sklearn.ensemble import RandomForestClassifier

    # It takes no missing values; the columns' middle is 0.
    x, x_test = np.nan_to_num(x), np.nan_to_num(x_test)
    start = time.perf_counter()
    model = RandomForestClassifier(trees, max_depth=depth, n_jobs=threads, random_state=1).fit(x, y)
    seconds = time.perf_counter() - start
    scores = model.predict_proba(x_test)[:, 1]
else:
    import xgboost as xgb

    parameters = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": depth, "nthread": threads, "seed": 1}
    rounds = trees
    if what == "boosted":
        parameters["eta"] = rate
    else:
        rounds = 1
        parameters.update(eta=1, num_parallel_tree=trees, subsample=0.632, colsample_bynode=int(columns**0.5) / columns)
    start = time.perf_counter()
    model = xgb.train(parameters, xgb.DMatrix(x, label=y, nthread=threads), rounds)
    seconds = time.perf_counter() - start
    scores = model.predict(xgb.DMatrix(x_test, nthread=threads))

print(json.dumps({"seconds": seconds, "auc": roc_auc_score(y_test, scores)}))
