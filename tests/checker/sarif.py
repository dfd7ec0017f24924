# SPDX-License-Identifier: MIT
"""A structural check of SARIF 2.1.0, written from the specification (OASIS, 27 March
2020): for each kind of object that holdfast writes, the section that defines it, its
properties with their types, and which are required.  Anything else is a violation."""
import re
from urllib.parse import urlparse

LEVELS = {"none", "note", "warning", "error"}


def string(value):
    return isinstance(value, str)


def text(value):
    return isinstance(value, str) and value != ""


def boolean(value):
    return isinstance(value, bool)


def at_least(least):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def one_of(*values):
    return lambda value: value in values


def uri(value):
    return isinstance(value, str) and re.fullmatch(r"(%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=])*", value)


def absolute_uri(value):
    return uri(value) and urlparse(value).scheme != ""


class List:
    def __init__(self, item, least=0):
        self.item, self.least = item, least


class Map:
    def __init__(self, item):
        self.item = item


# name: ({property: type}, required properties, alternatives of which one is required)
OBJECTS = {
    "sarifLog": ({"$schema": absolute_uri, "version": one_of("2.1.0"), "runs": List("run")},            # 3.13
                 {"version", "runs"}, ()),
    "run": ({"tool": "tool", "invocations": List("invocation"), "originalUriBaseIds": Map("artifactLocation"),
             "columnKind": one_of("utf16CodeUnits", "unicodeCodePoints"),
             "results": List("result"), "properties": Map(at_least(0))}, {"tool"}, ()),                 # 3.14
    "tool": ({"driver": "toolComponent"}, {"driver"}, ()),                                              # 3.18
    "toolComponent": ({"name": text, "version": text, "informationUri": absolute_uri,
                       "rules": List("reportingDescriptor")}, {"name"}, ()),  # 3.19
    "reportingDescriptor": ({"id": text, "shortDescription": "multiformat", "helpUri": absolute_uri,
                             "help": "multiformat", "defaultConfiguration": "configuration"}, {"id"}, ()),   # 3.49
    "multiformat": ({"text": text, "markdown": text}, {"text"}, ()),                                    # 3.12
    "configuration": ({"level": one_of(*LEVELS)}, set(), ()),                                           # 3.50
    "invocation": ({"executionSuccessful": boolean, "toolExecutionNotifications": List("notification")},
                   {"executionSuccessful"}, ()),                                                        # 3.20
    "notification": ({"level": one_of(*LEVELS), "message": "message", "locations": List("location")},
                     {"message"}, ()),                                                                  # 3.58
    "result": ({"ruleId": text, "ruleIndex": at_least(0), "level": one_of(*LEVELS), "message": "message",
                "locations": List("location"), "partialFingerprints": Map(text), "codeFlows": List("codeFlow"),
                "relatedLocations": List("location"), "suppressions": List("suppression")},
               {"message"}, ()),                                                                        # 3.27
    "location": ({"id": at_least(0), "physicalLocation": "physicalLocation",
                  "logicalLocations": List("logicalLocation"), "message": "message"}, set(), ()),       # 3.28
    "physicalLocation": ({"artifactLocation": "artifactLocation", "region": "region"},
                         {"artifactLocation"}, ()),                                                     # 3.29
    "artifactLocation": ({"uri": uri, "uriBaseId": text}, set(), ("uri",)),                             # 3.4
    "region": ({"startLine": at_least(1), "startColumn": at_least(1)}, {"startLine"}, ()),              # 3.30
    "logicalLocation": ({"name": text}, set(), ()),                                                     # 3.33
    "message": ({"text": text}, set(), ("text",)),                                                      # 3.11
    "codeFlow": ({"threadFlows": List("threadFlow", 1)}, {"threadFlows"}, ()),                          # 3.36
    "threadFlow": ({"message": "message", "locations": List("threadFlowLocation", 1)}, {"locations"}, ()),   # 3.37
    "threadFlowLocation": ({"location": "location", "nestingLevel": at_least(0)}, set(), ("location",)),     # 3.38
    "suppression": ({"kind": one_of("inSource", "external"), "justification": text}, {"kind"}, ()),     # 3.35
}


def walk(kind, value, where, report):
    if isinstance(kind, List):
        if not isinstance(value, list) or len(value) < kind.least:
            report(where, "not an array of at least %d" % kind.least)
            return
        for i, item in enumerate(value):
            walk(kind.item, item, "%s[%d]" % (where, i), report)
    elif isinstance(kind, Map):
        if not isinstance(value, dict):
            report(where, "not an object")
            return
        for name, item in value.items():
            walk(kind.item, item, where + "." + name, report)
    elif isinstance(kind, str):
        walk_object(kind, value, where, report)
    elif not kind(value):
        report(where, "unfit value %r" % (value,))


def walk_object(kind, value, where, report):
    properties, required, alternatives = OBJECTS[kind]
    if not isinstance(value, dict):
        report(where, "not a " + kind)
        return
    for name in required - set(value):
        report(where, "no `%s`" % name)
    if alternatives and not set(alternatives) & set(value):
        report(where, "none of " + ", ".join(alternatives))
    for name, item in value.items():
        if name in properties:
            walk(properties[name], item, where + "." + name, report)
        else:
            report(where, "%s has no `%s`" % (kind, name))


def check_references(log, report):
    """What the structure alone does not say."""
    for n, run in enumerate(log["runs"]):
        rules = run["tool"]["driver"].get("rules", [])
        if len({rule["id"] for rule in rules}) != len(rules):
            report("runs[%d]" % n, "two rules have one id")
        bases = run.get("originalUriBaseIds", {})
        for base, location in bases.items():
            if not location["uri"].endswith("/") or not absolute_uri(location["uri"]):
                report(base, "a base's uri is absolute and ends with / (3.14.14)")
        marked = ["suppressions" in r for r in run["results"]]
        if len(set(marked)) > 1:
            report("runs[%d]" % n, "some results have `suppressions` and others not (3.27.23)")
        if "columnKind" not in run:
            report("runs[%d]" % n, "columns of what (3.14.17)?")
        prints = [r["partialFingerprints"]["holdfast/v1"] for r in run["results"]]
        if len(set(prints)) != len(prints):
            report("runs[%d]" % n, "two results have one fingerprint")
        for i, result in enumerate(run["results"]):
            where = "runs[%d].results[%d]" % (n, i)
            index = result.get("ruleIndex", -1)
            if not 0 <= index < len(rules) or rules[index]["id"] != result["ruleId"]:
                report(where, "ruleIndex is not the rule's (3.27.6)")
            ids = [location["id"] for location in result.get("relatedLocations", [])]
            if len(set(ids)) != len(ids):
                report(where, "two related locations have one id (3.28.2)")
        for where, location in artifacts(run, "runs[%d]" % n):
            relative = urlparse(location["uri"]).scheme == ""
            if relative and (location["uri"].startswith("/") or ".." in location["uri"].split("/")):
                report(where, "a relative uri leaves its base (3.4.3)")
            if relative != ("uriBaseId" in location) or (relative and location["uriBaseId"] not in bases):
                report(where, "a relative uri needs a known uriBaseId, an absolute one none (3.4.4)")


def artifacts(value, where):
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "artifactLocation":
                yield where, item
            yield from artifacts(item, where + "." + name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from artifacts(item, "%s[%d]" % (where, i))


def violations(log):
    found = []

    def report(where, why):
        found.append("%s: %s" % (where, why))

    walk("sarifLog", log, "log", report)
    if not found:
        check_references(log, report)
    return found
