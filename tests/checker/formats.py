# SPDX-License-Identifier: MIT
"""Tests of the reports' formats and of the baseline."""
import copy
import glob
import json
import os
import random
import re
import xml.etree.ElementTree
from html.parser import HTMLParser

from harness import CLEAN, FINDINGS, HERE, NOT_ANALYSED, check, database, holdfast, one_line, require, source
from sarif import violations

BAD = os.path.join(HERE, "01-preempt-inversion-bad.c")
MOVED = '#include "case.h"\n\n/* pushed\n * down */\nstatic int unrelated;\n'


def test_json(folder):
    database(folder, [os.path.join(HERE, "01-preempt-inversion-bad.c")])
    report = json.loads(check(folder, "--format", "json").stdout)
    finding, = report["findings"]
    require(finding["rule"] == "preempt-inversion" and finding["subject"] == "table", str(finding))
    require([s["function"] for n in finding["notes"][:2] for s in n["steps"]] ==
            ["reader", "reader", "poller", "poller"], str(finding))
    require(report["files"] == 1 and report["failed_files"] == [], str(report))


def test_output_file(folder):
    database(folder, [os.path.join(HERE, "01-preempt-inversion-bad.c")])
    out = os.path.join(folder, "report")
    done = check(folder, "--output", out)
    require(done.stdout == "" and done.returncode == FINDINGS, done.stdout)
    require("[preempt-inversion]" in open(out).read(), "no finding in the file")


# ---- SARIF ----------------------------------------------------------------------

def sarif(folder, *args, cwd=HERE):
    done = holdfast("check", "-p", folder, "--format", "sarif", *args, cwd=cwd)
    log = json.loads(done.stdout)
    require(violations(log) == [], "\n".join(violations(log)[:5]))
    return log["runs"][0]


def test_sarif_of_every_bad_program(folder):
    database(folder, sorted(glob.glob(os.path.join(HERE, "*-bad.c"))))
    run = sarif(folder)
    rules = run["tool"]["driver"]["rules"]
    require(len(run["results"]) > 30, "%d results" % len(run["results"]))
    require([r["id"] for r in rules] == [l.split()[0] for l in holdfast("explain").stdout.splitlines()], str(rules))
    for rule in rules:
        require(rule["help"]["markdown"] == holdfast("explain", rule["id"]).stdout, "help of " + rule["id"])
        require(rule["helpUri"].endswith("/%s.md" % rule["id"]), rule["helpUri"])


