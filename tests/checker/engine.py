# SPDX-License-Identifier: MIT
"""What the analysis knows, as `why` and the reports show it."""
import json
import os
import re

from harness import CLEAN, NOT_ANALYSED, check, database, holdfast, require, source

PROGRAM = '''#include "case.h"
static raw_spinlock_t table HF_HELD_IN(preemptible);
static spinlock_t list HF_HELD_IN(no_preempt);
static int rows HF_GUARDED_BY(table), columns HF_GUARDED_BY(table);
static int links HF_GUARDED_BY(list);
HF_CALLED_IN(in_thread) void first(void);
HF_CALLED_IN(in_thread) void second(void);
static void take(void) { raw_spin_lock(&table); rows++; raw_spin_unlock(&table); }
void first(void) { take(); }
void second(void)
{
\traw_spin_lock(&table);
\tcolumns++;
\traw_spin_unlock(&table);
\tspin_lock(&list);
\tlinks++;
\tspin_unlock(&list);
}
'''


def test_why_has_a_chain_for_each_place(folder):
    database(folder, [source(folder, "two.c", PROGRAM)])
    done = holdfast("why", "table", "-p", folder, cwd=folder)
    require(done.returncode == CLEAN, done.stderr)
    held, waited = done.stdout.split("waited for in state preemptible (2 places)")
    require("held in state preemptible (2 places)" in held, done.stdout)
    for half, last in ((held, "acquires `table`"), (waited, "waits for it")):
        require(len(re.findall(r"note: two\.c:\d+:$", half, re.M)) == 2, done.stdout)
        for chain in ("two.c:9: first: calls take\n    two.c:8: take: " + last,
                      "two.c:12: second: " + last):
            require(chain in half, "no `%s` in:\n%s" % (chain, half))


def test_what_a_lock_guards_is_in_every_report(folder):
    database(folder, [source(folder, "two.c", PROGRAM)])
    locks = {l["name"]: l["guards"] for l in json.loads(check(folder, "--format", "json").stdout)["locks"]}
    require(locks == {"table": ["columns", "rows"], "list": ["links"]}, str(locks))
    page = check(folder, "--format", "html").stdout
    require("<p>Guards <code>columns</code>, <code>rows</code></p>" in page, page)
    out = os.path.join(folder, "LOCKS.md")
    holdfast("reference", "-p", folder, "-o", out)
    text = open(out).read()
    require("\nGuards `columns`, `rows`.\n" in text and "\nGuards `links`.\n" in text, text)


def test_declared_order_that_names_no_lock(folder):
    database(folder, [source(folder, "order.c", '#include "case.h"\n'
                             "static mutex_t a HF_HELD_IN(preemptible) HF_ACQUIRED_AFTER(b);\n"
                             "void f(void) { mutex_lock(&a); mutex_unlock(&a); }\n")])
    require(check(folder).returncode == CLEAN, "a part of a program need not have the other lock")
    done = check(folder, "--whole-program")
    require(done.returncode == NOT_ANALYSED and "HF_ACQUIRED_AFTER(b) names no lock class" in done.stdout + done.stderr,
            done.stdout + done.stderr)
