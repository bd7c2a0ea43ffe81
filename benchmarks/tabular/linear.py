#!/usr/bin/python3
"""The other side of `linear` (LinearBenchmark.cs): makes the data, and fits them with scikit-learn.

linear.py make FOLDER ROWS COLUMNS   writes x.f64 (column by column) and y.f64, raw little-endian 64-bit numbers
linear.py fit FOLDER ROWS COLUMNS    for each line on stdin fits once and prints seconds, iterations and the loss:
                                     the sum of the rows' losses and half the squared weights
Exits with 3 where a package is missing.
"""
import sys
import time

try:
    import numpy
    import sklearn
    from sklearn.linear_model import LogisticRegression
except ImportError as e:
    print(e, file=sys.stderr)
    sys.exit(3)


def make(folder, rows, columns):
    random = numpy.random.default_rng(17)
    # Correlated through a few common factors, as measured columns are.
    factors = random.standard_normal((rows, 8))
    x = factors @ random.standard_normal((8, columns)) * 0.5 + random.standard_normal((rows, columns))
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    weights = random.standard_normal(columns) * 0.3
    y = random.random(rows) < 1 / (1 + numpy.exp(-(x @ weights - 0.5)))
    numpy.asfortranarray(x).T.astype("<f8").tofile(f"{folder}/x.f64")
    y.astype("<f8").tofile(f"{folder}/y.f64")


def fit(folder, rows, columns):
    x = numpy.ascontiguousarray(numpy.fromfile(f"{folder}/x.f64", "<f8").reshape(columns, rows).T)
    y = numpy.fromfile(f"{folder}/y.f64", "<f8")
    print(sklearn.__version__, flush=True)
    for _ in sys.stdin:
        model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=1000)
        begin = time.perf_counter()
        model.fit(x, y)
        seconds = time.perf_counter() - begin
        score = x @ model.coef_[0] + model.intercept_[0]
        loss = numpy.logaddexp(0, numpy.where(y == 1, -score, score)).sum() + 0.5 * (model.coef_**2).sum()
        print(f"{seconds:.6f} {model.n_iter_[0]} {float(loss)!r}", flush=True)


if __name__ == "__main__":
    {"make": make, "fit": fit}[sys.argv[1]](sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
