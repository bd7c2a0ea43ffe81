#!/usr/bin/python3
"""The other side of `agreement` (AgreementBenchmark.cs): how far ModelBuild's trainers are from scikit-learn's and XGBoost's.

agreement.py make FOLDER [--quick]   writes the tables as CSV files, and plan.json: what is trained on which rows, and how
agreement.py judge FOLDER            trains the others by the plan, scores all with the same code, and prints the comparison; reads
                                     SET.SETTINGS.f64, ours for each run and row to test on, and linear.json. 1 if a bound is broken
agreement.py splits                  draws the committed splits anew: splits/SET.txt has a line for each, a bit for each row in
                                     hexadecimal, 1 where it is tested on

Exits with 3 where a package is missing (Debian: python3-sklearn, python3-xgboost, python3-pandas)."""
import concurrent.futures
import functools
import json
import multiprocessing
import os
import pathlib
import sys
import warnings

try:
    import numpy
    import pandas
    import sklearn
    import xgboost
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, PoissonRegressor, Ridge
    from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score
    from sklearn.model_selection import StratifiedShuffleSplit, ShuffleSplit
except ImportError as e:
    print(e)
    sys.exit(3)

import generated

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"
BINARY, MULTICLASS, REGRESSION = "binary-classification", "multiclass-classification", "regression"

SMALL = {
    "breast-cancer": dict(path=SAMPLES / "BreastCancer/data/breast-cancer.csv", task=BINARY, label="diagnosis", positive="malignant", ignore=["id"]),
    "wine": dict(path=HERE.parent.parent / "tests/ModelBuild.Tabular.Tests/data/wine.csv", task=MULTICLASS, label="cultivar"),
    "digits": dict(path=SAMPLES / "Digits/data/digits.csv", task=MULTICLASS, label="digit", rounds=30),
    "diabetes": dict(path=SAMPLES / "Diabetes/data/diabetes.csv", task=REGRESSION, label="progression"),
}

# Rows to train and to test on, and seeds. Tables are drawn several times where one draw says too little: the difference between two
# equally good models of one draw may be as large as the bound.
GENERATED = {
    "numeric-100k": dict(make=generated.numeric, task=BINARY, sizes=(100_000, 20_000), seeds=[20240101]),
    "numeric-1m": dict(make=functools.partial(generated.numeric, width=28), task=BINARY, sizes=(1_000_000, 200_000), seeds=[20240202]),
    "mixed": dict(make=generated.mixed, task=BINARY, sizes=(40_000, 40_000), seeds=[1, 2, 3], categorical=["c0", "c1", "c2"]),
    "imbalanced": dict(make=generated.imbalanced, task=BINARY, sizes=(100_000, 100_000), seeds=[1, 2, 3]),
    "multiclass": dict(make=generated.multiclass, task=MULTICLASS, sizes=(40_000, 40_000), seeds=[1, 2]),
    "wide": dict(make=generated.wide, task=BINARY, sizes=(10_000, 10_000), seeds=[1, 2, 3, 4]),
    "regression": dict(make=generated.regression, task=REGRESSION, sizes=(40_000, 40_000), seeds=[1, 2]),
}

# What else limits a leaf differs, so each of the others is compared with ours at its own defaults, which ours can be set to.
SETTINGS = {
    "scikit-learn": dict(minSamplesLeaf=20, minChildWeight=1e-3, l2=0.0),
    "xgboost": dict(minSamplesLeaf=1, minChildWeight=1.0, l2=1.0),
}


def splits_of(name):
    return (HERE / "splits" / f"{name}.txt").read_text().split()


def rows_of(text, rows):
    return numpy.unpackbits(numpy.frombuffer(bytes.fromhex(text), numpy.uint8))[:rows].astype(bool)


def text_of(rows):
    return numpy.packbits(rows).tobytes().hex()


def draw_splits():
    (HERE / "splits").mkdir(exist_ok=True)
    for name, of in SMALL.items():
        label = pandas.read_csv(of["path"])[of["label"]]
        kind = ShuffleSplit if of["task"] == REGRESSION else StratifiedShuffleSplit
        lines = []
        for _, test in kind(n_splits=50, test_size=0.25, random_state=7).split(label, label):
            rows = numpy.zeros(len(label), bool)
            rows[test] = True
            lines.append(text_of(rows) + "\n")
        (HERE / "splits" / f"{name}.txt").write_text("".join(lines), newline="\n")