def test_sarif_validator_notices(folder):
    database(folder, [BAD])
    log = json.loads(check(folder, "--format", "sarif").stdout)
    require(violations(log) == [], "not clean before")
    for damage in (lambda r: r.pop("tool"), lambda r: r["results"][0].pop("message"),
                   lambda r: r["results"][0].update(level="fatal"),
                   lambda r: r["results"][0].update(ruleIndex=1),
                   lambda r: r["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
                   lambda r: r["results"][0]["codeFlows"][0].update(threadFlows=[]),
                   lambda r: r["results"].append(copy.deepcopy(r["results"][0])),
                   lambda r: r["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="a b"),
                   lambda r: r.pop("originalUriBaseIds"), lambda r: r.pop("columnKind"),
                   lambda r: r["results"].append(dict(r["results"][0], partialFingerprints={"holdfast/v1": "0"}, suppressions=[])),
                   lambda r: r.update(colour="red")):
        broken = copy.deepcopy(log)
        damage(broken["runs"][0])
        require(violations(broken) != [], "not noticed")


def test_sarif_shows_both_chains(folder):
    database(folder, [BAD])
    result, = sarif(folder)["results"]
    threads = result["codeFlows"][0]["threadFlows"]
    steps = [[l["location"]["message"]["text"] for l in t["locations"]] for t in threads]
    require([s[-1] for s in steps] == ["acquires `table`", "spins on `table`"], str(steps))
    names = [t["locations"][-1]["location"]["logicalLocations"][0]["name"] for t in threads]
    require(names == ["reader", "poller"], str(names))
    require([l["message"]["text"] for l in result["relatedLocations"]] ==
            ["the declaration: HF_HELD_IN(no_preempt)"], str(result))
    at = result["locations"][0]["physicalLocation"]["artifactLocation"]
    require(at == {"uri": "01-preempt-inversion-bad.c", "uriBaseId": "%SRCROOT%"}, str(at))


def test_sarif_outside_of_the_tree_is_absolute(folder):
    database(folder, [source(folder, "a b.c", open(BAD).read())])
    inside = sarif(folder, cwd=folder)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    require(inside["uri"] == "a%20b.c", str(inside))
    outside = sarif(folder)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    require(outside["uri"].startswith("file:///") and outside["uri"].endswith("/a%20b.c"), str(outside))


def test_sarif_counts_characters_and_escapes_names(folder):
    text = open(BAD).read().replace("\traw_spin_lock(&table", "\t/* größer: 表 */ raw_spin_lock(&table")
    require("表" in text, "the program has changed")
    database(folder, [source(folder, "näme 100% #x?[z]+:y.c", text)])
    result, = sarif(folder, cwd=folder)["results"]
    place = result["locations"][0]["physicalLocation"]
    require(place["artifactLocation"] == {"uri": "n%C3%A4me%20100%25%20%23x%3F%5Bz%5D%2B%3Ay.c", "uriBaseId": "%SRCROOT%"},
            str(place))
    line = text.splitlines()[place["region"]["startLine"] - 1]
    require(line[place["region"]["startColumn"] - 1:].startswith("raw_spin_lock(&table"), str(place))


def test_sarif_says_what_was_not_seen(folder):
    broken = source(folder, "broken.c", "int f(void) { return nothing; }\n")
    database(folder, [broken, os.path.join(HERE, "24-unresolved-bad.c")])
    run = sarif(folder)
    invocation, = run["invocations"]
    require(invocation["executionSuccessful"] is False, "a file failed")
    levels = {n["level"]: n["message"]["text"] for n in invocation["toolExecutionNotifications"]}
    require("files that failed" in levels["error"] and "warning" in levels, str(levels))
    require(run["properties"]["filesFailed"] == 1 and run["properties"]["files"] == 1, str(run["properties"]))
    database(folder, [os.path.join(HERE, "01-preempt-inversion-good.c")])
    invocation, = sarif(folder)["invocations"]
    require(invocation["executionSuccessful"] and not invocation["toolExecutionNotifications"], str(invocation))


def test_contradictions_are_in_every_report(folder):
    text = ('#include "case.h"\nvoid night(void) __attribute__((annotate("hf.enters", "no_moon")));\n'
            "void f(void) { night(); }\n")
    database(folder, [source(folder, "a.c", text)])
    words = "`no_moon` is no masked state"
    done = check(folder)
    require(done.returncode == NOT_ANALYSED and words in done.stdout, done.stdout)
    invocation, = sarif(folder)["invocations"]
    require(invocation["executionSuccessful"] is False, str(invocation))
    errors = [n["message"]["text"] for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]
    require(len(errors) == 1 and words in errors[0], str(errors))
    require(words in json.loads(check(folder, "--format", "json").stdout)["contradictions"][0]["text"], "not in JSON")
    require("1 things could not be seen" in html(folder) and words in html(folder), html(folder))


def fingerprints(folder):
    return [r["partialFingerprints"]["holdfast/v1"] for r in sarif(folder)["results"]]


def test_fingerprints_survive_unrelated_edits(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text)])
    first = fingerprints(folder)
    source(folder, "a.c", text.replace('#include "case.h"', MOVED))
    require(fingerprints(folder) == first, "moved lines change it")
    database(folder, [source(folder, "renamed.c", text)])
    require(fingerprints(folder) == first, "another file name changes it")
    source(folder, "renamed.c", text.replace("table", "tables"))
    require(fingerprints(folder) != first, "another lock has the same")
    source(folder, "renamed.c", text.replace("void poller(", "void other("))
    require(fingerprints(folder) != first, "another function has the same")


def test_fingerprints_of_equal_findings_differ(folder):
    for name in ("a", "b"):
        os.mkdir(os.path.join(folder, name))
        source(folder, name + "/x.c", '#include "case.h"\nstatic raw_spinlock_t l;\n'
               "void use_%s(void) { raw_spin_lock(&l); raw_spin_unlock(&l); }\n" % name)
    database(folder, [os.path.join(folder, name, "x.c") for name in ("a", "b")])
    first, second = fingerprints(folder)
    require(second == first + "-2", first + " " + second)


# ---- the baseline ---------------------------------------------------------------

