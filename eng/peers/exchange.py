"""Exchanges models with the tests; both ways rows.f32 and labels.f32 lie in FOLDER.

usage: exchange.py explain FOLDER COLUMNS MODEL
           loads FOLDER/MODEL.json and writes its predictions, contributions and interactions
       exchange.py train FOLDER COLUMNS MODEL NAME=VALUE...
           trains with these parameters ("rounds" is the number of rounds), saves FOLDER/MODEL.json, then does the same
       exchange.py resave FOLDER COLUMNS MODEL
           loads FOLDER/MODEL.json and saves it again as FOLDER/MODEL.again.json
"""
import os
import sys

import numpy as np
import xgboost as xgb

what, folder, columns, name = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
if what == "resave":
    model = xgb.Booster()
    model.load_model(os.path.join(folder, name + ".json"))
    model.save_model(os.path.join(folder, name + ".again.json"))
    sys.exit(0)
rows = np.fromfile(os.path.join(folder, "rows.f32"), dtype="<f4").reshape(-1, columns)
labels = np.fromfile(os.path.join(folder, "labels.f32"), dtype="<f4")
names = [f"x{c}" for c in range(columns)]
matrix = xgb.DMatrix(rows, label=labels, feature_names=names)
path = os.path.join(folder, name + ".json")
if what == "train":
    parameters = dict(p.split("=", 1) for p in sys.argv[5:])
    rounds = int(parameters.pop("rounds"))
    model = xgb.train(parameters, matrix, rounds)
    model.save_model(path)
else:
    model = xgb.Booster()
    model.load_model(path)


def write(kind, values):
    values.astype("<f4").tofile(os.path.join(folder, f"{name}.{kind}.f32"))


write("predictions", model.predict(matrix))
if "booster=dart" in sys.argv:
    sys.exit(0)
write("contribs", model.predict(matrix, pred_contribs=True))
write("interactions", model.predict(matrix, pred_interactions=True))