def linear_cases(folder):
    """What scikit-learn minimises in the terms of LinearOptions. Its solver for L1 of a classification needs standardised columns."""
    newton = dict(solver="newton-cholesky", tol=1e-14, max_iter=1000)
    conjugate = dict(solver="newton-cg", multi_class="multinomial", tol=1e-10, max_iter=10_000)
    saga = dict(solver="saga", tol=1e-15, max_iter=1_000_000)
    descent = dict(tol=1e-16, max_iter=1_000_000)

    def standardised(name):
        path = folder / f"{name}-standardised.csv"
        if not path.exists():
            table = pandas.read_csv(SMALL[name]["path"]).drop(columns=SMALL[name].get("ignore", []))
            x = table.drop(columns=SMALL[name]["label"])
            table[x.columns] = (x - x.mean()) / x.std(ddof=0).where(x.nunique() > 1, 1)
            table.to_csv(path, index=False)
        return path

    def case(title, name, model, l1=0.0, l2=0.0, loss="squared", standard=True):
        path = standardised(name) if standard else SMALL[name]["path"]
        return dict(title=title, name=name, path=path, model=model, l1=l1, l2=l2, loss=loss)

    n = 442
    return [
        case("logistic, L2", "breast-cancer", LogisticRegression(C=1, **newton), l2=1),
        case("logistic, L2, little", "breast-cancer", LogisticRegression(C=10, **newton), l2=0.1),
        case("logistic, L1", "breast-cancer", LogisticRegression(C=0.2, penalty="l1", **saga), l1=5),
        case("logistic, elastic net", "breast-cancer", LogisticRegression(C=0.5, penalty="elasticnet", l1_ratio=0.5, **saga), l1=1, l2=1),
        case("softmax, L2", "wine", LogisticRegression(C=1, **conjugate), l2=1),
        case("softmax, L1", "wine", LogisticRegression(C=0.5, penalty="l1", multi_class="multinomial", **saga), l1=2),
        case("softmax, L2, columns as they are", "digits", LogisticRegression(C=0.01, **conjugate), l2=100, standard=False),
        case("squared, ridge, columns as they are", "diabetes", Ridge(alpha=2, solver="cholesky"), l2=2, standard=False),
        case("squared, lasso, columns as they are", "diabetes", Lasso(alpha=2, **descent), l1=2 * n, standard=False),
        case("squared, elastic net", "diabetes", ElasticNet(alpha=1, l1_ratio=0.3, **descent), l1=0.3 * n, l2=0.7 * n),
        case("poisson", "diabetes", PoissonRegressor(alpha=0.1, **newton), l2=0.1 * n, loss="poisson"),
    ]


def write(table, path):
    """As pandas.to_csv does, in a third of the time: six decimals are all that the numbers have."""
    formats = []
    for values in table.values():
        formats.append("%d" if values.dtype.kind == "i" else "%.6f" if values.dtype.kind == "f" and not numpy.isnan(values).any() else "%s")
    columns = []
    for values, form in zip(table.values(), formats):
        columns.append(values if form != "%s" else numpy.array(
            ["" if v is None or v != v else v if isinstance(v, str) else "%.6f" % v for v in values.tolist()], dtype=object))
    form = ",".join(formats) + "\n"
    with open(path, "w", newline="", encoding="ascii") as file:
        file.write(",".join(table) + "\n")
        for first in range(0, len(columns[0]), 20_000):
            file.write("".join([form % row for row in zip(*(values[first:first + 20_000].tolist() for values in columns))]))


