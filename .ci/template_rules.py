"""Rules of this house for infra/template.yaml and infra/alarms.yaml that no linter knows.

Each rule is tried twice: on the files as they are, where it must find nothing, and on a copy with a planted
mistake, where it must find something.
"""

import copy
import re
import sys
from pathlib import Path

import yaml

INFRA = Path(__file__).resolve().parent.parent / "infra"
UNITS = {"minute", "minutes", "hour", "hours", "day", "days"}


class Loader(yaml.SafeLoader):
    """Reads the short forms of CloudFormation: `!Ref x` as `{"Ref": "x"}`."""


def short_form(loader, tag, node):
    kinds = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: loader.construct_sequence}
    value = kinds[type(node)](node, **({} if isinstance(node, yaml.ScalarNode) else {"deep": True}))
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


Loader.add_multi_constructor("!", short_form)


class Files:
    """The two templates and the runbook's headings."""

    def __init__(self):
        self.template = yaml.load((INFRA / "template.yaml").read_text(), Loader)
        self.alarms = yaml.load((INFRA / "alarms.yaml").read_text(), Loader)
        self.sections = re.findall(r"^## (.+)$", (INFRA / "runbook.md").read_text(), re.MULTILINE)

    def of(self, kind, among=None):
        """Names and properties of all resources of a type."""
        resources = (among or self.template)["Resources"]
        return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}

    @property
    def functions(self):
        return self.of("AWS::Serverless::Function")


def tables_survive(files):
    for name, table in files.of("AWS::DynamoDB::Table").items():
        resource = files.template["Resources"][name]
        if resource.get("DeletionPolicy") != "Retain" or resource.get("UpdateReplacePolicy") != "Retain":
            yield f"{name} is lost with the stack"
        if table.get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
            yield f"{name} cannot be restored"
        if table.get("SSESpecification") != {"SSEEnabled": True}:
            yield f"{name} has no key of its own account"
        if "DeletionProtectionEnabled" not in table or table.get("BillingMode") != "PAY_PER_REQUEST":
            yield f"{name} is not protected, or not on demand"


def incidents_expire(files):
    wanted = {"AttributeName": "ttl", "Enabled": True}
    if files.of("AWS::DynamoDB::Table")["IncidentsTable"].get("TimeToLiveSpecification") != wanted:
        yield "retention of incidents is off"


def queues_keep(files):
    queues = files.of("AWS::SQS::Queue")
    for name, queue in queues.items():
        if queue.get("MessageRetentionPeriod") != 14 * 24 * 3600 or not queue.get("SqsManagedSseEnabled"):
            yield f"{name} forgets early, or is not encrypted"
        if name.endswith("DeadQueue"):
            continue
        dead = {"Fn::GetAtt": name.replace("Queue", "DeadQueue.Arn")}
        if queue.get("RedrivePolicy") != {"deadLetterTargetArn": dead, "maxReceiveCount": 5}:
            yield f"{name} has no dead letters after 5 receives"


def visibility_covers_retries(files):
    queues = files.of("AWS::SQS::Queue")
    for name, function in files.functions.items():
        for event in function.get("Events", {}).values():
            if event["Type"] != "SQS":
                continue
            settings = event["Properties"]
            queue = settings["Queue"]["Fn::GetAtt"].split(".")[0]
            if queues[queue]["VisibilityTimeout"] < 6 * function["Timeout"]:
                yield f"{queue} shows a record again while {name} may still work on it"
            if settings.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
                yield f"{name} fails a whole batch for one record"
            if settings["BatchSize"] > 10 and settings.get("MaximumBatchingWindowInSeconds", 0) < 1:
                yield f"{name} takes batches of more than 10 without a window"
            if "MaximumConcurrency" not in settings.get("ScalingConfig", {}):
                yield f"{name} may take all concurrency of the account"


def roles_are_narrow(files):
    for name in files.functions:
        if files.functions[name].get("Role") != {"Fn::GetAtt": f"{name}Role.Arn"} or "Policies" in files.functions[name]:
            yield f"{name} has a role of SAM's making"
    for name, role in files.of("AWS::IAM::Role").items():
        if "ManagedPolicyArns" in role:
            yield f"{name} takes a managed policy"
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions, resource = statement["Action"], str(statement["Resource"])
                if any("*" in action or action.endswith(":Scan") for action in actions):
                    yield f"{name} may do too much: {actions}"
                if resource == "*" or ("*" in resource and "log-group:/aws/lambda/" not in resource):
                    yield f"{name} may reach too much: {resource}"