def test_baseline_accepts_with_a_reason(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text)])
    path = os.path.join(folder, "baseline")
    require(check(folder, "--write-baseline", path).returncode == FINDINGS, "writing accepts nothing")
    one_line(check(folder, "--baseline", path), path + ":3: the entry has no `reason`")
    require(check(folder, "--write-baseline", path, "--reason", "old; see the log").returncode == FINDINGS, "")
    done = check(folder, "--baseline", path)
    require(done.returncode == CLEAN and ": error: " not in done.stdout, done.stdout)
    require("findings that the baseline accepts (1):" in done.stdout and "]: old; see the log" in done.stdout, done.stdout)
    require("0 findings; the baseline accepts 1 more, and 0 of its entries match nothing" in done.stdout, done.stdout)
    source(folder, "a.c", text.replace('#include "case.h"', MOVED))
    require(check(folder, "--baseline", path).returncode == CLEAN, "moved lines make it new")


def test_baseline_fails_on_new_ones_and_lists_old_ones(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text)])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "old")
    source(folder, "a.c", text.replace("table", "chair"))
    done = check(folder, "--baseline", path)
    require(done.returncode == FINDINGS and "`chair` is held" in done.stdout, done.stdout)
    require("baseline entries that match nothing any more (1):" in done.stdout, done.stdout)
    require("preempt-inversion: table: old" in done.stdout, done.stdout)


def test_sarif_with_a_baseline(folder):
    database(folder, [BAD])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "old")
    database(folder, [BAD, os.path.join(HERE, "17-order-bad.c")])
    kinds = {r["ruleId"]: [s["kind"] for s in r["suppressions"]] for r in sarif(folder, "--baseline", path)["results"]}
    require(kinds == {"preempt-inversion": ["external"], "lock-order": []}, str(kinds))
    require(not any("suppressions" in r for r in sarif(folder)["results"]), "who judged them?")


def test_baseline_keeps_reasons(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text)])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "first")
    database(folder, [source(folder, "a.c", text), source(folder, "b.c", text.replace("table", "chair")
                      .replace("reader", "sitter").replace("poller", "leaner"))])
    check(folder, "--write-baseline", path, "--reason", "second")
    entries = dict(re.findall(r"^subject = (\w+)\n.*\nreason = (\w+)$", open(path).read(), re.M))
    require(entries == {"table": "first", "chair": "second"}, open(path).read())


def test_baseline_of_a_partial_run(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text), source(folder, "b.c", "int nothing_here;\n")])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "old")
    for args in (["--rules", "lock-order"], [os.path.join(folder, "b.c")]):
        done = check(folder, "--baseline", path, *args)
        require(done.returncode == CLEAN and "match nothing any more" not in done.stdout, done.stdout)
        one_line(check(folder, "--write-baseline", path, *args), "takes the whole program")
    before = open(path).read()
    source(folder, "a.c", text + "int broken(void) { return nothing; }\n")
    done = check(folder, "--write-baseline", path)
    require(done.returncode == NOT_ANALYSED and "is left as it is" in done.stderr, done.stderr)
    require(open(path).read() == before, "an entry is lost")
    done = check(folder, "--baseline", path)
    require(done.returncode == NOT_ANALYSED and "match nothing any more" not in done.stdout, done.stdout)


def test_baseline_mutated_never_crashes(folder):
    database(folder, [BAD])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "old")
    good = open(path, "rb").read()
    rng = random.Random(3)
    rejected = 0
    for i in range(150):
        data = bytearray(good)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(data))
            data[at:at + rng.randrange(3)] = bytes(rng.choice(b"\x00\n[]=# \xffr") for _ in range(rng.randrange(3)))
        with open(path, "wb") as out:
            out.write(data)
        done = check(folder, "--baseline", path)
        if done.returncode == NOT_ANALYSED:
            rejected += 1
            one_line(done, path)
    require(rejected > 30, "only %d mutations were noticed" % rejected)


def test_baseline_is_in_every_report(folder):
    database(folder, [source(folder, "a.c", open(BAD).read())])
    path = os.path.join(folder, "baseline")
    check(folder, "--write-baseline", path, "--reason", "kept <for> now")
    with open(path, "a") as out:
        out.write("\n[feed]\nrule = lock-order\nreason = of old\n")
    result, = sarif(folder, "--baseline", path)["results"]
    require(result["suppressions"] == [{"kind": "external", "justification": "kept <for> now"}], str(result))
    report = json.loads(check(folder, "--baseline", path, "--format", "json").stdout)
    require(report["findings"] == [] and report["accepted_findings"][0]["accepted"] == "kept <for> now", str(report))
    require(report["stale_baseline_entries"][0]["fingerprint"] == "feed", str(report))
    page = check(folder, "--baseline", path, "--format", "html").stdout
    require("Accepted: kept &lt;for&gt; now" in page and "<code>feed</code> lock-order: of old" in page, page)
    reference = os.path.join(folder, "LOCKS.md")
    holdfast("reference", "-p", folder, "--baseline", path, "-o", reference)
    require("## Accepted findings\n\n- preempt-inversion: " in open(reference).read(), open(reference).read())


