# SPDX-License-Identifier: MIT
"""Facts to text, and back: the same bytes."""
import glob
import json
import os
import re
import shlex
import subprocess

from harness import CLEAN, EXTRACT, HERE, ROOT, compile_arguments, database, check, holdfast, require, source


def same(path, folder):
    text, again = os.path.join(folder, "round.txt"), os.path.join(folder, "round.facts")
    done = holdfast("facts", path, "-o", text)
    require(done.returncode == CLEAN and not done.stdout, done.stdout + done.stderr)
    done = holdfast("facts", text, "-o", again)
    require(done.returncode == CLEAN, done.stderr)
    require(open(path, "rb").read() == open(again, "rb").read(), "other bytes: " + path)
    require(holdfast("facts", text).stdout == open(text).read(), "the text of a text is another one: " + path)


def test_round_trip_of_the_tests(folder):
    programs = sorted(glob.glob(os.path.join(HERE, "*-good.c")) + glob.glob(os.path.join(HERE, "*-bad.c")))
    require(len(programs) > 100, "only %d programs" % len(programs))
    for program in programs:
        facts = os.path.join(folder, "facts")
        names = re.findall(r"--model (\S+)", open(program).read())
        paths = [n if "." in n else os.path.join(ROOT, "annotations/models", n + ".ini") for n in names]
        models = [option for path in paths for option in ("-m", path)]
        subprocess.run([EXTRACT, "-o", facts, *models, "--"] + compile_arguments(program), check=True, cwd=HERE,
                       stderr=subprocess.DEVNULL)
        same(facts, folder)


def test_round_trip_of_the_kernel(folder):
    """Units with a store and without, and the headers' parts."""
    build = os.environ.get("KERNEL_BUILD", os.path.join(ROOT, "build/kernel"))
    with open(os.path.join(build, "compile_commands.json")) as text:
        entries = [e for e in json.load(text) if e["file"].endswith(".c")]
    require(len(entries) > 100, "only %d files" % len(entries))
    store, facts = os.path.join(folder, "store"), os.path.join(folder, "facts")
    os.mkdir(store)
    for entry in entries[::8]:
        words = entry.get("arguments") or shlex.split(entry["command"])
        for options in ([], ["--store", store]):
            subprocess.run([EXTRACT, "-o", facts, *options, "--", *words], check=True, cwd=entry["directory"],
                           stderr=subprocess.DEVNULL)
            same(facts, folder)
    for part in sorted(glob.glob(os.path.join(store, "*.facts"))):
        same(part, folder)


def test_odd_names(folder):
    """Names that are keywords, that have blanks, quotes and signs in them, and two variables of one name."""
    text = ('facts 9\nfile "a b\\"\\\\.c"\nfunction "self" @"0.c":1:1\n  parameters now "function"\n'
            '  variables i i "x->y & 1" "slot"\n'
            '  0: call "slot"(&*now, &*now now, &*now.{r}f, "function", !i#3, &i#2{k}, negative:-2147483648) @2:1 -> 1\n'
            '  1: i#2 = call "self"(positive:4294967295, "slot") @"other file":3:1 -> 2\n'
            '  2: set "x->y & 1" = "slot" @4:1 -> 3\n'
            '  3: if i#3 @5:1 -> 4, 4\n  4: return "slot" with &?.up{"a b"}c[].*  @6:1\nfunction "slot" @a.c:7:1\n')
    path = source(folder, "odd.txt", text)
    binary = os.path.join(folder, "odd.facts")
    done = holdfast("facts", path, "-o", binary)
    require(done.returncode == CLEAN, done.stderr)
    same(binary, folder)
    printed = holdfast("facts", binary).stdout
    for part in ('&*now, &*now now, &*now.{r}f, "function", !i#3, &i#2{k}, negative:-2147483648',
                 'positive:4294967295, "slot"', '&?.up{"a b"}c[].*', 'file "a b\\"\\\\.c"'):
        require(part in printed, "no `%s` in:\n%s" % (part, printed))


def test_text_and_binary_are_one_program(folder):
    """`analyze` says the same of both, and of one of each."""
    done = {}
    for name in ("09-two-files-bad", "09-two-files-other"):
        facts = os.path.join(folder, name + ".facts")
        subprocess.run([EXTRACT, "-o", facts, "--"] + compile_arguments(os.path.join(HERE, name + ".c")), check=True)
        require(holdfast("facts", facts, "-o", facts + ".txt").returncode == CLEAN, name)
    for ends in ((".facts", ".facts"), (".facts.txt", ".facts.txt"), (".facts", ".facts.txt")):
        done[ends] = holdfast("analyze", "09-two-files-bad" + ends[0], "09-two-files-other" + ends[1],
                              cwd=folder).stdout
    require("1 findings" in list(done.values())[0] and len(set(done.values())) == 1, "\n".join(done.values()))
