# SPDX-License-Identifier: MIT
"""`extract` and `analyze`: the two halves of `check`, as a build system runs them."""
import os
import shutil
import subprocess
import time

from harness import (CLANG, CLEAN, FINDINGS, HERE, HOLDFAST, NOT_ANALYSED, ROOT, check, compile_arguments, database, holdfast, one_line,
                     require, source)

BAD = os.path.join(HERE, "01-preempt-inversion-bad.c")
GOOD = os.path.join(HERE, "01-preempt-inversion-good.c")
FILES = [BAD, os.path.join(HERE, "09-two-files-bad.c"), os.path.join(HERE, "09-two-files-other.c"),
         os.path.join(HERE, "17-order-bad.c")]


def extract(folder, file, *args, name=None):
    facts = os.path.join(folder, (name or os.path.basename(file)) + ".facts")
    done = holdfast("extract", "-o", facts, *args, "--", *compile_arguments(file), cwd=folder)
    require(done.returncode == CLEAN and done.stderr == "", done.stderr)
    return facts


def contents(path):
    with open(path, "rb") as data:
        return data.read()


def test_analyze_says_what_check_says(folder):
    database(folder, FILES)
    whole = [extract(folder, file) for file in FILES]
    store = os.path.join(folder, "store")
    shared = [extract(folder, file, "--store", store, name="shared-" + os.path.basename(file)) for file in FILES]
    listed = source(folder, "list", "\n".join(whole[::-1]) + "\n")
    for options in ((), ("--format", "json"), ("--format", "sarif"), ("--format", "html"), ("--rules", "lock-order"),
                    ("--whole-program", "--require-closed")):
        wanted = check(folder, *options)
        for facts in (whole, whole[::-1], ["@" + listed], ["--store", store] + shared, ["--store", store] + shared[:2] + whole[2:]):
            done = holdfast("analyze", *options, *facts)
            require((done.returncode, done.stdout) == (wanted.returncode, wanted.stdout),
                    "%s %s:\n%s%s" % (options, facts, done.stdout, done.stderr))


def test_analyze_with_a_baseline(folder):
    facts = [extract(folder, file) for file in FILES]
    baseline = os.path.join(folder, "baseline")
    done = holdfast("analyze", "--write-baseline", baseline, "--reason", "known", *facts)
    require(done.returncode == FINDINGS, done.stderr)
    require(holdfast("analyze", "--baseline", baseline, *facts).returncode == CLEAN, "not accepted")
    one_line(holdfast("analyze", "--write-baseline", baseline, "--rules", "lock-order", *facts), "the whole program")


def test_analyze_names_files_that_failed(folder):
    good, bad = extract(folder, GOOD), extract(folder, BAD)
    missing = os.path.join(folder, "missing.facts")
    other = source(folder, "other.facts", "")
    data = bytearray(contents(good))
    for change, why in ((None, "No such file"), (lambda d: d[:40], "malformed fact file"), (lambda d: b"text", "not a fact file"),
                        (lambda d: d[:6] + bytes([3]) + d[7:], "version 3, this one reads")):
        path = missing if change is None else other
        if change:
            with open(other, "wb") as out:
                out.write(change(data))
        done = holdfast("analyze", path, bad)
        require(done.returncode == NOT_ANALYSED and "[preempt-inversion]" in done.stdout, done.stdout + done.stderr)
        require(len(done.stderr.splitlines()) == 1 and why in done.stderr and path in done.stderr, done.stderr)
        require("files that failed (1):" in done.stdout and os.path.basename(path) in done.stdout.split("that failed")[1], done.stdout)


