# SPDX-License-Identifier: MIT
"""A second run says what a first one would: whatever changed since is noticed, and what didn't costs nothing."""
import glob
import os
import shutil
import subprocess

from harness import CLEAN, FINDINGS, HERE, HOLDFAST, NOT_ANALYSED, check, database, holdfast, require, source

HEADER = "#include \"case.h\"\nstatic raw_spinlock_t table HF_HELD_IN(no_preempt);\n"
LOCK = "#include \"lock.h\"\n"
READER = LOCK + "void reader(void) { raw_spin_lock(&table); raw_spin_unlock(&table); }\n"
POLLER = ("void poller(void) { preempt_disable(); raw_spin_lock(&table); raw_spin_unlock(&table); "
          "preempt_enable(); }\n")
UNUSED = "[function nobody]\nmay-block = yes\n"
FORMATS = ("text", "json", "sarif", "html")


def program(folder):
    source(folder, "lock.h", HEADER)
    database(folder, [source(folder, "a.c", READER + POLLER)])


def run(folder, *args, cwd=HERE):
    done = holdfast("check", "-p", folder, *args, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def cold(folder, *args, cwd=HERE):
    """What a run says that knows of no other."""
    cache = os.path.join(folder, "other-cache")
    shutil.rmtree(cache, ignore_errors=True)
    return run(folder, "--cache", cache, *args, cwd=cwd)


def reports(folder):
    return sorted(glob.glob(os.path.join(folder, ".holdfast", "reports", "*")))


def same(folder, *args, cwd=HERE):
    """Two runs, one of which may find something, and one that must, say what a cold one does."""
    wanted = cold(folder, *args, cwd=cwd)
    for name in "first", "second":
        got = run(folder, *args, cwd=cwd)
        require(got == wanted, "the %s run with %s says\n%s\ninstead of\n%s" % (name, args, got, wanted))
    return wanted


def test_report_is_found_again(folder):
    program(folder)
    for form in FORMATS:
        require(same(folder, "--format", form)[0] == FINDINGS, form)
    require(len(reports(folder)) == len(FORMATS), "not a report for each format")
    # Without what an analysis needs:
    shutil.rmtree(os.path.join(folder, ".holdfast", "headers"))
    for form in FORMATS:
        wanted, out = cold(folder, "--format", form), os.path.join(folder, "report")
        require(run(folder, "--format", form) == wanted, form)
        require(run(folder, "--format", form, "-o", out) == (FINDINGS, "", wanted[2]), form)
        with open(out) as file:
            require(file.read() == wanted[1], form + " in a file")
    require(not os.listdir(os.path.join(folder, ".holdfast", "headers")), "the facts were read")
    require(run(folder, "-o", os.path.join(folder, "nowhere", "report"))[0] == NOT_ANALYSED, "written nowhere")


def test_clean_report_is_found_again(folder):
    source(folder, "lock.h", HEADER)
    database(folder, [source(folder, "a.c", LOCK + POLLER)])
    require(same(folder)[0] == CLEAN, "not clean")


def test_options_have_reports_of_their_own(folder):
    program(folder)
    baseline = os.path.join(folder, "baseline")
    require(run(folder, "--write-baseline", baseline, "--reason", "known")[0] == FINDINGS, "no baseline")
    require(not reports(folder), "a report of a run that writes more than that")
    for args in ((), ("--rules", "lock-order"), ("--baseline", baseline), ("--whole-program",), ("--require-closed",),
                 (os.path.join(folder, "a.c"),), ("--model", source(folder, "m.ini", UNUSED)),
                 ("--model", os.path.join(folder, "m.ini"), "--check-model")):
        same(folder, *args)
    require("meets nothing" in run(folder, "--model", os.path.join(folder, "m.ini"), "--check-model")[2], "a remark")
    here, there = same(folder), same(folder, cwd=folder)
    require(here != there, "file names that don't depend on the working directory")


def test_edits_are_noticed(folder):
    program(folder)
    baseline, model = os.path.join(folder, "baseline"), source(folder, "m.ini", UNUSED)
    run(folder, "--write-baseline", baseline, "--reason", "known")
    args = ("--model", model, "--baseline", baseline)
    require(same(folder, *args)[0] == CLEAN, "not accepted")
    # The baseline: one reason, then no entry.
    with open(baseline) as file:
        text = file.read()
    source(folder, "baseline", text.replace("known", "other"))
    require("other" in same(folder, *args)[1], "the old reason")
    source(folder, "baseline", "# none\n")
    require(same(folder, *args)[0] == FINDINGS, "the old baseline")
    # The model: its name, what it says, and back.
    source(folder, "m.ini", "[function raw_spin_lock]\nbody = trust\n" + UNUSED)
    require("1 of 2 sections" in same(folder, *args)[2], "the old model")
    source(folder, "m.ini", UNUSED)
    # The header, and the source, which moves or has the fault no more.
    source(folder, "lock.h", "\n" + HEADER)
    same(folder, *args)
    source(folder, "a.c", "\n" + READER + POLLER)
    require("a.c:3:" in same(folder, *args)[1], "the old line")
    source(folder, "a.c", LOCK + POLLER)
    require(same(folder, *args)[0] == CLEAN, "the old source")
    source(folder, "a.c", READER + POLLER)
    require(same(folder, *args)[0] == FINDINGS, "the source as it was")


def test_configuration_is_noticed(folder):
    program(folder)
    for text in ("build = .\n", "build = .\nrequire-closed = yes\n", "build = .\nrules = lock-order\n", "# only a remark\nbuild = .\n"):
        source(folder, "holdfast.ini", text)
        got = holdfast("check", cwd=folder)
        require((got.returncode, got.stdout, got.stderr) == cold(folder, cwd=folder), text)
        again = holdfast("check", cwd=folder)
        require((again.returncode, again.stdout) == (got.returncode, got.stdout), text)
    require(len(reports(folder)) == 3, "%d reports" % len(reports(folder)))


def test_edit_without_facts_costs_no_analysis(folder):
    program(folder)
    before = same(folder)
    shutil.rmtree(os.path.join(folder, ".holdfast", "headers"))
    source(folder, "a.c", READER + POLLER + "/* a remark */\n")
    require(run(folder) == before and len(reports(folder)) == 1, "analysed again")


def test_files_that_fail_leave_no_report(folder):
    source(folder, "lock.h", HEADER)
    database(folder, [source(folder, "a.c", READER + POLLER), source(folder, "b.c", "int f(void) { return }\n")])
    for _ in range(2):
        status, out, err = run(folder)
        require(status == NOT_ANALYSED and "b.c" in err and "1 files failed" in out, out + err)
    require(not reports(folder), "kept")
    source(folder, "b.c", "int f(void) { return 1; }\n")
    require(same(folder)[0] == FINDINGS and len(reports(folder)) == 1, "not kept")


def test_damaged_reports_are_not_believed(folder):
    program(folder)
    wanted = same(folder)
    (kept,) = reports(folder)
    with open(kept, "rb") as file:
        whole = file.read()
    other = dict((form, run(folder, "--format", form)) for form in FORMATS)
    another = next(r for r in reports(folder) if r != kept)
    with open(another, "rb") as file:
        of_another_key = file.read()
    head = whole.index(b"\n") + 1
    for damaged in (b"", whole[:10], whole[:head], whole[:-1], whole + b"\n", whole.replace(b"error", b"erorr", 1),
                    whole.replace(b"holdfast-report 1 1", b"holdfast-report 1 0"), b"\n" + whole, whole[head:], of_another_key,
                    b"holdfast-report 1 0 18446744073709551615 0 0 0\n", bytes(1000), whole[:18] + b"9" * 200 + whole[18:]):
        with open(kept, "wb") as file:
            file.write(damaged)
        require(run(folder) == wanted, "believed: %r" % damaged[:100])
        with open(kept, "rb") as file:
            require(file.read() == whole, "not written anew after %r" % damaged[:100])
    os.unlink(kept)
    os.mkdir(kept)
    require(run(folder) == wanted, "a folder in its place")
    for form in FORMATS[1:]:
        require(run(folder, "--format", form) == other[form], form)


def test_damaged_facts_are_noticed(folder):
    program(folder)
    wanted = same(folder)
    (facts,) = glob.glob(os.path.join(folder, ".holdfast", "*.facts"))
    with open(facts, "rb") as file:
        whole = file.read()
    for damaged in (b"", whole[:-1], b"text"):
        with open(facts, "wb") as file:
            file.write(damaged)
        require(run(folder) == wanted, "a report of damaged facts")
        with open(facts, "rb") as file:
            require(file.read() == whole, "damaged facts are still there")
    require(len(reports(folder)) == 1, "one report has several names")


def test_reports_are_few(folder):
    program(folder)
    rules = ("lock-order", "guarded-by", "requires", "poll-loop", "lock-recursion", "lock-imbalance", "unresolved",
             "block-in-atomic", "slow-in-atomic", "preempt-inversion")
    for rule in rules:
        same(folder, "--rules", rule)
    require(len(reports(folder)) == 8, "%d reports" % len(reports(folder)))


def test_several_runs_at_once(folder):
    program(folder)
    for options in ((), ("--format", "json")):
        wanted = cold(folder, *options)
        runs = [subprocess.Popen([HOLDFAST, "check", "-p", folder, *options], cwd=HERE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True) for _ in range(4)]
        for one in runs:
            out, err = one.communicate(timeout=60)
            require((one.returncode, out, err) == wanted, out + err)
        require(check(folder, *options).stdout == wanted[1], "the one behind them")
    require(len(reports(folder)) == 2, "what was left: %s" % reports(folder))
