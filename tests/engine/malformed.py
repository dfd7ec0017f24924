# SPDX-License-Identifier: MIT
"""Texts that are no facts: one line says where, and what was expected."""
import os

from harness import one_line, holdfast, source

F = "facts 9\nfunction f @a.c:1:1\n"
CASES = [
    ("facts 3\n", "1: facts of another version than 9"),
    ("facts \n", "1: expected the version of the facts, not the end of the line"),
    ("# a comment only\n", "expected `facts`"),
    ("facts 9\nfacts 9\n", "2: expected a declaration, or a line of the function above, not `facts`"),
    ("facts 9\nlock l spin held preemptible @a.c:1:1\n", "2: expected `in`, not `preemptible`"),
    ("facts 9\nlock l spin\n", "2: expected `@`, not the end of the line"),
    ("facts 9\nlock l spin @a.c:1\n", "2: expected `:`, not the end of the line"),
    ("facts 9\nlock {q l spin @a.c:1:1\n", "2: expected `}`, not `l`"),
    ("facts 9\nlock \"l spin @a.c:1:1\n", "2: a string that doesn't end"),
    ("facts 9\nlock \"l\\q\" spin @a.c:1:1\n", "2: a string's escapes are"),
    ("facts 9\nlock \"l\\x00\" spin @a.c:1:1\n", "2: a string's escapes are"),
    ("facts 9\nlock l spin @a.c:1:99999999999\n", "2: expected a column, not `99999999999`"),
    ("facts 9\nguarded c at s spin\n", "2: expected `by` and a lock, `in` and a state, or `any`, not `at`"),
    ("facts 9\nguarded c by ? spin\n", "2: expected the lock, not `?`"),
    ("facts 9\nguarded c by self.{q}l spin\n", "2: expected a global variable, not `self`"),
    ("facts 9\npointer p = q\n", "2: expected `&`, not `q`"),
    ("facts 9\nmacro 1 M @a.c:1:1\n", "2: macros are numbered from 0 on"),
    ("facts 9\nmacro 0 M @a.c:1:1 in macro 0\n", "2: there is no macro of that number above"),
    ("facts 9\nslot 0 place x\n", "2: expected field, variable, parameter, local, result or unknown, not `place`"),
    ("facts 9\nslot 1 variable x\n", "2: slots are numbered from 0 on"),
    ("facts 9\nslot 0 result of f\n", "2: there is no function `f`"),
    (F + "slot 0 parameter 0 of f\n", "3: the function has no parameter of that number"),
    ("facts 9\nassign 0 = function f @a.c:1:1\n", "2: there is no function `f`"),
    (F + "assign 0 = function f @a.c:1:1\n", "3: there is no slot of that number"),
    (F + "assign 0 = f @a.c:1:1\n", "3: expected `function` and its key, or `slot` and a number, not `f`"),
    ("facts 9\nheader a.h xyz\n", "2: a part's identity is a hexadecimal number, not `xyz`"),
    ("facts 9\nheader a.h 1 {\n", "expected `}`, not the end of the line"),
    ("facts 9\nheader a.h 1 {\nheader b.h 2 {\n}\n}\n", "3: what a header defines has no other header in it"),
    (F + "function f @a.c:1:1\n", "3: there is another function `f`"),
    (F + "parameters " + "x " * 65 + "\n", "3: a function has at most 64 parameters"),
    (F + "variables x\nparameters y\n", "4: parameters come before all other variables"),
    (F + "acquires *l spin\n", "3: the function has no such variable: `l`"),
    (F + "parameters l l\nacquires *l spin\n", "4: several variables have that name"),
    (F + "try-acquires l spin\n", "3: expected `if`, not the end of the line"),
    (F + "try-acquires l spin if two\n", "3: expected zero, nonzero or one, not `two`"),
    (F + "blocks \"\" if argument 65 & 1 is 1\n", "3: arguments are numbered from 1 to 64"),
    (F + "1: nop @1:1\n", "3: nodes are numbered from 0 on"),
    (F + "0: nop @1:1 -> 1\n", "3: the function has no node of that number"),
    (F + "0: jump @1:1\n", "3: expected what happens at the node, not `jump`"),
    (F + "variables x\n0: if x @1:1 -> 0\n", "4: a branch has two successors"),
    (F + "0: call g() @1:1\n", "3: there is no function `g`"),
    (F + "0: call slot 0() @1:1\n", "3: there is no slot of that number"),
    (F + "0: call f(0 0) @1:1\n", "3: expected `,`, not `0`"),
    (F + "0: bind x = &s @1:1\n", "3: the function has no such variable: `x`"),
    (F + "0: return negative:0 @1:1\n", "3: expected a number of 32 bits that is not 0, not `0`"),
    (F + "0: return ? with s @1:1\n", "3: expected `&`, not `s`"),
    (F + "0: nop @1:1 in macro 0\n", "3: there is no macro of that number above"),
    (F + "0: read x" + "[]" * 70 + " @1:1\n", "3: an access path of too many steps"),
    (F + "0: nop @1:1 more\n", "3: expected the end of the line, not `more`"),
    (F + "knows x from y size 4\n", "3: the function has no such variable: `x`"),
]


def test_malformed_texts(folder):
    for text, why in CASES:
        path = source(folder, "bad.facts", text)
        done = holdfast("facts", path)
        one_line(done, os.path.join(folder, "bad.facts:"))
        one_line(done, why)


def test_a_zero_byte(folder):
    one_line(holdfast("facts", source(folder, "bad.facts", "facts 9\nfile a\0b\n")), "a zero byte in a text")


def test_a_text_that_is_no_text(folder):
    one_line(holdfast("facts", source(folder, "bad.facts", "fact\n")), "not a fact file")


def test_analyze_says_where(folder):
    """A mistake in one of several texts is a file that failed, with its line."""
    path = source(folder, "bad.facts", F + "0: jump @1:1\n")
    done = holdfast("analyze", path, cwd=folder)
    if done.returncode != 2 or "bad.facts:3: expected" not in done.stderr:
        raise ValueError(done.stdout + done.stderr)
