"""Logistic regression on hashed n-grams by scikit-learn, for `bench sentiment`; prints its figures as JSON.

usage: sentiment.py FOLDER TEXTS PROCESSES
FOLDER holds the three sets of labelled sentences; each is tested with a model trained on the other two. TEXTS has one text a line;
PROCESSES score them, each a share, reading the file not included.
"""
import json
import multiprocessing
import os
import sys
import time

from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

SETS = {"amazon": "amazon_cells_labelled.txt", "imdb": "imdb_labelled.txt", "yelp": "yelp_labelled.txt"}
WORDS = HashingVectorizer(ngram_range=(1, 2), n_features=2**18)
CHARACTERS = HashingVectorizer(analyzer="char_wb", ngram_range=(4, 4), n_features=2**18)


def features(texts):
    return hstack([WORDS.transform(texts), CHARACTERS.transform(texts)]).tocsr()


def read(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = [line.rstrip("\n").rsplit("\t", 1) for line in file if "\t" in line]
    return [row[0] for row in rows], [int(row[1]) for row in rows]


def score(texts):
    return len(MODEL.predict_proba(features(texts)))


sets = {name: read(os.path.join(sys.argv[1], file)) for name, file in SETS.items()}
figures = {}
for tested, (texts, labels) in sets.items():
    others = [part for name, part in sets.items() if name != tested]
    MODEL = LogisticRegression(max_iter=1000).fit(features([t for part in others for t in part[0]]), [y for part in others for y in part[1]])
    figures["accuracy_" + tested] = float(MODEL.score(features(texts), labels))

with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    lines = file.read().split("\n")[:-1]
processes = int(sys.argv[3])
parts = [lines[i::processes] for i in range(processes)]
with multiprocessing.get_context("fork").Pool(processes) as pool:
    pool.map(score, [part[:100] for part in parts])
    start = time.perf_counter()
    done = sum(pool.map(score, parts))
    figures["texts_per_second"] = done / (time.perf_counter() - start)
print(json.dumps(figures))
