"""The simulated region's directory, with every agency's endpoint on the journey's own agency."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

from agency import SECRET
from stack import INFRA

ID = "nizhny-novgorod"


@dataclass(frozen=True)
class Here:
    """What the journey needs to know of the region: a VK page where roads have an agency, and an operator's key."""

    region: str
    municipality: str
    page: str
    page_key: str
    page_secret: str
    community: int
    key: str


def load(home: Path, stack, agency) -> Here:
    files = home / "directory"
    shutil.copytree(INFRA / "local" / "regions" / ID, files)
    agencies = list(rows(files / "agencies.csv"))
    (files / "endpoints.toml").write_text("".join(
        f'[[endpoint]]\nagency = "{each["id"]}"\nurl = "{agency.url}"\nenabled = true\nsecrets = ["{SECRET}"]\n'
        for each in agencies
    ))
    served = {unit for each in agencies if "roads" in each["roles"].split(";") for unit in each["municipalities"].split(";")}
    page = next(each for each in rows(files / "pages.csv") if each["platform"] == "vk" and each["municipality"] in served)
    stack.otklik("directory", "load", str(files))
    key = stack.otklik("key", "add", "--region", ID, "--role", "operator").split()[0]
    secret = page["secrets"].split()[0]
    return Here(ID, page["municipality"], page["id"], page["key"], secret, int(page["external"]), key)


def rows(table: Path):
    """The rows of a file of the directory, which may begin with remarks."""
    return csv.DictReader(line for line in table.read_text().splitlines() if not line.startswith("#"))
