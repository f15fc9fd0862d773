"""Makes the tables beside it: 50 seeded sets of waiting times, and what lifelines and numpy compute from them.

    pip install lifelines==0.30.3 numpy==2.4.6 pandas==2.3.3    # in an environment of its own
    python shared/metrics/tests/lifelines/generate.py

sets.csv       set, minutes, answered (1) or still waiting (0), how many
curves.csv     set, minutes, S(t), Greenwood's variance of S(t), lower and upper 95 % bounds (log-log) at each answer
figures.csv    set, median, p90, lower and upper 95 % bound of the median, a limit, the restricted mean up to it
quantiles.csv  set, level in thousandths, quantile of all durations by numpy's "inverted_cdf"
"""

import csv
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times, restricted_mean_survival_time

HERE = pathlib.Path(__file__).parent
SETS = 50


def one(number, random):
    """Minutes and marks: few or many, with ties, with and without a tail that only waits."""
    size = [1, 2, 3, 5, 8, 13, 30, 80, 200, 400][number % 10]
    scale = [4, 30, 600, 5000][number % 4]
    minutes = np.ceil(random.exponential(scale, size)).astype(int)
    censored = [0.0, 0.1, 0.35, 0.7, 0.95][(number // 2) % 5]
    answered = random.random(size) >= censored
    if number % 7 == 3:
        minutes[-1], answered[-1] = minutes.max() + 1, False
    if number % 11 == 5:
        answered[:] = False
    return minutes, answered


def text(value):
    value = float(value)
    if math.isinf(value) or math.isnan(value):
        return ""
    return repr(value)


def main():
    warnings.simplefilter("ignore")
    tables = {name: [] for name in ("sets", "curves", "figures", "quantiles")}
    for number in range(SETS):
        random = np.random.default_rng(20260 + number)
        minutes, answered = one(number, random)
        counts = pd.Series(1, index=pd.MultiIndex.from_arrays([minutes, answered])).groupby(level=[0, 1]).sum()
        tables["sets"] += [[number, at, int(mark), count] for (at, mark), count in counts.items()]
        fit = KaplanMeierFitter().fit(minutes, answered)
        lower, upper = (fit.confidence_interval_.iloc[:, column] for column in (0, 1))
        events = fit.event_table
        survival = fit.survival_function_.iloc[:, 0]
        variance = survival**2 * greenwood(events)
        for at in events.index[events.observed > 0]:
            row = [survival[at], variance[at], lower[at], upper[at]]
            tables["curves"].append([number, int(at), *map(text, row)])
        limit = int(minutes.max())
        mean = restricted_mean_survival_time(fit, t=limit)
        bounds = [qth_survival_times(0.5, bound.to_frame()) for bound in (lower, upper)]
        # lifelines multiplies by adding logarithms: a half may come out as 0.5000000000000001, which it takes for more.
        rounded = survival.round(12).to_frame()
        row = [*(qth_survival_times(level, rounded) for level in (0.5, 0.1)), *bounds]
        tables["figures"].append([number, *map(text, row), limit, text(mean)])
        for level in (100, 250, 500, 750, 900):
            value = np.quantile(minutes, level / 1000, method="inverted_cdf")
            tables["quantiles"].append([number, level, int(value)])
    for name, rows in tables.items():
        with open(HERE / f"{name}.csv", "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def greenwood(events):
    with np.errstate(divide="ignore", invalid="ignore"):
        return (events.observed / (events.at_risk * (events.at_risk - events.observed))).cumsum()


if __name__ == "__main__":
    main()
