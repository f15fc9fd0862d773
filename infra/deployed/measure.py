"""Measures what AWS will bill for a start: size, CPU until the first poll, CPU of the first call, memory.

    cargo build --release -p webhook -p triage -p deliver -p api -p watch -p analyze
    cargo build -p otklik
    python3 infra/deployed/measure.py target/release target/debug/otklik

Each binary runs against a stub of Lambda's Runtime API, five times, with the tables and queues of a one-process system
behind it; the median is printed. CPU is the process's own time from /proc (Linux), so a busy machine disturbs it little.
"""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RUNS = 5
ID_KEY = "00" * 32
PAGE_KEY, COMMUNITY, SECRET = "invented-key-of-vyksa-vk", None, None


class Runtime(BaseHTTPRequestHandler):
    """Hands out one event, and notes the CPU time of the process at the poll and at the answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        run = self.server.run
        if run["polled"] is None:
            run["polled"] = cpu_ms(run["pid"])
            self.reply(run["event"])
        else:
            run["done"].wait(30)
            self.close_connection = True

    def do_POST(self):
        run = self.server.run
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        run["answered"], run["memory"] = cpu_ms(run["pid"]), resident_mb(run["pid"])
        run["outcome"] = self.path.rsplit("/", 1)[-1]
        run["answer"] = body.decode(errors="replace")[:200]
        self.reply(b"{}")
        run["done"].set()

    def reply(self, body):
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-type", "application/json")
        self.send_header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("lambda-runtime-deadline-ms", str(int(time.time() * 1000) + 20_000))
        self.send_header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:local:0:function:measured")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def cpu_ms(pid):
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e6


def resident_mb(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def ask(engines, target, body):
    request = urllib.request.Request(engines, json.dumps(body).encode(), {"x-amz-target": target})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def http_event(method, path, body=""):
    return {
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "192.0.2.1"}}, "body": body,
        "isBase64Encoded": False,
    }


def queue_event(task):
    record = {"messageId": "m-1", "receiptHandle": "r", "body": json.dumps(task), "attributes": {"ApproximateReceiveCount": "1"}}
    return {"Records": [record]}


def comment():
    text = "На улице Садовой у дома 12 третий день не горит ни один фонарь, дети идут из школы в темноте"
    now = int(time.time())
    place = {"id": 18433, "from_id": 600000101, "date": now - 60, "text": text, "post_id": 18420}
    return {"type": "wall_reply_new", "object": place, "group_id": COMMUNITY, "event_id": "e" * 40, "v": "5.199", "secret": SECRET}


def events():
    delivery = {
        "type": "raw_delivery.v1", "region": "nizhny-novgorod", "page": "vyksa-vk", "headers": [],
        "received_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "body": base64.b64encode(json.dumps(comment()).encode()).decode(),
    }
    hand_over = {
        "type": "hand_over.v1", "region": "nizhny-novgorod", "incident": "0" * 20, "agency": "vyksa-roads",
        "event": "assigned", "hop": 1, "attempt": 0, "not_before": None,
    }
    return {
        "webhook": http_event("POST", f"/hooks/{PAGE_KEY}", json.dumps(comment())),
        "triage": queue_event(delivery),
        "deliver": queue_event(hand_over),
        "api": http_event("GET", "/v1/health"),
        "watch": {"type": "watch.v1"},
        "analyze": {"type": "night.v1"},
    }


def measure(binary, event, variables):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
    run = {"polled": None, "event": json.dumps(event).encode(), "done": threading.Event()}
    server.run = run
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        **variables, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}", "AWS_LAMBDA_FUNCTION_NAME": binary.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_FUNCTION_VERSION": "1",
    }
    process = subprocess.Popen([binary], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run["pid"] = process.pid
    finished = run["done"].wait(30)
    process.kill()
    process.wait()
    server.shutdown()
    if not finished:
        raise RuntimeError(f"{binary.name} answered nothing")
    return run


def variables(engines):
    queue = lambda name: ask(engines, "AmazonSQS.GetQueueUrl", {"QueueName": name})["QueueUrl"]
    return {
        "OTKLIK_INCIDENTS_TABLE": "otklik-incidents", "OTKLIK_DIRECTORY_TABLE": "otklik-directory",
        "OTKLIK_STATS_TABLE": "otklik-stats", "OTKLIK_MESSAGES_QUEUE_URL": queue("messages"),
        "OTKLIK_DELIVERIES_QUEUE_URL": queue("deliveries"), "OTKLIK_ID_KEY": ID_KEY, "OTKLIK_REGIONS": "nizhny-novgorod",
        "OTKLIK_DYNAMODB_ENDPOINT": engines, "OTKLIK_SQS_ENDPOINT": engines, "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "measured", "AWS_SECRET_ACCESS_KEY": "measured", "OTKLIK_LOG": "info",
    }


def system(otklik, folder):
    """A one-process system for the functions to work on, with the key of ids that they get."""
    (folder / "identity.json").write_text(json.dumps({"id_key": ID_KEY, "regions": []}))
    command = [otklik, "serve", "--data", folder, "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    mark = folder / "running.json"
    for _ in range(600):
        if mark.exists():
            return process, json.loads(mark.read_text())["engines"]
        time.sleep(0.1)
    raise RuntimeError("the one-process system did not start")


def page(folder):
    lines = (folder / "pages.csv").read_text().splitlines()
    row = next(line for line in lines if line.startswith("vyksa-vk,")).split(",")
    return row[1], int(row[3]), row[7]


def main():
    global PAGE_KEY, COMMUNITY, SECRET
    binaries, otklik = Path(sys.argv[1]), sys.argv[2]
    PAGE_KEY, COMMUNITY, SECRET = page(Path(__file__).parent.parent / "local/regions/nizhny-novgorod")
    with tempfile.TemporaryDirectory() as folder:
        process, engines = system(otklik, Path(folder))
        try:
            print("| function | size, MiB | start to first poll, CPU ms | first call, CPU ms | memory, MiB |\n|---|---|---|---|---|")
            for name, event in events().items():
                runs = [measure(binaries / name, event, variables(engines)) for _ in range(RUNS)]
                middle = lambda value: statistics.median(value(run) for run in runs)
                size = os.path.getsize(binaries / name) / 2**20
                start, call = middle(lambda run: run["polled"]), middle(lambda run: run["answered"] - run["polled"])
                print(f"| `{name}` | {size:.2f} | {start:.1f} | {call:.1f} | {middle(lambda run: run['memory']):.1f} |", flush=True)
                print(f"{name}: {runs[0]['outcome']} {runs[0]['answer']}", file=sys.stderr)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
