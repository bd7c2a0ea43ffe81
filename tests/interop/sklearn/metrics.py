#!/usr/bin/env python3
"""Metrics as scikit-learn computes them, for ModelBuild.Tabular's tests to compare with.

Writes JSON with rows and metrics to standard output; the committed copy is
tests/ModelBuild.Tabular.Tests/fixtures/sklearn-metrics.json, made with scikit-learn 1.2.1:

    /usr/bin/python3 tests/interop/sklearn/metrics.py > tests/ModelBuild.Tabular.Tests/fixtures/sklearn-metrics.json
"""
import json
import sys
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.simplefilter("error")


class Numbers:
    """The same everywhere, whatever the version of numpy."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def list(self, count):
        return [self.next() for _ in range(count)]


def calibration_error(happened, probabilities, weights):
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], probabilities)
    error = 0.0
    for b in range(10):
        here = bins == b
        if weights[here].sum() > 0:
            error += abs((weights * probabilities)[here].sum() - (weights * happened)[here].sum())
    return error / weights.sum()


def binary(name, truth, probabilities, threshold=0.5, weights=None):
    y, p = np.array(truth), np.array(probabilities)
    w = np.ones(len(y)) if weights is None else np.array(weights)
    called = (p >= threshold).astype(int)
    both = np.column_stack([1 - p, p])
    expected = {
        "auc": m.roc_auc_score(y, p, sample_weight=w),
        "accuracy": m.accuracy_score(y, called, sample_weight=w),
        "precision": m.precision_score(y, called, sample_weight=w),
        "recall": m.recall_score(y, called, sample_weight=w),
        "f1": m.f1_score(y, called, sample_weight=w),
        "averagePrecision": m.average_precision_score(y, p, sample_weight=w),
        "logLoss": m.log_loss(y, both, sample_weight=w),
        "brier": m.brier_score_loss(y, p, sample_weight=w),
        # Where all rows are called the same it is not defined; scikit-learn says 0, and we say so.
        "mcc": m.matthews_corrcoef(y, called, sample_weight=w) if len(set(called)) == 2 else None,
        "balancedAccuracy": m.balanced_accuracy_score(y, called, sample_weight=w),
        "calibrationError": calibration_error(y, p, w),
        "prevalence": np.average(y, weights=w),
    }
    fpr, tpr, thresholds = m.roc_curve(y, p, sample_weight=w, drop_intermediate=False)
    precision, recall, at = m.precision_recall_curve(y, p, sample_weight=w)
    share, mean = calibration_curve(y, p, n_bins=10)
    return {
        "name": name, "threshold": threshold, "truth": truth, "probabilities": probabilities, "weights": weights, "metrics": expected,
        "confusion": m.confusion_matrix(y, called, sample_weight=w).astype(float).ravel().tolist(),
        # Without scikit-learn's first threshold, which calls nothing positive.
        "roc": {"threshold": thresholds[1:].tolist(), "falsePositiveRate": fpr[1:].tolist(), "recall": tpr[1:].tolist()},
        "precisionRecall": {"threshold": at.tolist(), "precision": precision[:-1].tolist(), "recall": recall[:-1].tolist()},
        "calibration": None if weights else {"probability": mean.tolist(), "share": share.tolist()},
    }


def multiclass(name, truth, probabilities, weights=None):
    y, p = np.array(truth), np.array(probabilities)
    w = np.ones(len(y)) if weights is None else np.array(weights)
    classes = p.shape[1]
    called = p.argmax(axis=1)
    expected = {
        "accuracy": m.accuracy_score(y, called, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(y, called, sample_weight=w),
        "logLoss": m.log_loss(y, p, sample_weight=w),
        "mcc": m.matthews_corrcoef(y, called, sample_weight=w),
        "calibrationError": calibration_error((y == called).astype(float), p.max(axis=1), w),
        # brier_score_loss of 1.2.1 is of two classes; the sum over the classes is that of Brier, 1950.
        "brier": sum(m.brier_score_loss(y == k, p[:, k], sample_weight=w) for k in range(classes)),
    }
    for average in ("macro", "weighted"):
        expected[average + "Precision"] = m.precision_score(y, called, average=average, sample_weight=w)
        expected[average + "Recall"] = m.recall_score(y, called, average=average, sample_weight=w)
        expected[average + "F1"] = m.f1_score(y, called, average=average, sample_weight=w)
        expected[average + "Auc"] = m.roc_auc_score(y, p, multi_class="ovr", average=average, sample_weight=w)
    of_class = [m.average_precision_score(y == k, p[:, k], sample_weight=w) for k in range(classes)]
    expected["macroAveragePrecision"] = np.average(of_class)
    expected["weightedAveragePrecision"] = np.average(of_class, weights=[w[y == k].sum() for k in range(classes)])
    precision, recall, f1, _ = m.precision_recall_fscore_support(y, called, sample_weight=w)
    return {
        "name": name, "truth": truth, "probabilities": probabilities, "weights": weights, "metrics": expected,
        "confusion": m.confusion_matrix(y, called, sample_weight=w).astype(float).ravel().tolist(),
        "classes": [
            {"precision": precision[k], "recall": recall[k], "f1": f1[k], "auc": m.roc_auc_score(y == k, p[:, k], sample_weight=w), "averagePrecision": of_class[k], "support": w[y == k].sum()}
            for k in range(classes)
        ],
    }


def regression(name, truth, predictions, quantile=0.5, weights=None):
    y, p = np.array(truth), np.array(predictions)
    w = None if weights is None else np.array(weights)
    expected = {
        "rmse": m.mean_squared_error(y, p, sample_weight=w, squared=False),
        "mae": m.mean_absolute_error(y, p, sample_weight=w),
        "r2": m.r2_score(y, p, sample_weight=w),
        "medianAbsoluteError": m.median_absolute_error(y, p, sample_weight=w),
        "maxError": m.max_error(y, p),
        "mape": m.mean_absolute_percentage_error(y, p, sample_weight=w),
        "pinball": m.mean_pinball_loss(y, p, sample_weight=w, alpha=quantile),
        "bias": np.average(p - y, weights=w),
    }
    return {
        "name": name, "quantile": quantile, "truth": truth, "predictions": predictions, "weights": weights, "metrics": expected,
        "residualQuantiles": np.quantile(y - p, [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]).tolist(),
    }


def binary_cases():
    n = Numbers(1)
    p = n.list(300)
    y = [int(n.next() < q) for q in p]
    yield binary("distinct scores", y, p)
    yield binary("another threshold", y, p, threshold=0.3)
    yield binary("weighted rows", y, p, weights=[4 * w for w in n.list(300)])
    yield binary("rows that weigh nothing", y, p, weights=[int(3 * w) for w in n.list(300)])
    q = [round(10 * x) / 10 for x in p]
    yield binary("many ties", y, q, threshold=0.45)
    yield binary("many ties of weighted rows", y, q, threshold=0.45, weights=n.list(300))
    yield binary("one score", y, [0.5] * 300, threshold=0.5)
    rare = [q * q * q * q / 5 for q in p]
    yield binary("a rare class", [int(n.next() < q) for q in rare], rare, threshold=0.08)
    sure = [0.0 if q < 0.3 else 1.0 if q > 0.7 else q for q in p]
    yield binary("certain and wrong", y, sure)


def multiclass_cases():
    n = Numbers(2)
    for name, rows, classes, digits, weighted in (
        ("three classes", 200, 3, None, False), ("five classes with ties", 300, 5, 1, False),
        ("weighted rows", 250, 4, None, True), ("weighted rows with ties", 250, 3, 1, True),
    ):
        p, y = [], []
        for _ in range(rows):
            shares = [q * q + 0.01 for q in n.list(classes)]
            if digits is not None:
                # Sixteenths add up to one exactly.
                sixteenths = [int(16 * s / sum(shares)) for s in shares]
                sixteenths[0] += 16 - sum(sixteenths)
                row = [s / 16 for s in sixteenths]
            else:
                row = [s / sum(shares) for s in shares]
            p.append(row)
            draw, label = n.next(), 0
            while label < classes - 1 and draw > row[label]:
                draw -= row[label]
                label += 1
            y.append(label)
        yield multiclass(name, y, p, weights=n.list(rows) if weighted else None)


def regression_cases():
    n = Numbers(3)
    y = [10 * q - 3 for q in n.list(200)]
    p = [v + sum(n.list(6)) - 3 for v in y]
    yield regression("a mean", y, p)
    yield regression("an odd number of rows", y[:199], p[:199])
    yield regression("a high quantile", y, p, quantile=0.9)
    yield regression("weighted rows", y, p, weights=n.list(200))
    yield regression("a large offset", [v + 1e9 for v in y], [v + 1e9 for v in p])
    yield regression("two rows", [1.0, 2.5], [1.5, 2.25], quantile=0.25)


def plain(value):
    return float(value) if isinstance(value, np.floating) else int(value)


json.dump(
    {"binary": list(binary_cases()), "multiclass": list(multiclass_cases()), "regression": list(regression_cases())},
    sys.stdout, default=plain, allow_nan=False, separators=(",", ":"))
print()
