"""MiniStack as a process of our own on 127.0.0.1, with roles enforced."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from waiting import until

REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Emulator:
    """Runs while the `with` block does. `home` takes its files and its log."""

    def __init__(self, home: Path):
        self.home, self.port = home, free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.log = home / "ministack.log"

    def __enter__(self):
        self.home.mkdir(parents=True)
        # Functions inherit this. AUTH makes it enforce the roles; IOT_MTLS_ENABLED=0 closes a port open otherwise.
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.home), "TMPDIR": str(self.home),
            "AUTH": "true", "IOT_MTLS_ENABLED": "0", "LAMBDA_EXECUTOR": "local",
            "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port),
            "AWS_ENDPOINT_URL": self.endpoint, **self.endpoints(),
            "STATE_DIR": str(self.home / "state"), "S3_DATA_DIR": str(self.home / "s3"),
        }
        program = Path(sys.executable).with_name("ministack")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([program], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until("the emulator answers", self.answers, timeout=60)
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the emulator ended by itself, see {self.log}")
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def endpoints(self):
        """What sends our own programs here: they read no general variable of the SDK."""
        return {"OTKLIK_DYNAMODB_ENDPOINT": self.endpoint, "OTKLIK_SQS_ENDPOINT": self.endpoint}

    def environment(self):
        """For programs that talk to it as they would to AWS."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        own = {"AWS_ENDPOINT_URL": self.endpoint, "SAM_CLI_TELEMETRY": "0", **self.endpoints()}
        return {**inherited, **KEYS, **own}

    def environment_of(self, function):
        """The environment of a function's process, which is a child of the emulator's."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        for pid in {pid for each in children for pid in each.read_text().split()}:
            entries = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
            environment = dict(entry.split("=", 1) for entry in entries if "=" in entry)
            if environment.get("AWS_LAMBDA_FUNCTION_NAME") == function:
                return environment
        raise LookupError(f"no process of {function} runs")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
