"""The simulated region's directory, with every agency's endpoint on the journey's own agency."""

import csv
import os
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

    page_key: str
    community: int
    page_secret: str
    municipality: str
    api_key: str


def load(home: Path, stack, binaries: Path, agency) -> Here:
    files = home / "directory"
    shutil.copytree(INFRA / "local" / "regions" / ID, files)
    agencies = [row["id"] for row in rows(files / "agencies.csv")]
    (files / "endpoints.toml").write_text("".join(
        f'[[endpoint]]\nagency = "{each}"\nurl = "{agency.url}"\nenabled = true\nsecrets = ["{SECRET}"]\n'
        for each in agencies
    ))
    page = next(row for row in rows(files / "pages.csv") if row["platform"] == "vk" and row["municipality"])
    otklik(stack, binaries, "directory", "load", str(files))
    key = otklik(stack, binaries, "key", "add", "--region", ID, "--role", "operator").split()[-1]
    secret = page["secrets"].split()[0]
    return Here(page["key"], int(page["external"]), secret, page["municipality"], key)


def rows(table: Path):
    """The rows of a file of the directory, which may begin with remarks."""
    return csv.DictReader(line for line in table.read_text().splitlines() if not line.startswith("#"))


def otklik(stack, binaries: Path, *command):
    """Runs the command on the deployed tables, as an administrator would."""
    variables = {
        "OTKLIK_INCIDENTS_TABLE": stack.outputs["IncidentsTable"], "OTKLIK_ID_KEY": PARAMETERS["IdKey"],
        "OTKLIK_DIRECTORY_TABLE": stack.outputs["DirectoryTable"], "OTKLIK_STATS_TABLE": stack.outputs["StatsTable"],
        "OTKLIK_REGIONS": ID, "AWS_REGION": REGION, "PATH": os.environ["PATH"],
    }
    program = [binaries / "otklik", *command, "--dynamodb-endpoint", stack.emulator.endpoint]
    finished = subprocess.run(
        program, env={**stack.emulator.environment(), **variables}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )
    if finished.returncode:
        raise RuntimeError(f"otklik {' '.join(command)} failed:\n{finished.stderr}")
    return finished.stdout
