"""Messages a second of `otklik understand` beside those of a usual scikit-learn pipeline, on the same texts in one run.

The pipeline is what most would begin with: TF-IDF over words and over parts of words, and a linear SVM. It tells the topic
only; `otklik understand` reads and writes JSON and tells topic, kind, tone, urgency and place, masks and explains.

    cargo build --release -p local
    cargo bench -p language --bench understand      # the library alone; give its figure with --library
    python3 infra/benchmarks/baseline.py --otklik target/release/otklik [--library MESSAGES_PER_SECOND]

Both use one core. Needs scikit-learn.
"""

import argparse
import json
import os
import random
import subprocess
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.pipeline import make_pipeline, make_union  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402

DATA = os.path.join(os.path.dirname(__file__), "../../shared/language/data")


def rows(name, columns):
    with open(os.path.join(DATA, name), encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if not line.startswith("#") and len(fields) == columns:
                yield fields


def texts(count, seed):
    """Invented messages of about 100 characters with their topics."""
    chance = random.Random(seed)
    problems = list(rows("problems.tsv", 4))
    frames = [frame for _, _, frame in rows("frames.tsv", 3)]
    places = ["на улице Зелёной, 5", "в Арзамасе", "по Садовой", "у школы № 3", "в нашем доме", ""]
    for _ in range(count):
        topic, wrong, wanted, thanked = chance.choice(problems)
        text = chance.choice(frames)
        for slot, value in (
            ("{problem}", chance.choice(wrong.split("|"))),
            ("{action}", chance.choice(wanted.split("|"))),
            ("{thing}", thanked),
            ("{where}", chance.choice(places)),
        ):
            text = text.replace(slot, value)
        while len(text) < 80:
            text += " " + chance.choice(wrong.split("|"))
        yield text, topic


def otklik(binary, messages):
    lines = "".join(json.dumps({"id": place, "text": text}, ensure_ascii=False) + "\n" for place, text in enumerate(messages))
    command = ["taskset", "-c", "0", binary, "understand"]
    subprocess.run(command, input='{"id":0,"text":"яма"}\n'.encode(), check=True, capture_output=True)
    start = time.perf_counter()
    subprocess.run(command, input='{"id":0,"text":"яма"}\n'.encode(), check=True, capture_output=True)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    answer = subprocess.run(command, input=lines.encode(), check=True, capture_output=True).stdout
    seconds = time.perf_counter() - start - alone
    assert answer.count(b"\n") == len(messages)
    return len(messages) / seconds


def scikit(train, messages):
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=200_000),
        ),
        LinearSVC(),
    )
    model.fit([text for text, _ in train], [topic for _, topic in train])
    start = time.perf_counter()
    model.predict(messages)
    return len(messages) / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--otklik", default="target/release/otklik")
    parser.add_argument("--library", type=float, help="messages a second that the benchmark `understand` measured")
    parser.add_argument("--messages", type=int, default=20_000)
    asked = parser.parse_args()
    messages = [text for text, _ in texts(asked.messages, 2)]
    baseline = scikit(list(texts(6_000, 1)), messages[: asked.messages // 4])
    result = {"messages": len(messages), "mean_characters": round(sum(map(len, messages)) / len(messages), 1)}
    result["scikit_learn_per_second"] = round(baseline)
    if asked.library:
        result["library_ratio"] = round(asked.library / baseline, 1)
    if os.path.exists(asked.otklik):
        speed = otklik(asked.otklik, messages)
        result.update(otklik_per_second=round(speed), command_ratio=round(speed / baseline, 1))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