def make(folder, quick):
    sets = []
    for name, of in SMALL.items():
        runs = [dict(data=str(of["path"]), test=split) for split in splits_of(name)]
        rounds = of.get("rounds", 100)
        if quick:
            runs = runs[:3 if name == "digits" else 10]
            rounds = min(rounds, 30 if name != "digits" else 10)
        sets.append(dict(name=name, isSmall=True, task=of["task"], label=of["label"], positive=of.get("positive"), ignore=of.get("ignore", []),
                         categorical=[], rounds=rounds, threads=1, runs=runs))
    for name, of in GENERATED.items():
        sizes, seeds = of["sizes"], of["seeds"]
        if quick:
            if sizes[0] > 100_000:
                continue
            sizes = tuple(size // 10 for size in sizes)
            seeds = range(1, 4 if sizes[0] > 1000 else 13)  # the fewer rows, the less one draw says
        runs = []
        for seed in seeds:
            path = folder / f"{name}-{seed}.csv"
            write(of["make"](*sizes, seed), path)
            test = numpy.arange(sum(sizes)) >= sizes[0]
            runs.append(dict(data=str(path), test=text_of(test)))
        sets.append(dict(name=name, isSmall=False, task=of["task"], label="y", positive="1" if of["task"] == BINARY else None, ignore=[],
                         categorical=of.get("categorical", []), rounds=30 if quick else 100, threads=2, runs=runs))
    linear = []
    for case in linear_cases(folder):
        of = SMALL[case["name"]]
        linear.append(dict(title=case["title"], path=str(case["path"]), task=of["task"], label=of["label"], positive=of.get("positive"),
                           ignore=of.get("ignore", []), l1=case["l1"], l2=case["l2"], loss=case["loss"]))
    (folder / "plan.json").write_text(json.dumps(dict(quick=quick, settings=SETTINGS, sets=sets, linear=linear)))


@functools.lru_cache(maxsize=1)
def table_of(path, label, positive, ignore, categorical, task):
    table = pandas.read_csv(path, float_precision="round_trip", dtype={name: "category" for name in categorical}).drop(columns=list(ignore))
    y = table.pop(label)
    if task == BINARY:
        y = (y.astype(str) == positive).astype(int)
    return table, y.to_numpy()


def data_of(a_set, run):
    table, y = table_of(run["data"], a_set["label"], a_set["positive"], tuple(a_set["ignore"]), tuple(a_set["categorical"]), a_set["task"])
    return table, y, rows_of(run["test"], len(y))


def histogram_gradient_boosting(a_set):
    settings = SETTINGS["scikit-learn"]
    kind = HistGradientBoostingRegressor if a_set["task"] == REGRESSION else HistGradientBoostingClassifier
    return kind(max_iter=a_set["rounds"], learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=settings["minSamplesLeaf"],
                l2_regularization=settings["l2"], max_bins=255, early_stopping=False, categorical_features=a_set["categorical"] or None, random_state=0)


def xgboost_hist(a_set, start):
    settings = SETTINGS["xgboost"]
    # Of softmax its second derivatives are twice those of the loss, so that all it divides by them is half as large.
    factor = 2 if a_set["task"] == MULTICLASS else 1
    kind = xgboost.XGBRegressor if a_set["task"] == REGRESSION else xgboost.XGBClassifier
    return kind(n_estimators=a_set["rounds"], learning_rate=0.1 * factor, max_leaves=31, max_depth=0, grow_policy="lossguide",
                min_child_weight=settings["minChildWeight"] * factor, reg_lambda=settings["l2"] * factor, max_bin=255, tree_method="hist",
                enable_categorical=bool(a_set["categorical"]), max_cat_to_onehot=1, n_jobs=a_set["threads"],
                **({} if a_set["task"] == MULTICLASS else {"base_score": start}))


def train_others(a_set, run):
    x, y, test = data_of(a_set, run)
    answers = []
    for model in [histogram_gradient_boosting(a_set), xgboost_hist(a_set, float(y[~test].mean()))]:
        data = x
        if isinstance(model, (HistGradientBoostingClassifier, HistGradientBoostingRegressor)):
            data = x.copy(deep=False)
            for name in a_set["categorical"]:
                data[name] = x[name].cat.codes.astype(float).where(x[name].notna())
        model.fit(data[~test], y[~test])
        predicted = model.predict(data[test]) if a_set["task"] == REGRESSION else model.predict_proba(data[test])
        answers.append(scores_of(a_set, y[test], numpy.asarray(predicted, float)))
    return answers


def scores_of(a_set, truth, predicted):
    if a_set["task"] == REGRESSION:
        return {"RMSE": mean_squared_error(truth, predicted.ravel(), squared=False)}
    # The others' are 32-bit numbers, which do not quite sum to one.
    predicted = numpy.clip(predicted, 1e-15, 1)
    predicted = predicted / predicted.sum(axis=1, keepdims=True)
    if a_set["task"] == BINARY:
        return {"AUC": roc_auc_score(truth, predicted[:, 1]), "log loss": log_loss(truth, predicted)}
    return {"log loss": log_loss(truth, predicted)}


def our_scores(a_set, folder, settings):
    values = numpy.fromfile(folder / f"{a_set['name']}.{settings}.f64", "<f8")
    scores, at = [], 0
    for run in a_set["runs"]:
        _, y, test = data_of(a_set, run)
        outputs = 1 if a_set["task"] == REGRESSION else len(numpy.unique(y))
        predicted = values[at:at + test.sum() * outputs].reshape(-1, outputs)
        at += predicted.size
        scores.append(scores_of(a_set, y[test], predicted))
    assert at == len(values), f"{at} numbers were expected of {a_set['name']}, and there are {len(values)}"
    return scores


def all_others(a_set):
    if a_set["threads"] > 1:
        return [train_others(a_set, run) for run in a_set["runs"]]
    # Many small trainings: two processes with a thread each are quicker. Not forked, which OpenMP does not survive.
    os.environ["OMP_NUM_THREADS"] = "1"
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(functools.partial(train_others, a_set), a_set["runs"]))


