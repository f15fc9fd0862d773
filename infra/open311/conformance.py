"""Holds a running Otklik to Open311 GeoReport v2: required fields and errors in both formats, then public clients.

    python infra/open311/conformance.py --otklik target/debug/otklik

It starts the program on an empty data folder and a free port of this machine, with the region that comes with it. The
clients are packages that others published (`.ci/open311.txt`); `three` reads and reports, `georeport` reads.
"""

import argparse
import itertools
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

JURISDICTION = "nizhny-novgorod.example.ru"
KEY = "invented_region_open311"
FIELDS = {
    "discovery": {"changeset", "contact", "key_service", "endpoints"},
    "endpoint": {"specification", "url", "changeset", "type", "formats"},
    "service": {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"},
    "definition": {"service_code", "attributes"},
    "attribute": {"variable", "code", "datatype", "required", "datatype_description", "order", "description"},
    "value": {"key", "name"},
    "taken": {"service_request_id", "service_notice", "account_id"},
    "token": {"service_request_id", "token"},
    "request": {
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    },
    "error": {"code", "description"},
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
REPORT = {
    "jurisdiction_id": JURISDICTION, "api_key": KEY, "service_code": "roads.potholes", "lat": "56.6489",
    "long": "43.4727", "address_string": "Городец, улица Выдуманная, 1", "email": "invented@zar.example",
    "description": "Яма у пешеходного перехода", "attribute[SIZE]": "medium",
    "attribute[HAZARDS][]": ["visibility", "traffic"],
}


class Server:
    """The program on an empty folder, until the block ends."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        command = [self.program, "--data", self.folder.name, "serve", "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://(127\.0\.0\.1:\d+)", line)
            if found:
                return f"http://{found[1]}/open311/v2"
        raise SystemExit("the program ended before it listened")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        self.folder.cleanup()


class Checks:
    """Requests to one address, and the count of what held."""

    def __init__(self, base):
        self.base, self.held = base, 0

    def hold(self, condition, claim):
        if not condition:
            raise SystemExit(f"does not hold: {claim}")
        self.held += 1

    def ask(self, path, form=None, headers=None, **query):
        query.setdefault("jurisdiction_id", JURISDICTION)
        address = f"{self.base}/{path}?{urllib.parse.urlencode(query)}"
        body = None if form is None else urllib.parse.urlencode(form, doseq=True).encode()
        request = urllib.request.Request(address, data=body, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, self.read(path, answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, self.read(path, refusal)

    def read(self, path, answer):
        kind, text = answer.headers["content-type"], answer.read().decode("utf-8")
        if path.endswith(".json"):
            self.hold(kind == "application/json; charset=utf-8", f"{path} is JSON")
            return json.loads(text)
        self.hold(kind == "text/xml; charset=utf-8", f"{path} is XML")
        self.hold(text.lower().startswith('<?xml version="1.0" encoding="utf-8"?>'), f"{path} is declared")
        return ElementTree.fromstring(text)

    def fields(self, found, kind):
        names = {child.tag for child in found} if isinstance(found, ElementTree.Element) else set(found)
        extra = {"values"} if kind == "attribute" else set()
        self.hold(names - extra == FIELDS[kind], f"a {kind} has its fields: {sorted(names ^ FIELDS[kind])}")


def reads(checks):
    """Discovery, services and definitions."""
    _, discovery = checks.ask("discovery.json")
    checks.fields(discovery, "discovery")
    checks.fields(discovery["endpoints"][0], "endpoint")
    checks.hold(discovery["endpoints"][0]["url"] == checks.base, "discovery names this address")
    _, discovery = checks.ask("discovery.xml")
    checks.fields(discovery, "discovery")
    checks.hold(discovery.findtext("endpoints/endpoint/formats/format") == "text/xml", "XML is offered")
    _, services = checks.ask("services.json")
    _, services_xml = checks.ask("services.xml")
    checks.hold(len(services) == len(services_xml) > 100, "both formats list every service")
    for service, element in zip(services, services_xml):
        checks.fields(service, "service")
        checks.fields(element, "service")
        checks.hold(service["service_code"] == element.findtext("service_code"), "the codes are the same")
        if service["metadata"]:
            definition(checks, service["service_code"])


def definition(checks, code):
    """The definition of one service in both formats."""
    _, found = checks.ask(f"services/{code}.json")
    _, element = checks.ask(f"services/{code}.xml")
    checks.fields(found, "definition")
    checks.fields(element, "definition")
    elements = element.findall("attributes/attribute")
    checks.hold(len(found["attributes"]) == len(elements) > 0, f"{code} has attributes in both formats")
    for order, (attribute, in_xml) in enumerate(zip(found["attributes"], elements), 1):
        checks.fields(attribute, "attribute")
        checks.fields(in_xml, "attribute")
        checks.hold(attribute["datatype"] in DATATYPES, f"{code} has known kinds of answers")
        checks.hold(attribute["order"] == order and in_xml.findtext("order") == str(order), "order counts")
        is_list = attribute["datatype"].endswith("list")
        checks.hold(is_list == bool(attribute.get("values")), "lists have values, and nothing else has")
        for value in attribute.get("values", []):
            checks.fields(value, "value")


def reports(checks):
    """Reporting, repeating, and reading back."""
    status, taken = checks.ask("requests.json", form=REPORT)
    checks.hold(status == 201, "a report is taken")
    checks.fields(taken[0], "taken")
    request_id = taken[0]["service_request_id"]
    _, again = checks.ask("requests.xml", form=REPORT)
    checks.hold(again.findtext("request/service_request_id") == request_id, "a repetition is the same request")
    shown = wait_for(checks, request_id)
    checks.fields(shown[0], "request")
    checks.hold(shown[0]["status"] in ("open", "closed"), "the status is open or closed")
    for name in ("requested_datetime", "updated_datetime"):
        checks.hold(MOMENT.fullmatch(shown[0][name]), f"{name} is a W3C time")
    checks.hold("invented@" not in json.dumps(shown), "nothing of the author is shown")
    _, token = checks.ask(f"tokens/{request_id}.json")
    checks.fields(token[0], "token")
    _, element = checks.ask(f"requests/{request_id}.xml")
    checks.fields(element.find("request"), "request")
    for query in ({"service_request_id": f"{request_id},{request_id}"}, {"status": "open"}, {},
                  {"service_code": "roads.potholes"}, {"start_date": shown[0]["requested_datetime"]}):
        _, found = checks.ask("requests.json", **query)
        checks.hold(request_id in [one["service_request_id"] for one in found], f"it is found by {query}")
    _, found = checks.ask("requests.json", status="closed")
    checks.hold(found == [], "it is not among the closed ones")
    return request_id


def wait_for(checks, request_id):
    """A request is shown once the queue has been worked through."""
    for _ in range(100):
        status, shown = checks.ask(f"requests/{request_id}.json")
        if status == 200:
            return shown
        time.sleep(0.1)
    raise SystemExit("the request does not appear")


def refusals(checks):
    """Errors in both formats."""
    wrong = [
        ({"api_key": "wrong"}, 403), ({"api_key": ""}, 403), ({"service_code": "none.such"}, 404),
        ({"service_code": ""}, 400), ({"lat": "", "address_string": ""}, 400), ({"description": "я" * 4001}, 400),
        ({"jurisdiction_id": "unknown.example.ru"}, 404), ({"attribute[SIZE]": "gigantic"}, 400),
    ]
    asked = [("requests.{}", {**REPORT, **change}, {}, status) for change, status in wrong]
    asked += [
        ("services/none.such.{}", None, {}, 404), ("requests/none.{}", None, {}, 404),
        ("requests.{}", None, {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("services.{}", None, {"jurisdiction_id": "unknown.example.ru"}, 404),
    ]
    for path, form, query, expected in asked:
        status, errors = checks.ask(path.format("json"), form=form, **query)
        checks.fields(errors[0], "error")
        checks.hold(status == expected == errors[0]["code"], f"{path} {list(query)} is a {expected}, not {status}")
        status, errors = checks.ask(path.format("xml"), form=form, **query)
        checks.fields(errors.find("error"), "error")
        checks.hold(errors.tag == "errors" and status == expected, f"{path} in XML is a {expected}")


def clients(checks, request_id):
    """Two clients of others, as they are published."""
    from georeport import GeoReport

    for form in ("json", "xml"):
        client = GeoReport(checks.base, jurisdiction=JURISDICTION, output_format=form)
        checks.hold(len(client.get_service_list()) > 100, f"georeport lists services by {form}")
        found = client.get_service_definition("roads.potholes")
        checks.hold(found["service_code"] == "roads.potholes", f"georeport reads a definition by {form}")
        shown = client.get_service_request(request_id)
        checks.hold(shown["service_request_id"] == request_id, f"georeport reads a request by {form}")
        checks.hold(client.get_service_requests(status="open"), f"georeport lists requests by {form}")

    # `three` was written for Python 2; this is the one name of it that Python 3 has not.
    itertools.ifilter = filter
    import three

    client = three.Three(checks.base, jurisdiction=JURISDICTION, api_key=KEY)
    checks.hold(client.discovery()["endpoints"], "three discovers")
    checks.hold(len(client.services()) > 100, "three lists services")
    checks.hold(client.services("roads.potholes")["attributes"], "three reads a definition")
    taken = client.post(
        "lighting.streets", address="Городец, улица Выдуманная, 2", name="Выдуманный Житель", phone="555-0100",
        description="Не горит фонарь", **{"attribute[LAMPS]": "3"},
    )
    reported = taken[0]["service_request_id"]
    wait_for(checks, reported)
    checks.hold(client.request(reported)[0]["service_code"] == "lighting.streets", "three reports and reads back")
    checks.hold(client.token(reported)[0]["service_request_id"] == reported, "three resolves a token")
    checks.hold(client.requests("lighting.streets"), "three lists requests of a service")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--otklik", required=True, help="the program")
    arguments.add_argument("--without-clients", action="store_true", help="the specification only")
    chosen = arguments.parse_args()
    with Server(chosen.otklik) as base:
        checks = Checks(base)
        reads(checks)
        request_id = reports(checks)
        refusals(checks)
        if not chosen.without_clients:
            clients(checks, request_id)
    print(f"open311: {checks.held} claims hold")


if __name__ == "__main__":
    sys.exit(main())
