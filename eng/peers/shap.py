"""Loads the model of `bench shap` into XGBoost, explains its rows, and prints the rate as JSON.

usage: shap.py FOLDER COLUMNS THREADS
Writes contribs.f32: for each row the features' values, then the base value.
"""
import json
import os
import sys
import time

import numpy as np
import xgboost as xgb

folder, columns, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rows = np.fromfile(os.path.join(folder, "rows.f32"), dtype="<f4").reshape(-1, columns)
model = xgb.Booster({"nthread": threads})
model.load_model(os.path.join(folder, "model.json"))
matrix = xgb.DMatrix(rows, nthread=threads, feature_names=model.feature_names)
model.predict(xgb.DMatrix(rows[:100], nthread=threads, feature_names=model.feature_names), pred_contribs=True)
start = time.perf_counter()
contribs = model.predict(matrix, pred_contribs=True)
seconds = time.perf_counter() - start
contribs.astype("<f4").tofile(os.path.join(folder, "contribs.f32"))
print(json.dumps({"rows_per_second": len(rows) / seconds}))
