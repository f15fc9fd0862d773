"""What must hold of the deployed system, in order: a later check may stand on an earlier one."""

import json
import time

from botocore.exceptions import ClientError

from stack import FUNCTIONS, NAME
from waiting import until

POISON = "no envelope of any version"
OBJECT = 18433


def comment(here, text):
    """A VK comment of now, as the platform would deliver it. The person is invented."""
    said = {
        "id": OBJECT, "from_id": 600000101, "date": int(time.time()), "text": text, "post_id": 5120,
        "owner_id": -here.community, "post_owner_id": -here.community, "can_edit": 1, "likes": {"count": 0},
    }
    return {
        "type": "wall_reply_new", "v": "5.199", "group_id": here.community, "secret": here.page_secret,
        "event_id": f"{OBJECT:040x}", "object": said,
    }


def bearer(here):
    return {"authorization": f"Bearer {here.api_key}"}


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
    right = comment(here, "Проверка")
    assert stack.request("POST", "/hooks/" + "x" * 22, right)[0] == 404
    assert stack.request("POST", f"/hooks/{here.page_key}", {**right, "secret": "wrong"})[0] in (401, 403)
    assert stack.request("GET", "/elsewhere")[0] == 404
    assert stack.request("GET", "/v1/incidents", headers={"authorization": "Bearer nobody"})[0] == 401
    assert not stack.items("IncidentsTable")


def poison_ends_in_the_dead_letters(stack, _agency, _here):
    """A record that no version can read ends in the dead letters after 5 receives, and only it."""
    dead = stack.outputs["MessagesDeadQueueUrl"]
    stack.send("MessagesQueueUrl", POISON)
    sqs = stack.client("sqs")

    def arrived():
        answer = sqs.receive_message(QueueUrl=dead, VisibilityTimeout=0, MaxNumberOfMessages=10)
        return answer.get("Messages")

    records = until("the poison record is among the dead letters", arrived, timeout=60)
    assert [record["Body"] for record in records] == [POISON], len(records)
    handled = sum(1 for line in stack.log("triage") if "record failed" in line)
    assert handled >= 5, f"given up after {handled} receives"


def schedules_fire(stack, _agency, _here):
    """Time starts watch and analyze, and both end well."""
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
        tries += [(dynamodb.put_item, {**tables["DirectoryTable"], "Item": key}), (dynamodb.delete_item, {**tables["IncidentsTable"], "Key": {"pk": {"S": "none"}}})]
        tries += [(sqs.purge_queue, queue) for queue in queues.values()]
        if function != "webhook":
            tries.append((sqs.send_message, {**queues["Messages"], "MessageBody": POISON}))
        for call, given in tries:
            assert is_denied(call, given), f"{function} may {call.__name__} {given}"
            denied += 1
    assert denied > 40


def is_denied(call, given):
    try:
        call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
    return False


ALL = (
    settings_arrive,
    strangers_are_turned_away,
    poison_ends_in_the_dead_letters,
    schedules_fire,
    roles_are_enforced,
)
