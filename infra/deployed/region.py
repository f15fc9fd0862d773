"""The simulated region's directory, with every agency's endpoint on the journey's own agency."""

import csv
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from agency import SECRET
from emulator import REGION
from stack import INFRA, PARAMETERS

ID = "nizhny-novgorod"


@dataclass(frozen=True)
class Here:
    """What the journey needs to know of the region: one VK page, and a key of the API."""

    page: str
    page_key: str
    community: int
    page_secret: str
    municipality: str
    api_key: str


def load(home: Path, stack, program: Path, agency) -> Here:
    files = home / "directory"
    shutil.copytree(INFRA / "local" / "regions" / ID, files)
    agencies = [row["id"] for row in rows(files / "agencies.csv")]
    (files / "endpoints.toml").write_text("".join(
        f'[[endpoint]]\nagency = "{each}"\nurl = "{agency.url}"\nenabled = true\nsecrets = ["{SECRET}"]\n'
        for each in agencies
    ))
    page = next(row for row in rows(files / "pages.csv") if row["platform"] == "vk" and row["municipality"])
    otklik(stack, program, "directory", "load", str(files))
    key = otklik(stack, program, "key", "add", "--region", ID, "--role", "operator").split()[0]
    secret = page["secrets"].split()[0]
    return Here(page["id"], page["key"], int(page["external"]), secret, page["municipality"], key)


def rows(table: Path):
    """The rows of a file of the directory, which may begin with remarks."""
    return csv.DictReader(line for line in table.read_text().splitlines() if not line.startswith("#"))


def otklik(stack, program: Path, *command):
    """Runs the command on the deployed tables and queues, as an administrator would."""
    variables = {
        "OTKLIK_INCIDENTS_TABLE": stack.outputs["IncidentsTable"], "OTKLIK_STATS_TABLE": stack.outputs["StatsTable"],
        "OTKLIK_DIRECTORY_TABLE": stack.outputs["DirectoryTable"], "OTKLIK_ID_KEY": PARAMETERS["IdKey"],
        "OTKLIK_MESSAGES_QUEUE_URL": stack.outputs["MessagesQueueUrl"],
        "OTKLIK_DELIVERIES_QUEUE_URL": stack.outputs["DeliveriesQueueUrl"],
        "OTKLIK_REGIONS": ID, "AWS_REGION": REGION,
    }
    finished = subprocess.run(
        [program, "--outside", *command], env={**stack.emulator.environment(), **variables},
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )
    if finished.returncode:
        raise RuntimeError(f"otklik {' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")
    return finished.stdout
