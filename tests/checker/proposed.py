# SPDX-License-Identifier: MIT
"""Models that nobody wrote or named: recognised ones, and those that `holdfast init model` proposes."""
import glob
import json
import os
import re

from harness import (CLEAN, FINDINGS, HERE, NOT_ANALYSED, ROOT, check, holdfast, one_line, require, source)

PROPOSED = os.path.join(HERE, "proposed")
TAKES_OTHERS = "; --model NAME takes another, --model none takes none\n"


def program(folder, *files, arguments=()):
    """A database whose commands have no folders of this repository."""
    entries = [{"directory": folder, "file": f, "arguments": ["clang-19", *arguments, "-c", f]} for f in files]
    with open(os.path.join(folder, "compile_commands.json"), "w") as out:
        json.dump(entries, out)


# ---- recognised ---------------------------------------------------------------

THREADS = """%s
static pthread_mutex_t m;
int f(int x) { pthread_mutex_lock(&m); if (x) return 1; pthread_mutex_unlock(&m); return 0; }
"""


def test_threads_are_recognised(folder):
    program(folder, source(folder, "a.c", THREADS % "#include <pthread.h>"))
    done = check(folder)
    line = "holdfast: model, as recognised: posix (%s includes pthread.h)" % os.path.join(folder, "a.c") + TAKES_OTHERS

    require(done.stderr == line, done.stderr)
    require(done.returncode == FINDINGS and "[lock-imbalance]" in done.stdout, done.stdout)
    given = check(folder, "--model", "posix")
    require(given.stderr == "", given.stderr)
    require(done.stdout == given.stdout[:given.stdout.rindex("holdfast:")] + line +
            given.stdout[given.stdout.rindex("holdfast:"):], "not the report of --model posix, and the line:\n" + done.stdout)
    require(check(folder).stdout == done.stdout and check(folder).stderr == line, "the kept report is another one")
    none = check(folder, "--model", "none")
    require(none.returncode == CLEAN and none.stderr == "" and "recognised" not in none.stdout, none.stdout)
    back = check(folder, "--model", "none", "--model", "posix")
    require(back.stdout == given.stdout, back.stdout)
    for form in ("json", "sarif", "html"):
        require(check(folder, "--format", form).stdout.count("as recognised: posix") == 1, form)
        require("as recognised" not in check(folder, "--format", form, "--model", "posix").stdout, form)


def test_recognised_through_the_own_header(folder):
    os.mkdir(os.path.join(folder, "include"))
    source(os.path.join(folder, "include"), "os.h", "#include <stddef.h>\n  #  include <pthread.h>\n")
    file = source(folder, "a.c", THREADS % "#include <os.h>")
    program(folder, file, arguments=["-I", "include"])
    done = check(folder)
    require("posix (%s includes pthread.h)" % os.path.join(folder, "include", "os.h") in done.stderr, done.stderr)
    source(os.path.join(folder, "include"), "os.h", "/* no <pthread.h> here */\n// #include <pthread.h>\n"
           "typedef int pthread_mutex_t;\nvoid pthread_mutex_lock(int *m);\nvoid pthread_mutex_unlock(int *m);\n")
    require("recognised" not in check(folder).stderr, "a comment counts")


def test_another_library_has_a_header_of_that_name(folder):
    include = os.path.join(folder, "include", "libxml")
    os.makedirs(include)
    source(include, "threads.h", "struct xml_lock;\n")
    program(folder, source(folder, "a.c", "#include <libxml/threads.h>\nint x;\n"), arguments=["-I", "include"])
    require("recognised" not in check(folder).stderr, "libxml/threads.h is not threads.h")


def test_annotated_code_has_no_model(folder):
    file = source(folder, "a.c", THREADS % "#include <holdfast.h>\n#include <pthread.h>")
    program(folder, file, arguments=["-I" + os.path.join(ROOT, "annotations")])
    done = check(folder)
    require(done.returncode == CLEAN and "recognised" not in done.stdout + done.stderr, done.stdout + done.stderr)


def test_kernel_is_recognised_by_its_commands(folder):
    file = source(folder, "a.c", '#include "spinlock.h"\n#include <pthread.h>\nint x;\n')
    source(folder, "spinlock.h", "")
    program(folder, file, arguments=["-D__KERNEL__"])
    require("model, as recognised: linux (1 of 1 files are compiled with -D__KERNEL__)" in check(folder).stderr,
            check(folder).stderr)
    program(folder, file, arguments=["-D", "__KERNEL__", "-D__UBOOT__"])
    require("linux" not in check(folder).stderr, check(folder).stderr)


