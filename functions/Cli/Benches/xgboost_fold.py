"""Fits XGBoost on a handbook fold and prints accuracy and median fit time as JSON.

Usage: python3 xgboost_fold.py TRAIN.csv.gz TEST.csv.gz REPEATS
Run by 'bench --only fold' beside our own trees: 100 trees, rate .1, depth 3, two threads.
One fit more than REPEATS is made and not timed, as for our trees.
"""
import json
import statistics
import sys
import time

import numpy
import pandas
import xgboost
from sklearn.metrics import average_precision_score, roc_auc_score

train, test, repeats = pandas.read_csv(sys.argv[1]), pandas.read_csv(sys.argv[2]), int(sys.argv[3])
features = [name for name in train.columns if name not in ("TRANSACTION_ID", "TX_FRAUD", "XGB_SCORE")]
x, y = train[features].to_numpy(numpy.float32), train.TX_FRAUD.to_numpy()
x_test, y_test = test[features].to_numpy(numpy.float32), test.TX_FRAUD.to_numpy()

results = []
for learner, options in [
    ("XGBoost hist, 256 bins", {"tree_method": "hist"}),
    ("XGBoost hist, 4096 bins", {"tree_method": "hist", "max_bin": 4096}),
    ("XGBoost exact", {"tree_method": "exact"}),
]:
    seconds = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        model = xgboost.XGBClassifier(n_estimators=100, learning_rate=0.1, max_depth=3, n_jobs=2, random_state=0, **options).fit(x, y)
        seconds.append(time.perf_counter() - start)
    scores = model.predict_proba(x_test)[:, 1]
    results.append({
        "learner": f"{learner} ({xgboost.__version__})",
        "averagePrecision": average_precision_score(y_test, scores),
        "rocAuc": roc_auc_score(y_test, scores),
        "fitSeconds": statistics.median(seconds[1:]),
    })
print(json.dumps(results))
