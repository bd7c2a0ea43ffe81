#!/usr/bin/python3
"""Writes linear-sklearn.json: the solutions that scikit-learn finds, with tight tolerances, for the objectives of the linear
trainer. Run in this folder; needs scikit-learn 1.2 or later (Debian: python3-sklearn). The mapping of the penalties is the one
that LinearOptions documents."""
import csv
import json
import math

import numpy
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, PoissonRegressor, Ridge

SAMPLES = "../../../samples"


def table(path, label, ignore=()):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != label and name not in ignore]
    x = numpy.array([[float(row[name]) for name in names] for row in rows])
    return x, [row[label] for row in rows]


def standardised(x):
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / numpy.where(deviation > 0, deviation, 1)


def generated(rows, columns, sparse):
    """Whole numbers of a linear congruential generator, as Linear_data.Generated makes them."""
    state = 11

    def below(limit):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % limit

    x = numpy.zeros((rows, columns))
    y = numpy.zeros((rows, 4))
    v = numpy.zeros(rows)
    for i in range(rows):
        for j in range(columns):
            value = (below(2001) - 1000) / 500
            x[i, j] = value if not sparse or below(20) == 0 else 0
        score = 0.0
        for j in range(min(columns, 20)):
            score += (j % 5 - 2) * x[i, j] / 2
        noise = (below(2001) - 1000) / 500
        y[i] = [score + noise > 0, min(2, max(0, math.floor(score + noise + 1.5))), score + noise, below(1 + math.floor(4 + abs(2 * score)))]
        v[i] = 1 + below(4)
    return x, y, v


def main():
    cases = []

    def add(name, data, target, loss, model, x, y, l1, l2, weights=None):
        model.fit(x, y, sample_weight=weights)
        coefficients = numpy.atleast_2d(model.coef_)
        intercepts = numpy.atleast_1d(model.intercept_).astype(float)
        if len(intercepts) > 1:
            intercepts = intercepts - intercepts.mean()
        cases.append({"name": name, "data": data, "target": target, "loss": loss, "l1": l1, "l2": l2, "weighted": weights is not None,
                      "coefficients": coefficients.tolist(), "intercepts": intercepts.tolist()})
        print(name, getattr(model, "n_iter_", ""))

    newton = dict(solver="newton-cholesky", tol=1e-13, max_iter=1000)
    conjugate = dict(solver="newton-cg", multi_class="multinomial", tol=1e-9, max_iter=10000)
    saga = dict(solver="saga", tol=1e-14, max_iter=1000000)
    descent = dict(tol=1e-15, max_iter=1000000)

    x, label = table(f"{SAMPLES}/BreastCancer/data/breast-cancer.csv", "diagnosis", ["id"])
    x, y = standardised(x), numpy.array([name == "malignant" for name in label], float)
    for c in [0.02, 1.0, 10.0]:
        add(f"breast-cancer, C={c}", "breast-cancer", "binary", "squared", LogisticRegression(C=c, **newton), x, y, 0, 1 / c)
    add("breast-cancer, L1", "breast-cancer", "binary", "squared", LogisticRegression(C=0.2, penalty="l1", **saga), x, y, 5.0, 0)
    add("breast-cancer, elastic net", "breast-cancer", "binary", "squared",
        LogisticRegression(C=0.5, penalty="elasticnet", l1_ratio=0.5, **saga), x, y, 1.0, 1.0)

    x, label = table("wine.csv", "cultivar")
    x, y = standardised(x), numpy.array(label, float)
    add("wine, C=1", "wine", "multiclass", "squared", LogisticRegression(C=1, **conjugate), x, y, 0, 1.0)
    add("wine, L1", "wine", "multiclass", "squared", LogisticRegression(C=0.5, penalty="l1", multi_class="multinomial", **saga), x, y, 2.0, 0)
    add("wine, elastic net", "wine", "multiclass", "squared",
        LogisticRegression(C=0.25, penalty="elasticnet", l1_ratio=0.25, multi_class="multinomial", **saga), x, y, 1.0, 3.0)

    x, label = table(f"{SAMPLES}/Digits/data/digits.csv", "digit")
    x, y = standardised(x), numpy.array(label, float)
    add("digits, C=0.1", "digits", "multiclass", "squared", LogisticRegression(C=0.1, **conjugate), x, y, 0, 10.0)

    x, label = table("diabetes.csv", "progression")
    x, y, n = standardised(x), numpy.array(label, float), len(label)
    for alpha in [0.5, 30.0]:
        add(f"diabetes, ridge {alpha}", "diabetes", "regression", "squared", Ridge(alpha=alpha, solver="cholesky"), x, y, 0, alpha)
    add("diabetes, lasso", "diabetes", "regression", "squared", Lasso(alpha=2.0, **descent), x, y, 2.0 * n, 0)
    add("diabetes, elastic net", "diabetes", "regression", "squared", ElasticNet(alpha=1.0, l1_ratio=0.3, **descent), x, y, 0.3 * n, 0.7 * n)
    add("diabetes, poisson", "diabetes", "regression", "poisson", PoissonRegressor(alpha=0.1, **newton), x, y, 0, 0.1 * n)

    x, y, v = generated(1500, 6, sparse=False)
    n, total = len(x), v.sum()
    add("generated, logistic", "generated", "binary", "squared", LogisticRegression(C=2, **newton), x, y[:, 0], 0, 0.5)
    add("generated, weighted logistic", "generated", "binary", "squared", LogisticRegression(C=2, **newton), x, y[:, 0], 0, 0.5, v)
    add("generated, weighted L1", "generated", "binary", "squared", LogisticRegression(C=0.05, penalty="l1", **saga), x, y[:, 0], 20.0, 0, v)
    add("generated, weighted softmax", "generated", "multiclass", "squared", LogisticRegression(C=1, **conjugate), x, y[:, 1], 0, 1.0, v)
    add("generated, weighted ridge", "generated", "regression", "squared", Ridge(alpha=5, solver="cholesky"), x, y[:, 2], 0, 5.0, v)
    add("generated, weighted lasso", "generated", "regression", "squared", Lasso(alpha=0.2, **descent), x, y[:, 2], 0.2 * total, 0, v)
    add("generated, counts", "generated", "count", "poisson", PoissonRegressor(alpha=0.01, **newton), x, y[:, 3], 0, 0.01 * n)
    add("generated, weighted counts", "generated", "count", "poisson", PoissonRegressor(alpha=0.01, **newton), x, y[:, 3], 0, 0.01 * total, v)
    add("generated, counts without penalty", "generated", "count", "poisson", PoissonRegressor(alpha=0, **newton), x, y[:, 3], 0, 0.0)

    x, y, v = generated(600, 1100, sparse=True)
    add("wide, logistic", "wide", "binary", "squared", LogisticRegression(C=1, **newton), x, y[:, 0], 0, 1.0)
    add("wide, L1", "wide", "binary", "squared", LogisticRegression(C=0.5, penalty="l1", **saga), x, y[:, 0], 2.0, 0)
    add("wide, ridge", "wide", "regression", "squared", Ridge(alpha=3, solver="cholesky"), x, y[:, 2], 0, 3.0)
    add("wide, lasso", "wide", "regression", "squared", Lasso(alpha=0.02, **descent), x, y[:, 2], 0.02 * len(x), 0)

    with open("linear-sklearn.json", "w", encoding="utf-8", newline="\n") as file:
        file.write('{"version": "%s", "cases": [\n' % sklearn.__version__)
        file.write(",\n".join(json.dumps(case) for case in cases))
        file.write("\n]}\n")


if __name__ == "__main__":
    main()