def test_analyze_needs_the_store(folder):
    source(folder, "shared.h", '#include "case.h"\nstatic inline void mask(void) { preempt_disable(); }\n')
    text = '#include "shared.h"\nvoid %s(void) { mask(); preempt_enable(); }\n'
    files = [source(folder, name + ".c", text % name) for name in ("f", "g")]
    store, half = os.path.join(folder, "store"), os.path.join(folder, "half")
    facts = [extract(folder, file, "--store", store) for file in files]
    require(holdfast("analyze", "--store", store, *facts).returncode == CLEAN, "not clean")
    os.mkdir(half)
    for options, why in (((), "--store DIR is missing"), (("--store", half), "shared.h defines is missing")):
        done = holdfast("analyze", *options, BAD and extract(folder, BAD), *facts)
        lines = done.stderr.splitlines()
        require(done.returncode == NOT_ANALYSED and "[preempt-inversion]" in done.stdout, done.stdout + done.stderr)
        require(len(lines) == 2 and all(f in line and why in line for f, line in zip(facts, lines)), done.stderr)
        require("files that failed (2):" in done.stdout and "f.c: could" in done.stdout, done.stdout)
    # Of two stores, the files of both are as good as one.
    a, b = os.path.join(folder, "a"), os.path.join(folder, "b")
    facts = [extract(folder, files[0], "--store", a), extract(folder, files[1], "--store", b)]
    for other in (a, b):
        shutil.copytree(other, half, dirs_exist_ok=True)
    require(holdfast("analyze", "--store", half, *facts).returncode == CLEAN, "the copies are not enough")
    header = [f for f in os.listdir(store) if f.endswith(".facts")][0]
    done = holdfast("analyze", os.path.join(store, header))
    require(done.returncode == NOT_ANALYSED and "the facts of a header" in done.stderr, done.stderr)


def test_analyze_counts_a_unit_once(folder):
    one = extract(folder, BAD)
    database(folder, [BAD])
    wanted = check(folder).stdout
    two = shutil.copy(one, os.path.join(folder, "copy.facts"))
    for names in ((one, two), (one, one)):
        done = holdfast("analyze", *names)
        require(done.returncode == FINDINGS and done.stdout == wanted, done.stdout)
        require(len(done.stderr.splitlines()) == 1 and "counted once" in done.stderr and BAD in done.stderr, done.stderr)
    # The same file compiled in two ways is two units, here as in `check`.
    other = os.path.join(folder, "other.facts")
    args = compile_arguments(BAD)
    holdfast("extract", "-o", other, "--", *args, "-Dpoller=other")
    done = holdfast("analyze", one, other)
    require("2 files" in done.stdout and done.stderr == "", done.stdout + done.stderr)


def test_extract_behaves_like_a_compiler(folder):
    facts, rule = os.path.join(folder, "a.facts"), os.path.join(folder, "a.d")
    done = holdfast("extract", "-o", facts, "--deps", rule, "--", *compile_arguments(BAD))
    require(done.returncode == CLEAN and done.stdout == "" and done.stderr == "", done.stdout + done.stderr)
    first = contents(facts)
    text = open(rule).read()
    require(text.startswith(facts.replace(" ", "\\ ") + ":") and "case.h" in text and "holdfast.h" in text, text)
    holdfast("extract", "-o", facts, "--", *compile_arguments(BAD))
    require(contents(facts) == first, "other bytes")
    broken = source(folder, "broken.c", "int f(void) { return nothing; }\n")
    done = holdfast("extract", "-o", facts, "--", *compile_arguments(broken))
    require(done.returncode == NOT_ANALYSED and "undeclared identifier 'nothing'" in done.stderr, done.stderr)
    require(not os.path.exists(facts), "facts of an older text stay")
    for args, why in (((), "behind `--`"), (("--", "cc", "-c", "a.c"), "-o FACTS is missing"),
                      (("-o", facts, "--model", "moon", "--", "cc"), "no model `moon`")):
        one_line(holdfast("extract", *args), why)


def test_extract_with_the_compiler(folder):
    path = source(folder, "a.c", open(BAD).read())
    args = [*compile_arguments(path), "-o", os.path.join(folder, "a.o")]
    for launcher in ((), ("ccache",) if shutil.which("ccache") else ()):
        done = holdfast("extract", "--compile", "--", *launcher, *args)
        require(done.returncode == CLEAN and os.path.exists(os.path.join(folder, "a.o")), done.stderr)
        require(holdfast("analyze", os.path.join(folder, "a.o.facts")).returncode == FINDINGS, "no facts")
    source(folder, "a.c", "int f(void) { return nothing; }\n")
    done = holdfast("extract", "--compile", "--", *args)
    require(done.returncode == 1 and done.stderr.count("'nothing'") == 1, done.stderr)
    require(not os.path.exists(os.path.join(folder, "a.o.facts")), "facts of an older text stay")


