#!/usr/bin/python3
"""The other side of `predict` (PredictBenchmark.cs): trains on FOLDER/train_x.npy and train_y.npy, and then for each line on stdin:
linear|trees   predicts FOLDER/test_x.npy, and prints the seconds
csv            reads FOLDER/test.csv, predicts it with the linear model and writes the probabilities to FOLDER/theirs.csv, and prints the seconds
Exits with 3 where a package is missing.
"""
import sys
import time

try:
    import numpy
    import pandas
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError as e:
    print(e, file=sys.stderr)
    sys.exit(3)

folder = sys.argv[1]
train_x, train_y, test_x = (numpy.load(f"{folder}/{name}.npy") for name in ("train_x", "train_y", "test_x"))
models = {
    "linear": make_pipeline(StandardScaler(), LogisticRegression()),
    "trees": HistGradientBoostingClassifier(max_iter=200, max_leaf_nodes=31, early_stopping=False, random_state=0),
}
for model in models.values():
    model.fit(train_x, train_y)
print("ready", flush=True)
for line in sys.stdin:
    what = line.strip()
    begin = time.perf_counter()
    if what == "csv":
        frame = pandas.read_csv(f"{folder}/test.csv")
        probabilities = models["linear"].predict_proba(frame.to_numpy())
        pandas.DataFrame({"prediction": probabilities[:, 1] >= 0.5, "no": probabilities[:, 0], "yes": probabilities[:, 1]}).to_csv(f"{folder}/theirs.csv", index=False)
    else:
        models[what].predict_proba(test_x)
    print(time.perf_counter() - begin, flush=True)
