# SPDX-License-Identifier: MIT
"""A program's own rows of the tables: what is wrong with one is said in one line."""
from harness import CLEAN, check, database, one_line, require, source

CONTEXT = ('HF_CONTEXT(%s, no_%s, in_%s, HF_BIT(preempt) | HF_BIT(%s), HF_WAITS_ENTERED, "irq-inversion", "x")\n')


def program(folder, name, rows, table="HF_USER_CONTEXTS"):
    source(folder, name + ".def", rows)
    return source(folder, name + ".c", '#define %s "%s/%s.def"\n#include "case.h"\n' % (table, folder, name))


def rejected(folder, rows, why, table="HF_USER_CONTEXTS"):
    database(folder, [program(folder, "rows", rows, table)])
    one_line(check(folder), why)


def test_the_same_row_in_two_units(folder):
    rows = CONTEXT % (("smi",) * 4)
    database(folder, [program(folder, "a", rows), program(folder, "b", rows)])
    require(check(folder).returncode == CLEAN, "the same row twice is no contradiction")


def test_rows_that_contradict_each_other(folder):
    rows = CONTEXT % (("smi",) * 4)
    database(folder, [program(folder, "a", rows), program(folder, "b", rows.replace('"x"', '"y"'))])
    one_line(check(folder), "context smi is there already, and is another row")


def test_rows_may_name_later_ones(folder):
    rows = CONTEXT % ("smi", "smi", "smi", "nmi") + CONTEXT % (("nmi",) * 4)
    database(folder, [program(folder, "a", rows)])
    require(check(folder).returncode == CLEAN, "the order of the rows matters")


def test_malformed_rows(folder):
    rejected(folder, CONTEXT.replace("irq-inversion", "moon-phase") % (("smi",) * 4), "context smi: `moon-phase` is no rule")
    kind = 'HF_LOCK_KIND(velcro, HF_LOCK_SPINS, no_moon, "velcro")\n'
    rejected(folder, kind, "kind velcro: `no_moon` is no masked state", "HF_USER_LOCK_KINDS")
    effect = 'HF_EFFECT_ROW(glows, HF_BIT(moon), HF_UNDER_NONE, "effect-in-context", "glows")\n'
    rejected(folder, effect, "effect glows: `moon` is no context", "HF_USER_EFFECTS")
    effect = 'HF_EFFECT_ROW(glows, 0, HF_UNDER_SUN, "effect-in-context", "glows")\n'
    rejected(folder, effect, "effect glows: `HF_UNDER_SUN` is none of", "HF_USER_EFFECTS")


def test_too_many_contexts(folder):
    most = "".join(CONTEXT % (("c%d" % i,) * 4) for i in range(13))
    database(folder, [program(folder, "most", most)])
    require(check(folder).returncode == CLEAN, "16 contexts don't fit")
    rejected(folder, most + CONTEXT % (("c13",) * 4), "context c13: no room, there are 16 rows already")