def incremental(folder, language, name, head, tool):
    """The page's own rules, run as they stand."""
    page = open(os.path.join(ROOT, "docs/build-systems.md")).read()
    rules = page.split("```%s\n" % language)[1].split("```")[0]
    project = os.path.join(folder, "project")
    os.mkdir(project)
    shutil.copy(os.path.join(HERE, "case.h"), project)
    source(project, "a.c", open(BAD).read())
    source(project, "b.c", open(GOOD).read().replace("reader", "reader_b").replace("poller", "poller_b"))
    source(project, name, head % os.path.join(ROOT, "annotations") + rules)
    env = dict(os.environ, PATH=os.path.dirname(HOLDFAST) + ":" + os.environ["PATH"])

    def build():
        done = subprocess.run(tool, cwd=project, env=env, capture_output=True, text=True)
        return done, [line for line in done.stdout.splitlines() if "holdfast extract " in line]

    done, steps = build()
    require(done.returncode != 0 and "[preempt-inversion]" in done.stdout and len(steps) == 2, done.stdout + done.stderr)
    time.sleep(0.01)            # the file system's clock
    source(project, "a.c", open(GOOD).read())
    done, steps = build()
    require(done.returncode == 0 and len(steps) == 1 and "a.facts" in steps[0], done.stdout + done.stderr)
    done, steps = build()
    require(done.returncode == 0 and not steps, done.stdout)
    time.sleep(0.01)
    os.utime(os.path.join(project, "case.h"))
    require(len(build()[1]) == 2, "a header that changed is not noticed")


def test_ninja_extracts_what_changed(folder):
    incremental(folder, "ninja", "build.ninja", "cflags = -I'%s'\n", ["ninja", "-v"])


def test_make_extracts_what_changed(folder):
    incremental(folder, "make", "Makefile", "CFLAGS = -I'%s'\n", ["make"])


def test_cmake_makes_facts(folder):
    prefix, project = os.path.join(folder, "prefix"), os.path.join(folder, "project")
    subprocess.run(["cmake", "--install", os.path.dirname(os.path.dirname(HOLDFAST)), "--prefix", prefix],
                   check=True, capture_output=True)
    os.mkdir(project)
    shutil.copy(os.path.join(HERE, "case.h"), project)
    good = open(GOOD).read()
    for kind, generator in (("", "Ninja"), (" PLUGIN", "Ninja"), ("", "Unix Makefiles")):
        build = os.path.join(folder, "build%s%s" % (kind, generator))
        source(project, "a.c", good)
        source(project, "b.c", good.replace("reader", "reader_b").replace("poller", "poller_b"))
        source(project, "CMakeLists.txt", "cmake_minimum_required(VERSION 3.20)\nproject(p C)\nfind_package(Holdfast 0.1 REQUIRED)\n"
               "add_library(p STATIC a.c b.c)\ntarget_link_libraries(p PRIVATE Holdfast::annotations)\n"
               "holdfast_target_facts(p%s)\nholdfast_add_analysis(locks TARGETS p OPTIONS -o report.txt)\n" % kind)
        done = subprocess.run(["cmake", "-S", project, "-B", build, "-G", generator, "-DCMAKE_PREFIX_PATH=" + prefix,
                               "-DCMAKE_C_COMPILER=" + CLANG], capture_output=True, text=True)
        require(done.returncode == 0, done.stderr)
        facts = [os.path.join(build, "CMakeFiles/p.dir", name + ".c.o.facts") for name in "ab"]

        def run():
            done = subprocess.run(["cmake", "--build", build, "--target", "locks"], capture_output=True, text=True)
            return done, [os.stat(f).st_mtime_ns for f in facts]

        done, first = run()
        report = open(os.path.join(project, "report.txt")).read()
        require(done.returncode == 0 and "2 files" in report, done.stdout + done.stderr + report)
        source(project, "a.c", open(BAD).read())
        done, second = run()
        report = open(os.path.join(project, "report.txt")).read()
        require(done.returncode != 0 and "a.c:15:2: error: " in report, done.stdout + report)
        require(second[0] > first[0] and second[1] == first[1], "not just the file that changed")
        os.unlink(facts[1])
        done = holdfast("analyze", "@" + os.path.join(build, "locks.facts-list"))
        require(done.returncode == NOT_ANALYSED and "b.c.o.facts" in done.stderr, done.stderr)
