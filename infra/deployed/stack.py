"""The template, deployed by SAM as it is, and what the tests say to the deployed system."""

import json
import platform
import secrets
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import boto3

from emulator import KEYS, REGION

NAME = "otklik"
FUNCTIONS = ("webhook", "triage", "deliver", "api", "watch", "analyze")
INFRA = Path(__file__).resolve().parent.parent
# The shortest schedules that there are; agencies on loopback; nothing that outlives the test.
PARAMETERS = {
    "IdKey": secrets.token_hex(32),
    "Architecture": "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64",
    "WatchSchedule": "rate(1 minute)",
    "AnalyzeSchedule": "rate(1 minute)",
    "DeletionProtection": "false",
    "AllowPrivateAddresses": "true",
}


class Stack:
    """The deployed system: its outputs, its API, and clients of its parts."""

    def __init__(self, emulator, program: Path, region: str):
        self.emulator, self.program, self.region, self.outputs = emulator, program, region, {}

    def client(self, service):
        return boto3.client(
            service, endpoint_url=self.emulator.endpoint, region_name=REGION,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )

    def stage(self, home: Path, binaries: Path):
        """Lays the template and the binaries out as `cargo lambda build` leaves them in a clone."""
        shutil.copytree(INFRA, home / "infra", ignore=shutil.ignore_patterns("local", "deployed"))
        for function in FUNCTIONS:
            bootstrap = home / "target" / "lambda" / function / "bootstrap"
            bootstrap.parent.mkdir(parents=True)
            built = binaries / function
            shutil.copy2(built / "bootstrap" if built.is_dir() else built, bootstrap)
            subprocess.run(["strip", "--strip-debug", bootstrap], check=True)
        return home / "infra" / "template.yaml"

    def deploy(self, sam: Path, template: Path):
        parameters = [f"{name}='{value}'" for name, value in {**PARAMETERS, "Regions": self.region}.items()]
        finished = subprocess.run(
            [sam, "deploy", "--template-file", template, "--stack-name", NAME, "--region", REGION, "--resolve-s3",
             "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-confirm-changeset",
             "--no-progressbar", "--parameter-overrides", *parameters],
            env=self.emulator.environment(), cwd=template.parent, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        if finished.returncode:
            raise RuntimeError(f"sam deploy failed:\n{finished.stdout}")
        self.allow_batches()
        described = self.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"][0]
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}

    def allow_batches(self):
        """On AWS `sqs:SendMessage` allows batches too; the emulator asks for an action that IAM does not have."""
        iam = self.client("iam")
        for function in FUNCTIONS:
            arn = self.client("lambda").get_function_configuration(FunctionName=f"{NAME}-{function}")["Role"]
            role = arn.rsplit("/", 1)[1]
            document = iam.get_role_policy(RoleName=role, PolicyName=function)["PolicyDocument"]
            sending = [each for each in document["Statement"] if "sqs:SendMessage" in each["Action"]]
            for each in sending:
                each["Action"] = ["sqs:SendMessageBatch"]
            if sending:
                batches = json.dumps({"Version": document["Version"], "Statement": sending})
                iam.put_role_policy(RoleName=role, PolicyName="batches", PolicyDocument=batches)

    def otklik(self, *command):
        """Runs the command `otklik` on the deployed tables and queues, as an administrator would."""
        variables = {
            "OTKLIK_INCIDENTS_TABLE": self.outputs["IncidentsTable"], "OTKLIK_ID_KEY": PARAMETERS["IdKey"],
            "OTKLIK_DIRECTORY_TABLE": self.outputs["DirectoryTable"], "OTKLIK_REGIONS": self.region,
            "OTKLIK_STATS_TABLE": self.outputs["StatsTable"], "AWS_REGION": REGION,
            "OTKLIK_MESSAGES_QUEUE_URL": self.outputs["MessagesQueueUrl"],
            "OTKLIK_DELIVERIES_QUEUE_URL": self.outputs["DeliveriesQueueUrl"],
        }
        finished = subprocess.run(
            [self.program, "--outside", *command], env={**self.emulator.environment(), **variables},
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )
        if finished.returncode:
            raise RuntimeError(f"otklik {' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")
        return finished.stdout

    def request(self, method, path, body=None, headers=None):
        """Status and body of the API's answer; a JSON body is read."""
        url = f"{self.emulator.endpoint}/_aws/execute-api/{self.outputs['HttpApiId']}/$default{path}"
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"content-type": "application/json", **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, kind, content = answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as refused:
            status, kind, content = refused.code, refused.headers.get_content_type(), refused.read()
        return status, json.loads(content) if kind.endswith("json") and content else content.decode()

    def send(self, queue, *bodies):
        """Puts up to ten records into a queue in one batch."""
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
        self.client("sqs").send_message_batch(QueueUrl=self.outputs[queue], Entries=entries)

    def items(self, table):
        """All items of a table. The test may scan; no function may."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs[table])
        return [item for page in pages for item in page["Items"]]

    def log(self, function):
        """What a function has logged so far."""
        logs, group = self.client("logs"), f"/aws/lambda/{NAME}-{function}"
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        return [
            event["message"]
            for stream in streams
            for event in logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
        ]

    def acting_as(self, function):
        """A source of clients that hold what the function's running process holds: a session of its role."""
        held = self.emulator.environment_of(f"{NAME}-{function}")
        session = boto3.Session(held["AWS_ACCESS_KEY_ID"], held["AWS_SECRET_ACCESS_KEY"], held["AWS_SESSION_TOKEN"], REGION)
        return lambda service: session.client(service, endpoint_url=self.emulator.endpoint)
