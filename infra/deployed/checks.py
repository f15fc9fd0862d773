"""What must hold of the deployed system, in order: a later check may stand on an earlier one."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta, timezone

from botocore.exceptions import ClientError

from stack import FUNCTIONS, NAME, PARAMETERS
from waiting import until

POISON = "no envelope of any version"
# Pauses and the health of pages, and the region's models, lie in the directory; what was missed comes in by the queue
# of messages.
WRITE_DIRECTORY = ("deliver", "watch", "analyze")
SEND_MESSAGES = ("webhook", "api", "watch")
POTHOLE = "На Советской улице огромная яма, машины бьют колёса. Когда отремонтируют дорогу?"
DARKNESS = "Второй вечер не горят фонари на улице Ленина, дети идут из школы в темноте"
MOSCOW = timezone(timedelta(hours=3))


def comment(here, number, text):
    """A VK comment of now, as the platform would deliver it. The person is invented."""
    said = {
        "id": number, "from_id": 600000101, "date": int(time.time()), "text": text, "post_id": 5120,
        "owner_id": -here.community, "post_owner_id": -here.community, "can_edit": 1, "likes": {"count": 0},
    }
    return {
        "type": "wall_reply_new", "v": "5.199", "group_id": here.community, "secret": here.page_secret,
        "event_id": f"{number:040x}", "object": said,
    }


def envelope(here, delivery):
    """What `webhook` puts into the queue for a delivery."""
    return json.dumps({
        "type": "raw_delivery.v1", "region": here.region, "page": here.page, "headers": [],
        "received_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "body": base64.b64encode(json.dumps(delivery).encode()).decode(),
    })


def bearer(key):
    return {"authorization": f"Bearer {key}"}


def incidents(stack, here):
    """The incidents of the page's municipality, by the API."""
    status, answer = stack.request("GET", f"/v1/incidents?municipality={here.municipality}", headers=bearer(here.key))
    assert status == 200, (status, answer)
    return answer["items"]


def incident(stack, key, identity):
    status, answer = stack.request("GET", f"/v1/incidents/{identity}", headers=bearer(key))
    assert status == 200, (status, answer)
    return answer


def settings_arrive(stack, _agency, _here):
    """The queues have the dead letters and the visibility that the template gives them."""
    sqs, functions = stack.client("sqs"), stack.client("lambda")
    for queue, function in (("Messages", "triage"), ("Deliveries", "deliver")):
        url = stack.outputs[f"{queue}QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(attributes["RedrivePolicy"])
        assert redrive["maxReceiveCount"] == 5 and redrive["deadLetterTargetArn"].endswith("-dead"), redrive
        timeout = functions.get_function_configuration(FunctionName=f"{NAME}-{function}")["Timeout"]
        assert int(attributes["VisibilityTimeout"]) >= 6 * timeout, (attributes["VisibilityTimeout"], timeout)
        # Five receives of a poison record would take ten minutes.
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})


def strangers_are_turned_away(stack, _agency, here):
    """A wrong page, a wrong secret, a path and a key that do not exist get nothing in."""
    right = comment(here, 1, POTHOLE)
    assert stack.request("POST", "/hooks/" + "x" * 22, right)[0] == 404
    assert stack.request("POST", f"/hooks/{here.page_key}", {**right, "secret": "wrong"})[0] in (401, 403)
    assert stack.request("GET", "/elsewhere")[0] == 404
    assert stack.request("GET", "/v1/incidents", headers=bearer("nobody"))[0] == 401
    assert not stack.items("IncidentsTable")


def comment_becomes_incident(stack, _agency, here):
    """A comment posted to the API becomes an incident with topic, municipality, agency and an explained deadline."""
    answer = stack.request("POST", f"/hooks/{here.page_key}", comment(here, 1, POTHOLE))
    assert answer == (200, "ok"), answer
    (found,) = until("the comment is an incident", lambda: incidents(stack, here))
    whole = incident(stack, here.key, found["id"])
    assert whole["text"] == POTHOLE and whole["topic"]["code"].startswith("roads."), whole
    assert whole["municipality"]["oktmo"] == here.municipality and whole["desk"]["code"].startswith("agency:"), whole
    assert whole["deadline"]["answer_due"] and whole["deadline"]["explanation"], whole["deadline"]


def agency_is_told(stack, agency, here):
    """The agency gets the incident as a webhook whose signature it can verify, and the incident shows it."""
    (found,) = incidents(stack, here)
    delivery = until("the agency has a delivery", lambda: agency.deliveries and agency.deliveries[0])
    assert delivery["signed"], "the signature does not verify"
    assert (delivery["body"]["type"], delivery["body"]["data"]["id"]) == ("incident.assigned", found["id"])

    def shown():
        return incident(stack, here.key, found["id"])["hand_over"]["state"]["code"] == "delivered"

    until("the incident shows that it is delivered", shown)
    assert len({each["id"] for each in agency.deliveries}) == 1, [each["id"] for each in agency.deliveries]