def test_systems_and_libraries_are_recognised(folder):
    os.mkdir(os.path.join(folder, "lwip"))
    for name, text in (("FreeRTOS.h", ""), ("lwip/opt.h", "#define NO_SYS 0\n"), ("rtthread.h", "")):
        source(folder, name, text)
    both = '#include <FreeRTOS.h>\n#include "lwip/opt.h"\n#include <pthread.h>\n'
    file = source(folder, "a.c", both)
    program(folder, file, arguments=["-I."])
    done = check(folder)
    require("models, as recognised: freertos (%s includes FreeRTOS.h), lwip (%s includes lwip/opt.h)" % (file, file) in
            done.stderr, done.stderr)
    # A header that is not there belongs to another configuration.
    os.remove(os.path.join(folder, "FreeRTOS.h"))
    program(folder, source(folder, "a.c", "#ifdef RTOS\n%s#endif\n#include <pthread.h>\n" % both), arguments=["-I."])
    done = check(folder)
    require("recognised: posix (" in done.stderr and "), lwip (" in done.stderr, done.stderr)
    # Without an operating system, lwIP's model says nothing true.
    source(folder, "lwip/opt.h", "#define NO_SYS 1\n")
    require("lwip (" not in check(folder).stderr, check(folder).stderr)
    source(folder, "FreeRTOS.h", "")
    program(folder, source(folder, "a.c", both + "#include <rtthread.h>\n"), arguments=["-I."])
    done = check(folder)
    require("no model: this looks like freertos (%s includes FreeRTOS.h) and rt-thread (%s includes rtthread.h); "
            "--model NAME says which it is" % (file, file) in done.stderr, done.stderr)


def test_mutexes_of_freertos(folder):
    text = '#include "FreeRTOS.h"\nvoid *xSemaphoreCreateMutex(void);\nvoid *xSemaphoreCreateBinary(void);\n' \
           "void f(void) { xSemaphoreCreateMutex(); /* xSemaphoreCreateBinary() */ %s }\n"
    source(folder, "FreeRTOS.h", "")
    file = source(folder, "a.c", (text % "").replace("void *xSemaphoreCreateBinary(void);\n", ""))
    program(folder, file)
    require("freertos-mutex (%s calls xSemaphoreCreateMutex)" % file in check(folder).stderr, check(folder).stderr)
    source(folder, "a.c", text % "xSemaphoreCreateBinary();")
    require("freertos-mutex" not in check(folder).stderr, check(folder).stderr)


def test_programs_of_the_models_are_recognised(folder):
    """Those that tests/models has for each; their headers stand for the project's."""
    for model in ("freertos", "nuttx", "rt-thread", "zephyr", "lwip", "posix"):
        files = sorted(glob.glob(os.path.join(ROOT, "tests/models", model, "*-good.c")))
        program(folder, *files)
        done = check(folder, "--cache", os.path.join(folder, model))
        line = re.search(r"^holdfast: models?, as recognised: (.*)$", done.stderr, re.M)
        require(line and re.search(r"\b%s \(" % model, line.group(1)), model + ": " + done.stderr)


def test_recognition_takes_the_whole_tree(folder):
    one = source(folder, "a.c", THREADS % "#include <pthread.h>")
    other = source(folder, "b.c", "int g(void) { return 1; }\n")
    program(folder, one, other)
    require("recognised: posix (" in check(folder, other).stderr, check(folder, other).stderr)


def test_database_in_the_usual_places(folder):
    os.mkdir(os.path.join(folder, "build"))
    file = source(folder, "a.c", THREADS % "#include <pthread.h>")
    program(os.path.join(folder, "build"), file)
    done = holdfast("check", cwd=folder)
    require(done.returncode == FINDINGS and "a.c:3" in done.stdout, done.stdout + done.stderr)
    one_line(holdfast("check", cwd=os.path.join(folder, "build", ".holdfast")), "-p BUILD is missing")


def test_mistakes_in_recognise(folder):
    program(folder, source(folder, "a.c", "int x;\n"))
    for text, why in (("[recognise moon]\n", "`moon` is no name for a recognise"), ("[behind nowhere]\n", "there is no model `nowhere`"),
                      ("[recognise system]\nacquires = $1\n", "`acquires` is no key of a recognise")):
        model = source(folder, "own.ini", text)
        one_line(check(folder, "--model", model), why)


def test_model_behind_another(folder):
    program(folder, source(folder, "a.c", THREADS % "#include <pthread.h>"))
    model = source(folder, "own.ini", "[behind posix]\n[function f]\nbody = check\n")
    require("[lock-imbalance]" in check(folder, "--model", model).stdout, "posix is not read")
    model = source(folder, "own.ini", "[behind posix]\n[function pthread_mutex_lock]\nacquires = $1\nbody = trust\n"
                   "[function f]\ntrust = test\nreleases = m\n")
    require("[lock-imbalance]" not in check(folder, "--model", model).stdout, "posix wins over what is behind it")