def logs_end(files):
    groups = {str(each["LogGroupName"]): each.get("RetentionInDays") for each in files.of("AWS::Logs::LogGroup").values()}
    for name, function in files.functions.items():
        group = str({"Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{name}"})
        if groups.get(group) is None or function["FunctionName"] != {"Fn::Sub": f"${{AWS::StackName}}-{name}"}:
            yield f"{name} logs without end"


def everything_is_watched(files):
    alarms = files.of("AWS::CloudWatch::Alarm", files.alarms).values()
    watched = {(each["MetricName"], str(each["Dimensions"][0]["Value"])) for each in alarms}

    def missing(metric, name):
        return (metric, str({"Fn::Sub": f"${{Stack}}-{name}"})) not in watched

    for name, function in files.functions.items():
        for metric in ("Errors", "Throttles"):
            if missing(metric, name):
                yield f"nobody hears of {metric} of {name}"
        if any(event["Type"] == "Schedule" for event in function.get("Events", {}).values()) and missing("Invocations", name):
            yield f"nobody hears when {name} stops"
    for queue in files.of("AWS::SQS::Queue").values():
        name = queue["QueueName"]["Fn::Sub"].removeprefix("${AWS::StackName}-")
        metric = "ApproximateNumberOfMessagesVisible" if name.endswith("-dead") else "ApproximateAgeOfOldestMessage"
        if missing(metric, name):
            yield f"nobody hears of {metric} of {name}"


def alarms_name_a_section(files):
    for name, alarm in files.of("AWS::CloudWatch::Alarm", files.alarms).items():
        section = re.search(r"\((.+)\)$", alarm["AlarmDescription"])
        if not section or section[1] not in files.sections:
            yield f"{name} sends nobody to a section of the runbook"


def schedules_are_words_of_aws(files):
    for name in ("WatchSchedule", "AnalyzeSchedule"):
        expression = files.template["Parameters"][name]["Default"]
        rate = re.fullmatch(r"rate\(([1-9]\d*) (\w+)\)", expression)
        singular = rate and rate[2] in UNITS and (rate[1] == "1") == (not rate[2].endswith("s"))
        if not singular and not re.fullmatch(r"cron\(\S+( \S+){5}\)", expression):
            yield f"{name} is no schedule: {expression}"


def planted():
    """For each rule, a change after which it must complain."""
    resource = lambda files, name: files.template["Resources"][name]
    return {
        tables_survive: lambda files: resource(files, "StatsTable").pop("UpdateReplacePolicy"),
        incidents_expire: lambda files: resource(files, "IncidentsTable")["Properties"].pop("TimeToLiveSpecification"),
        queues_keep: lambda files: resource(files, "DeliveriesQueue")["Properties"]["RedrivePolicy"].update(maxReceiveCount=3),
        visibility_covers_retries: lambda files: resource(files, "triage")["Properties"].update(Timeout=21),
        roles_are_narrow: lambda files: resource(files, "apiRole")["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0].update(Action=["dynamodb:Scan"]),
        logs_end: lambda files: resource(files, "watchLogs")["Properties"].pop("RetentionInDays"),
        everything_is_watched: lambda files: files.alarms["Resources"].pop("messagesDead"),
        alarms_name_a_section: lambda files: files.sections.remove("Dead letters"),
        schedules_are_words_of_aws: lambda files: files.template["Parameters"]["WatchSchedule"].update(Default="rate(1 minutes)"),
    }


def main():
    files = Files()
    problems = []
    for rule, plant in planted().items():
        problems += [f"{rule.__name__}: {problem}" for problem in rule(files)]
        spoilt = copy.deepcopy(files)
        plant(spoilt)
        if not list(rule(spoilt)):
            problems.append(f"{rule.__name__} does not see a planted mistake")
    print("\n".join(problems) or f"{len(planted())} rules of the template hold")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