def test_baseline_malformed(folder):
    database(folder, [BAD])
    path = os.path.join(folder, "baseline")
    entry = "[feed]\nrule = r\nreason = x\n"
    for text, why in (("rule = r\n", ":1: a key before the first"), ("[feed\n", ":1: not `[FINGERPRINT]`"),
                      (entry + entry, ":4: listed twice: feed"), ("[feed]\nreason = x\n", ":1: the entry has no `rule`"),
                      ("\n[feed]\nrule = r\n", ":2: the entry has no `reason`"),
                      ("[feed]\nrule = r\nreason =  \n", ":1: the entry has no `reason`"),
                      (entry + "colour = red\n", ":4: unknown key: colour"), (entry + "rule = r\n", ":4: the key stands"),
                      (entry + "nonsense\n", ":4: neither"), (b"[\xff]\n", ":1: not UTF-8"), ("rule\0 = r\n", "not a text file")):
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        one_line(check(folder, "--baseline", path), why)
    one_line(check(folder, "--baseline", os.path.join(folder, "nowhere")), "nowhere")


# ---- HTML -----------------------------------------------------------------------

VOID = {"meta"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.wrong = [], [], [], []
        self.feed(text)
        self.wrong += ["unclosed " + tag for tag in self.open]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs[a] for a in ("href", "src") if a in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [v for k, v in attrs if k == "id"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append("</%s> at %s" % (tag, self.getpos()))


def html(folder, *args):
    text = check(folder, "--format", "html", *args).stdout
    page = Page(text)
    require(page.wrong == [], str(page.wrong))
    require(len(set(page.ids)) == len(page.ids), "an id stands there twice")
    for link in page.links:
        require(link.startswith("#") and link[1:] in page.ids, "leads nowhere: " + link)
    return text


def test_html_shows_chains_and_source(folder):
    database(folder, [BAD])
    text = html(folder)
    for part in ("1 findings; 0 accepted; 0 more in doubt", "<code>reader</code> acquires `table`", "<code>poller</code> spins on `table`",
                 "<b>\traw_spin_lock(&amp;table);", "HF_HELD_IN no_preempt", "No two locks are ever held at once."):
        require(part in text, "no `%s` in:\n%s" % (part, text))


def test_html_escapes(folder):
    text = open(BAD).read().replace("raw_spin_lock(&table);", 'raw_spin_lock(&table); /* <script> & "x" */', 1)
    database(folder, [source(folder, "a<b>.c", text)])
    text = html(folder)
    require("<script>" not in text and "a<b>" not in text and "a&lt;b&gt;.c" in text, text)


def test_html_of_every_bad_program(folder):
    database(folder, sorted(glob.glob(os.path.join(HERE, "*-bad.c"))))
    text = html(folder)
    picture = xml.etree.ElementTree.fromstring(re.search(r"<svg.*</svg>", text, re.S).group(0))
    width, height = map(float, picture.get("viewBox").split()[2:])
    boxes = sorted((float(r.get("y")), float(r.get("x")), float(r.get("width"))) for r in picture.iter("rect"))
    arrows = [p for p in picture.iter("path") if p.get("class") == "edge"]
    report = json.loads(check(folder, "--format", "json").stdout)
    require(len(boxes) > 5 and len(arrows) > 5, "%d boxes, %d arrows" % (len(boxes), len(arrows)))
    for (y, x, w), (next_y, next_x, _) in zip(boxes, boxes[1:]):
        require(y != next_y or x + w <= next_x, "boxes overlap at %s, %s" % (x, y))
    require(all(x >= 0 and x + w <= width and 0 <= y < height for y, x, w in boxes), "a box is outside")
    require(text.count('<section class="finding"') == len(report["findings"]), "not all findings")


def test_html_is_the_same_twice(folder):
    database(folder, sorted(glob.glob(os.path.join(HERE, "*-bad.c"))))
    for kind in ("html", "sarif"):
        require(check(folder, "--format", kind, "-j1").stdout == check(folder, "--format", kind, "-j4").stdout, kind)
