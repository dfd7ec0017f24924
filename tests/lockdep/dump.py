# SPDX-License-Identifier: MIT
#
# dump.py FOLDER: reads the text, the JSON, the DOT graph and the times that lockdep-dump left there: each
# is well-formed, and they all tell of the program of dump.c.
import json
import re
import sys

folder = sys.argv[1]
text, times, dot = (open(f"{folder}/{name}").read() for name in ("text", "times", "dot"))
data = json.load(open(f"{folder}/json"))

LONG = "l" * 80                                 # of 199: JSON and DOT cut names
ORDERS = {('a "quoted" name', "back\\slash"), ("back\\slash", "{a} -> [b]; c"),
          ("{a} -> [b]; c", "two?lines"), ("two?lines", "leaf/1"), (LONG, 'a "quoted" name'),
          ("back\\slash", 'a "quoted" name')}
DECLARED = {("back\\slash", "leaf")}
CLASSES = {name for pair in ORDERS | DECLARED for name in pair if "/" not in name}

assert {c["name"] for c in data["classes"]} == CLASSES
assert {(e["from"], e["to"]) for e in data["edges"] if not e["declared"]} == ORDERS
assert {(e["from"], e["to"]) for e in data["edges"] if e["declared"]} == DECLARED
assert {tuple(c) for c in data["chains"]} == ORDERS | {("leaf", "leaf/1")}
leaf = next(c for c in data["classes"] if c["name"] == "leaf")
assert leaf["closed"] == ["preempt", "softirq", "irq"] and leaf["open"] == [] and leaf["spun"] == ["preempt"]
assert all(c["held_max_ns"] > 0 for c in data["classes"]) and data["longest"]["no_irq"] > 0
assert data["counters"]["reports of lock-order"] == 1 and data["counters"]["reports of requires"] == 0

# DOT: nodes and edges, each a statement of its own on a line of its own.
node = r'"((?:[^"\\\n]|\\.)*)"'
lines = dot.splitlines()
assert lines[0] == "digraph lockdep {" and lines[-1] == "}"
unescape = lambda name: re.sub(r"\\(.)", r"\1", name)
nodes, edges = set(), {"": set(), " [style=dashed]": set()}
for line in lines[1:-1]:
    found = re.fullmatch(rf"  {node}(?: -> {node})?( \[[a-z]+=[a-z]+\])?;", line)
    assert found, line
    if found[2] is None:
        nodes.add(unescape(found[1]))
    else:
        edges[found[3] or ""].add((unescape(found[1]), unescape(found[2])))
assert nodes == CLASSES | {"leaf/1"} and edges[""] == ORDERS and edges[" [style=dashed]"] == DECLARED

# Text: a line for each thing.
short = lambda name: re.sub("l{80,}", LONG, name)
lines = text.splitlines()
assert all(re.match("(class|order|declared|chain|longest|reports of) |[a-z ]+ [0-9]+$", line) for line in lines)
assert {short(line[6:]).split(": ", 1)[0] for line in lines if line.startswith("class ")} == CLASSES
for word, pairs in (("order ", ORDERS), ("declared ", DECLARED)):
    assert {short(line[len(word):]) for line in lines if line.startswith(word)} == {f"{a} -> {b}" for a, b in pairs}
assert "reports of lock-order 1" in lines

# Times: holds, total and longest, three numbers for waits.
rows = dict(re.fullmatch(r"(.*): (\d+ \d+ \d+; \d+ \d+ \d+)", short(line)).groups()
            for line in times.splitlines() if line[0] != "#" and not line.startswith("longest "))
assert set(rows) == CLASSES and all(row.split()[0] != "0" for row in rows.values())