# ---- proposed -----------------------------------------------------------------

def propose(folder, file):
    """The model that is proposed for a program; it is one without an edit."""
    targets = {"800": "aarch64", "804": "riscv64"}
    target = targets.get(os.path.basename(file)[:3])
    program(folder, file, arguments=["--target=%s-linux-gnu" % target, "-ffreestanding"] if target else [])
    done = holdfast("init", "model", "-p", folder)
    require(done.returncode == CLEAN and done.stderr == "", done.stderr)
    model = source(folder, "ours.ini", done.stdout)
    checked = check(folder, "--model", model, "--check-model")
    require("ours.ini" not in checked.stderr, "what is proposed meets nothing:\n" + checked.stderr + done.stdout)
    return done.stdout, checked


def expect_proposed(folder, name):
    text = open(os.path.join(PROPOSED, name + "-bad.c")).read()
    _, done = propose(folder, os.path.join(PROPOSED, name + "-bad.c"))
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    wanted = re.findall(r"^ \* expect: ([\w-]+): (.*)$", text, re.M)
    require(wanted and len(errors) == len(wanted), "%d findings:\n%s" % (len(errors), done.stdout))
    for rule, words in wanted:
        require(any(e.endswith("[%s]" % rule) and words in e for e in errors), "no %s: %s in:\n%s" % (rule, words, done.stdout))
    _, done = propose(folder, os.path.join(PROPOSED, name + "-good.c"))
    require(done.returncode == CLEAN, "the correct twin is not clean:\n" + done.stdout)


def test_800_model_of_a_spinlock_kernel(folder):
    expect_proposed(folder, "800-spin-kernel")


def test_801_model_of_an_rtos(folder):
    expect_proposed(folder, "801-rtos")


def test_802_model_of_wrappers(folder):
    expect_proposed(folder, "802-wrapper")


def test_803_model_of_a_kernel_with_bodies(folder):
    expect_proposed(folder, "803-bodies")


def test_804_model_of_nested_masks(folder):
    expect_proposed(folder, "804-nested")


def test_evidence_of_proposals(folder):
    model, _ = propose(folder, os.path.join(PROPOSED, "803-bodies-good.c"))
    for text in ("klock_acquire reads and writes field held of `l` at once, and loops until it has got it",
                 "irq_off has the instruction `cli`", "rt_mtx_take and rt_mtx_give are opposites by name",
                 "3 of 3 calls of rt_mtx_take are followed by rt_mtx_give on all paths, with the same object",
                 "keeps it in isr_entry.fn, from where only isr_dispatch calls it"):
        require(text in model, "no `%s` in:\n%s" % (text, model))


def test_weak_proposals_are_comments(folder):
    file = source(folder, "a.c", "struct conn { int users; }; void conn_get(struct conn *c); void conn_put(struct conn *c);\n"
                  "struct doc { int n; }; void doc_begin(struct doc *d); void doc_end(struct doc *d);\n"
                  "void f(struct conn *c, struct doc *d) { conn_get(c); doc_begin(d); doc_end(d); conn_put(c); }\n"
                  "void g(struct conn *c, struct doc *d) { conn_get(c); doc_begin(d); doc_end(d); conn_put(c); }\n"
                  "struct stack { struct stack *top; };\n"
                  "void stack_put(struct stack *s) { while (!__sync_bool_compare_and_swap(&s->top, 0, s)) ; }\n"
                  "void stack_take(struct stack *s) { while (!__sync_bool_compare_and_swap(&s->top, s, 0)) ; }\n"
                  "void h(struct stack *s) { stack_take(s); stack_put(s); }\nvoid i(struct stack *s) { stack_take(s); stack_put(s); }\n")
    model, done = propose(folder, file)
    require(not re.search(r"^[^#\n]", model, re.M), "something counts:\n" + model)
    require(re.search(r"^# \[function doc_begin\]$", model, re.M), "what looks like a pair is not there:\n" + model)
    require(done.returncode == CLEAN, done.stdout)


def test_proposals_need_a_program(folder):
    one_line(holdfast("init", "model", cwd=folder), "-p BUILD is missing")
    broken = source(folder, "a.c", "int f(void) { return nothing; }\n")
    program(folder, broken)
    done = holdfast("init", "model", "-p", folder)
    require(done.returncode == NOT_ANALYSED and "undeclared identifier" in done.stderr, done.stderr)
    require("# 1 of the files could not be read." in done.stdout, done.stdout)


def test_proposals_are_the_same_every_time(folder):
    files = sorted(glob.glob(os.path.join(PROPOSED, "80[1-3]*.c")))
    program(folder, *files)
    first = holdfast("init", "model", "-p", folder, "-j1").stdout
    require(first and first == holdfast("init", "model", "-p", folder, "-j4").stdout, "-j4 differs")
