#!/usr/bin/env python3
"""boosted_trees.py scikit-learn|xgboost FOLDER: trains on FOLDER/train_x.npy and train_y.npy once for each line on standard
input, and answers each with the seconds that took and the AUC on test_x.npy and test_y.npy. Exits with 3 without the package."""
import sys
import time

try:
    import numpy
    from sklearn.metrics import roc_auc_score
    if sys.argv[1] == "xgboost":
        import xgboost
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier
except ImportError as e:
    print(e, file=sys.stderr)
    sys.exit(3)


def model():
    if sys.argv[1] == "xgboost":
        return xgboost.XGBClassifier(n_estimators=100, max_leaves=31, max_depth=0, grow_policy="lossguide", learning_rate=0.1,
                                     max_bin=255, tree_method="hist", n_jobs=2)
    return HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, max_bins=255, early_stopping=False,
                                          random_state=0)


train_x, train_y, test_x, test_y = (numpy.load(f"{sys.argv[2]}/{name}.npy") for name in ("train_x", "train_y", "test_x", "test_y"))
print("ready", flush=True)
for line in sys.stdin:
    trained = model()
    start = time.perf_counter()
    trained.fit(train_x, train_y)
    seconds = time.perf_counter() - start
    print(seconds, roc_auc_score(test_y, trained.predict_proba(test_x)[:, 1]), flush=True)