def agency_answers(stack, _agency, here):
    """The agency answers with its own key, the centre approves, and a stale version is refused at each step."""
    (found,) = incidents(stack, here)
    path, desk = f"/v1/incidents/{found['id']}/actions", found["desk"]["code"]
    key = stack.otklik("key", "add", "--region", here.region, "--role", "agency", "--unit", desk).split()[0]
    now = incident(stack, key, found["id"])
    answer = {"action": "answer", "text": "Яма засыпана, участок принят.", "outcome": {"outcome": "fixed"}}
    steps = [({"action": "accept"}, key), ({"action": "start"}, key), (answer, key), ({"action": "approve"}, here.key)]
    for action, whose in steps:
        asked = f"{path}?version={now['version']}"
        status, after = stack.request("POST", asked, action, bearer(whose))
        assert status == 200, (action, status, after)
        assert stack.request("POST", asked, {"action": "reopen", "reason": "поздно"}, bearer(here.key))[0] == 409
        now = after
    assert now["state"]["code"] == "closed", now["state"]
    assert now["closing"]["outcome"]["code"] == "fixed", now["closing"]


def poison_harms_nobody(stack, _agency, here):
    """Of a batch with a poison record the others go through; it ends in the dead letters after 5 receives."""
    again, other = comment(here, 1, POTHOLE), comment(here, 2, DARKNESS)
    stack.send("MessagesQueueUrl", envelope(here, again), POISON, envelope(here, other))
    until("the other comment of the batch is an incident", lambda: len(incidents(stack, here)) == 2)
    dead, sqs = stack.outputs["MessagesDeadQueueUrl"], stack.client("sqs")

    def arrived():
        return sqs.receive_message(QueueUrl=dead, VisibilityTimeout=0, MaxNumberOfMessages=10).get("Messages")

    records = until("the poison record is among the dead letters", arrived, timeout=60)
    assert [record["Body"] for record in records] == [POISON], len(records)
    tries = sum("envelope.unreadable" in line for line in stack.log("triage"))
    assert tries == 5, f"given up after {tries} receives"
    assert len(incidents(stack, here)) == 2, "the comment that came again is a second incident"


def night_is_counted(stack, _agency, here):
    """A night that is asked for counts the day, and the numbers show what came and what was closed."""
    closed = next(each for each in incidents(stack, here) if each["state"]["code"] == "closed")
    day = datetime.fromisoformat(closed["written_at"]).astimezone(MOSCOW).date().isoformat()
    asked = json.dumps({"type": "night.v1", "region": here.region, "date": day})
    answer = stack.client("lambda").invoke(FunctionName=f"{NAME}-analyze", Payload=asked)
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert any(day in item["sk"]["S"] for item in stack.items("StatsTable")), f"no numbers of {day} are stored"
    path = f"/v1/municipalities/{here.municipality}/stats?from={day}&to={day}"
    status, numbers = stack.request("GET", path, headers=bearer(here.key))
    assert status == 200, (status, numbers)
    counts = numbers["slices"][0]["figures"]["counts"]
    assert counts["received"] >= 1 and counts["answered"] == counts["closed"] == counts["solved"] == 1, counts


def schedules_fire(stack, _agency, _here):
    """Time starts watch and analyze, and both end well."""
    until("watch has made its round", lambda: any("round made" in line for line in stack.log("watch")), timeout=120)
    for function in ("watch", "analyze"):
        lines = until(f"{function} is started by its schedule", lambda: finished(stack, function), timeout=120)
        failed = [line for line in lines if '"level":"ERROR"' in line or "errorType" in line]
        assert not failed, failed


def finished(stack, function):
    lines = stack.log(function)
    return lines if any(line.startswith("END RequestId") for line in lines) else None


def roles_are_enforced(stack, _agency, _here):
    """What a function's role does not allow is denied to the credentials that its process holds."""
    tables = {name: {"TableName": stack.outputs[name]} for name in ("IncidentsTable", "DirectoryTable", "StatsTable")}
    key = {"pk": {"S": "none"}, "sk": {"S": "-"}}
    queues = {name: {"QueueUrl": stack.outputs[f"{name}QueueUrl"]} for name in ("Messages", "Deliveries")}
    denied = 0
    for function in FUNCTIONS:
        client = stack.acting_as(function)
        dynamodb, sqs = client("dynamodb"), client("sqs")
        dynamodb.get_item(**tables["DirectoryTable"], Key=key)
        tries = [(dynamodb.scan, table) for table in tables.values()]
        tries.append((dynamodb.delete_item, {**tables["IncidentsTable"], "Key": {"pk": {"S": "none"}}}))
        if function not in WRITE_DIRECTORY:
            tries.append((dynamodb.put_item, {**tables["DirectoryTable"], "Item": key}))
        tries += [(sqs.purge_queue, queue) for queue in queues.values()]
        if function not in SEND_MESSAGES:
            tries.append((sqs.send_message, {**queues["Messages"], "MessageBody": POISON}))
        for call, given in tries:
            assert is_denied(call, given), f"{function} may {call.__name__} {given}"
            denied += 1
    assert denied >= 6 * 6, denied


def logs_are_silent(stack, agency, here):
    """No log holds words, name or key of anybody: neither the resident's nor the agency's nor ours."""
    private = [POTHOLE.split()[3], DARKNESS.split()[3], "600000101", here.page_key, here.page_secret, here.key]
    private += [json.dumps(each)[1:-1] for each in private[:2]] + [agency.url, PARAMETERS["IdKey"]]
    for function in FUNCTIONS:
        lines = "\n".join(stack.log(function))
        assert "REPORT RequestId" in lines, f"{function} has no log"
        found = [each for each in private if each in lines]
        assert not found, f"the log of {function} holds {found}"


def is_denied(call, given):
    try:
        call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
    return False


ALL = (
    settings_arrive,
    strangers_are_turned_away,
    comment_becomes_incident,
    agency_is_told,
    agency_answers,
    poison_harms_nobody,
    night_is_counted,
    schedules_fire,
    roles_are_enforced,
    logs_are_silent,
)