def judge_trees(folder, plan):
    print("| set | metric | draws or splits | ours | HistGradientBoosting | worse by | ours | XGBoost | worse by | bound | |")
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    good = True
    for a_set in plan["sets"]:
        others = all_others(a_set)
        ours = [our_scores(a_set, folder, settings) for settings in SETTINGS]
        for metric in others[0][0]:
            sign = 1 if metric == "AUC" else -1
            cells, verdicts, bounds, means = [], [], [], []
            for k in range(2):
                own = numpy.array([scores[metric] for scores in ours[k]])
                other = numpy.array([scores[k][metric] for scores in others])
                worse = sign * (other - own)
                runs = len(own)
                error = 2 * worse.std(ddof=1) / numpy.sqrt(runs) if runs > 1 else 0.0
                bound = 0.002 if metric == "AUC" else 0.01 * other.mean()
                if a_set["isSmall"]:
                    bound = error
                elif plan["quick"]:
                    bound = max(bound, error)  # so few rows say little
                verdicts.append(bool(worse.mean() <= bound))
                bounds.append(bound)
                means.append(sign * other.mean())
                digits = 2 if metric == "RMSE" else 5
                cells.append([f"{own.mean():.{digits}f}", f"{other.mean():.{digits}f}", f"{worse.mean():+.{digits}f}" + (f" ± {error:.{digits}f}" if runs > 1 else "")])
            better = int(means[1] > means[0])
            cells[better][1] = f"**{cells[better][1]}**"
            said = "2 standard errors" if a_set["isSmall"] else f"{bounds[better]:.{4 if metric != 'RMSE' else 3}f}"
            verdict = "passed" if all(verdicts) else "**FAILED**"
            good &= all(verdicts)
            print(f"| {a_set['name']} | {metric} | {runs} | " + " | ".join(cells[0] + cells[1]) + f" | {said} | {verdict} |", flush=True)
    return good


def judge_linear(folder, plan):
    ours = json.loads((folder / "linear.json").read_text())
    print("\n| objective | set | scikit-learn | largest coefficient | largest difference | bound | |")
    print("|---|---|---|---|---|---|---|", flush=True)
    good = True
    for case, planned, own in zip(linear_cases(folder), plan["linear"], ours):
        x, y = table_of(planned["path"], planned["label"], planned["positive"], tuple(planned["ignore"]) if "standardised" not in planned["path"] else (), (), planned["task"])
        model = case["model"].fit(x.to_numpy(float), y.astype(float))
        theirs = numpy.atleast_2d(model.coef_)
        # A column of one value is no feature of ours, and has weight zero there.
        weights = numpy.array([[own["weights"][name][k] if name in own["weights"] else 0.0 for name in x.columns] for k in range(len(theirs))])
        intercepts = numpy.atleast_1d(model.intercept_).astype(float)
        if len(intercepts) > 1:
            intercepts -= intercepts.mean()  # what all classes have in common is nothing
        difference = max(numpy.abs(weights - theirs).max(), numpy.abs(numpy.array(own["intercepts"]) - intercepts).max())
        good &= bool(difference <= 1e-6)
        name = type(model).__name__ + (f" ({model.solver})" if hasattr(model, "solver") else "")
        print(f"| {case['title']} | {case['name']} | {name} | {numpy.abs(theirs).max():.3g} | {difference:.1e} | 1e-6 | {'passed' if difference <= 1e-6 else '**FAILED**'} |", flush=True)
    return good


def judge(folder):
    warnings.simplefilter("ignore")
    plan = json.loads((folder / "plan.json").read_text())
    print(f"scikit-learn {sklearn.__version__}, XGBoost {xgboost.__version__}, numpy {numpy.__version__}, pandas {pandas.__version__}\n")
    good = judge_trees(folder, plan)
    return judge_linear(folder, plan) and good


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]), "--quick" in sys.argv)
    elif sys.argv[1] == "judge":
        sys.exit(0 if judge(pathlib.Path(sys.argv[2])) else 1)
    else:
        draw_splits()
