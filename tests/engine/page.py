# SPDX-License-Identifier: MIT
"""docs/facts.md says what is: its example, and each form that its tables show, is read."""
import os
import re

from harness import CLEAN, FINDINGS, ROOT, holdfast, require, source

HEAD = 'facts 9\nmacro 0 OUTER @a.h:1:1\nfunction my_open @a.c:1:1\nfunction f @a.c:1:2\nfunction thread_start @a.c:1:3\n' \
       'parameters start\nfunction pick @a.c:1:5\n'
BODY = HEAD + 'function g @a.c:2:1\nparameters l q flags\nvariables i x "x->busy" r y p t lock\n'
SLOT = "slot 0 variable handler\n"


def page():
    return open(os.path.join(ROOT, "docs/facts.md")).read()


def rows(heading):
    """The forms in the first column of the tables below a heading: those of a row together."""
    section = page().split("\n## %s\n" % heading)[1].split("\n## ")[0]
    found = [re.findall(r"`([^`]+)`", line.split(" | ")[0]) for line in section.splitlines() if line.startswith("| ")]
    return [forms for forms in found if forms]


def reads(folder, text, form):
    done = holdfast("facts", source(folder, "page.txt", text))
    require(done.returncode == CLEAN, "`%s`: %s" % (form, done.stderr))


def test_page_example(folder):
    text = "".join(line[4:] + "\n" for line in
                   page().split("## A whole one\n")[1].split("\n`holdfast")[0].strip("\n").splitlines())
    require(text.startswith("facts 9\n"), text)
    done = holdfast("analyze", source(folder, "a.txt", text), cwd=folder)
    require(done.returncode == FINDINGS and "`find` returns with spinlock `list_lock` held" in done.stdout,
            done.stdout + done.stderr)


def test_page_message(folder):
    text = "facts 9\n" + "\n" * 12 + "guarded x under s spin\n"
    done = holdfast("facts", source(folder, "a.txt", text), cwd=folder)
    require("    " + done.stderr.split("/")[-1].strip() in page(), done.stderr)


def test_page_lines(folder):
    unit = rows("The unit")
    require(len(unit) > 15, str(unit))
    for forms in unit:
        line = "\n".join(forms)
        if re.match(r"(field|variable|parameter|local|result|unknown) ", line):
            line = "slot 0 " + line
        slots = "" if line.startswith("slot ") else SLOT + "slot 1 variable other\n"
        find = "" if line.startswith("function ") else "function find @a.c:1:4\n"
        reads(folder, HEAD + find + line + "\n" + slots, line)
    function = rows("A function")
    require(len(function) > 20, str(function))
    for forms in function:
        for form in forms:
            if form in ("zero", "nonzero", "one", "negative", "unless", "waiting", "expected"):
                continue
            alone = form.startswith(("parameters", "variables"))
            after = "1: return ? @1:1\n" if form.startswith("0:") else ""
            reads(folder, (HEAD + "function g @a.c:2:1\n" if alone else BODY) + form + "\n" + after + SLOT, form)


def test_page_nodes(folder):
    nodes, paths, values = rows("Nodes"), rows("Access paths"), rows("Values")
    require(len(nodes) > 10 and len(paths) > 8 and len(values) > 6, "%s %s %s" % (nodes, paths, values))
    for form in [form for forms in nodes for form in forms if form not in ("r =", "with")]:
        edges = " -> 0, 0" if form.startswith("if") else " -> 0"
        reads(folder, BODY + "0: " + form + " @1:1" + edges + "\n" + SLOT, form)
    for form in [form for forms in values for form in forms]:
        form = form.replace("PATH", "*l")
        reads(folder, BODY + "0: set y = " + form + " @1:1\n" + SLOT, form)
    for form in [form for forms in paths for form in forms]:
        path = "everything" + form if form[0] in ".[" else form
        line = "pointer {r}p = &self\n" if form == "self" else "0: read " + path + " @1:1\n"
        reads(folder, BODY + line, form)
