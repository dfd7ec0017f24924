# SPDX-License-Identifier: MIT
"""Model files: every mistake is told with its line; which model wins; what came along."""
import os
import random
import re

from harness import CLEAN, FINDINGS, HERE, ROOT, check, database, one_line, require, source

HEADER = os.path.join(HERE, "71-model.h")
PROGRAM = ('#include "71-model.h"\nstatic struct lock l;\nvoid wait_ms(int);\n'
           "void f(void) { lock_plain(&l); wait_ms(1); unlock_plain(&l); }\n")
BASE = os.path.join(HERE, "71-model.ini")


def program(folder, text=PROGRAM):
    database(folder, [source(folder, "a.c", text)])


def model(folder, text, name="m.ini"):
    return source(folder, name, text)


def test_model_mistakes(folder):
    program(folder)
    for text, why in (
            ("acquires = $1\n", ":1: `acquires = $1` stands before the first section"),
            ("[function f]\nno words\n", ":2: `no words` is neither"),
            ("\n\n[moon f]\n", ":3: [moon f]: there are no sections for a `moon`"),
            ("[function]\n", ":1: [function]: a kind and a name are expected"),
            ("[function f\n", ":1: `[function f` is no section"),
            ("[function f-g]\n", ":1: `f-g` is no name for a function"),
            ("[field f]\n", ":1: `f` is no name for a field: RECORD.FIELD is"),
            ("[function f]\nkind = spin\n", ":2: `kind` is no key of a function"),
            ("[type t]\nparam 1 called-in = in_irq\n", ":2: `param 1 called-in` is no key"),
            ("[function f]\nparam 1 acquires = $1\n", ":2: `acquires` is no key of a parameter of a function"),
            ("[function f]\nacquires = $1 $2\n", ":2: acquires: `$1 $2`, where a lock's path"),
            ("[function f]\nacquires = $0\n", ":2: acquires: `$0`"),
            ("[function f]\nacquires = ((((((((((a))))))))))\n", ":2: acquires: `"),
            ("[function f]\nreleases =\n", ":2: releases: ``"),
            ("[function f]\ntry-acquires = $1\n", ":2: try-acquires: `$1`, where `nonzero`, `zero` or `one`, and a lock's path"),
            ("[function f]\nmay-block = maybe\n", ":2: may-block: `maybe`, where `yes` or `no`"),
            ("[function f]\nmay-block-if = $1 < 3\n", ":2: may-block-if: `$1 < 3`, where a condition"),
            ("[function f]\nmay-block-if = $1 == 0x100000000\n", ":2: may-block-if: `$1 == 0x100000000`, where a condition"),
            ("[function f]\nmay-block-if = $1 == -FOREVER\n", ":2: may-block-if: `$1 == -FOREVER`, where"),
            ("[function f]\nmay-block-unless = $1 & 3 |\n", ":2: may-block-unless: `$1 & 3 |`, where"),
            ("[function f]\nmay-block-if = $1 & 3 == \n", ":2: may-block-if: `$1 & 3 ==`, where"),
            ("[function f]\nsucceeds-if = yes\n", ":2: succeeds-if: `yes`, where a condition"),
            ("[function f]\nwaits-unless = 3 == $1\n", ":2: waits-unless: `3 == $1`, where a condition"),
            ("[function f]\nacquires = $1 if $2 > 3\n", ":2: acquires: `if $2 > 3`, where a condition such as `if"),
            ("[function f]\nacquires = $1, $2 unless\n", ":2: acquires: `$2 unless`, where a lock's path"),
            ("[function f]\nenters = no_irq unless\t$1\n", ":2: enters: "),
            ("[function g]\nenters = no_moon if $1 == 1\n", ":2: enters: `no_moon` is no masked state"),
            ("[function f]\nacquires-checked = maybe $1\n", ":2: acquires-checked: `maybe $1`, where `nonzero`"),
            ("[function f]\nmay-block = yes if $1 == 0\n", ":2: may-block: `yes if $1 == 0`, where `yes` or `no`"),
            ("[function f]\nparam 1 called-in = in_irq if $2\n", ":2: called-in: `if $2`, where a condition"),
            ("[function f]\nparam 1 called-in = in_irq if $2 == 1, in_moon\n", ":2: called-in: `in_moon` is no state"),
            ("[function f]\nparam 1 called-with = $1 $2\n", ":2: called-with: `$1 $2`, where a lock's path"),
            ("[function f]\ncalled-with = l\n", ":2: `called-with` is no key of a function"),
            ("[function f]\nparam 1 makes = velcro\n", ":2: makes: `velcro` is no kind of lock"),
            ("[function f]\nreturns-kind = $x\n", ":2: returns-kind: `$x`, where a kind of lock, or an argument"),
            ("[function f]\nmakes = mutex\n", ":2: `makes` is no key of a function"),
            ("[variable v]\nkind = velcro\n", ":2: kind: `velcro` is no kind of lock"),
            ("[macro M]\nenters = no_moon\n", ":2: enters: `no_moon` is no masked state"),
            ("[macro M]\nparam 1 called-in = moon\n", ":2: called-in: `moon` is no state"),
            ("[macro M]\nparam 1 makes = mutex\n", ":2: `makes` is no key of a parameter of a macro"),
            ("[kind k]\nwaits = spins\nmasks = none\nrecursive = perhaps\ntext = k\n", ":4: recursive: `perhaps`, where `yes` or `no`"),
            ("[function f]\nbody = lie\n", ":2: body: `lie`, where check trust are expected"),
            ("[function f]\nenters = no_irq\nenters = no_irq\n", ":3: `enters` stands in line 2 already"),
            ("[function f]\n[type t]\n[function g, f]\n", ":3: [function f] stands in line 1 already"),
            ("[function f]\nenters = no_moon\n", ":2: enters: `no_moon` is no masked state"),
            ("[function f]\nparam 1 called-in = moon\n", ":2: called-in: `moon` is no state"),
            ("[type t]\nkind = velcro\n", ":2: kind: `velcro` is no kind of lock"),
            ("[function f]\neffect = glows\n", ":2: effect: `glows` is no effect"),
            ("[kind k]\nwaits = spins\nmasks = none\n", ":1: [kind k] lacks `text`"),
            ("[kind k]\nwaits = spins\nmasks = no_moon\ntext = k\n", "kind k: `no_moon` is no masked state"),
            ("[kind mutex]\nwaits = spins\nmasks = none\ntext = k\n", ":1: kind mutex is there already"),
            ("[context c]\nmasked = no_irq\nentered = in_c\ncloses = c\nwaits = entered\nrule = irq-inversion\nactor = c\n",
             ":1: context c: `no_irq` is no name for a state, or a state has it already"),
            ("# \xff\n".encode("latin-1").decode("latin-1") + "[function f]\nacquires = \x01\n", ":3: acquires: `\\001`")):
        one_line(check(folder, "--model", model(folder, text)), why)
    with open(os.path.join(folder, "m.ini"), "wb") as out:
        out.write(b"# text\n[function f]\n\0\n")
    one_line(check(folder, "--model", os.path.join(folder, "m.ini")), ":3: this is no text")
    one_line(check(folder, "--model", "moon"), "there is no model `moon`")
    one_line(check(folder, "--model", os.path.join(folder, "none.ini")), "none.ini")


def test_model_that_names_no_lock(folder):
    program(folder)
    done = check(folder, "--model", BASE, "--model", model(folder, "[function wait_ms]\nacquires = $1\n"))
    require("m.ini:2: acquires = $1: not a lock" in done.stderr, done.stderr)
    done = check(folder, "--model", BASE, "--model", model(folder, "[function wait_*]\nacquires = $1\n"))
    require(done.returncode == CLEAN, "a pattern must fit everywhere:\n" + done.stdout + done.stderr)


def test_later_models_win(folder):
    program(folder)
    sleeps = model(folder, "[function wait_ms]\nmay-block = yes\n", "sleeps.ini")
    doesnt = model(folder, "[function wait_*]\nmay-block = no\n", "doesnt.ini")
    both = model(folder, "[function wait_*]\nmay-block = no\n[function wait_ms]\nmay-block = yes\n", "both.ini")
    for models, status in (((sleeps,), FINDINGS), ((sleeps, doesnt), CLEAN), ((doesnt, sleeps), FINDINGS), ((both,), FINDINGS)):
        args = [a for m in (BASE,) + models for a in ("--model", m)]
        done = check(folder, *args)
        require(done.returncode == status, "%s: %d\n%s" % (models, done.returncode, done.stdout))


def test_a_model_that_names_what_is_not_there(folder):
    program(folder)
    done = check(folder, "--model", BASE, "--model", model(folder, "[function wait_ms]\nmay-block-if = $2 == 0\n"))
    require("m.ini:2: may-block-if = $2 == 0: there is no such parameter" in done.stderr, done.stderr)
    # What isn't known may hold, and is counted.
    mine = model(folder, "[function wait_ms]\nmay-block-unless = $1 == NOT_HERE\n")
    done = check(folder, "--model", BASE, "--model", mine)
    require(done.returncode == FINDINGS and "`wait_ms` may block" in done.stdout, done.stdout + done.stderr)
    done = check(folder, "--require-closed", "--model", BASE, "--model", mine)
    require("m.ini:2: may-block-unless: no constant here is called so: $1 == NOT_HERE" in done.stdout, done.stdout)
    for param in ("2", "how"):
        mine = model(folder, "[function wait_ms]\nparam %s called-in = in_irq\n" % param)
        done = check(folder, "--require-closed", "--model", BASE, "--model", mine)
        require("m.ini:2: param %s called-in: `wait_ms` has no such parameter here" % param in done.stdout, done.stdout)
    done = check(folder, "--model", BASE, "--model", model(folder, "[variable l]\ncalled-with = nobody\n"))
    require(done.returncode == CLEAN, "it is no function pointer:\n" + done.stdout + done.stderr)
    program(folder, PROGRAM + "void (*hook)(void *);\n")
    done = check(folder, "--model", BASE, "--model", model(folder, "[variable hook]\ncalled-with = $2\n"))
    require("m.ini:2: called-with = $2: not a lock" in done.stderr, done.stderr)


def test_later_models_override_all_that_is_about_one_thing(folder):
    program(folder, '#include "71-model.h"\nstruct gate { int n; };\nstruct gate g;\nstatic struct lock l;\n'
                    "int take(struct gate *g, int how); void give(struct gate *g); void wait_ms(int);\n"
                    "void later(void (*fn)(void));\nstatic void tick(void) { wait_ms(1); }\n"
                    "void f(void) { later(tick); lock_plain(&l); take(&g, 0); give(&g); unlock_plain(&l); }\n"
                    "void h(void) { take(&g, 1); take(&g, 1); give(&g); give(&g); }\n")
    kinds = "[kind again]\nwaits = sleeps\nmasks = none\nrecursive = yes\ntext = gate\n"
    first = model(folder, kinds + "[type struct gate]\nkind = again\n[function take]\nacquires = $1\n[function give]\nreleases = $1\n"
                  "[function wait_ms]\nmay-block-if = $1 == 1\n[function later]\nparam 1 called-in = in_irq\n", "first.ini")

    def said(*texts):
        more = [model(folder, text, "own%d.ini" % i) for i, text in enumerate(texts)]
        done = check(folder, *[a for m in [BASE, first] + more for a in ("--model", m)])
        require(not done.stderr or "error" not in done.stderr, done.stderr)
        return "\n".join(line for line in done.stdout.splitlines() if ": error: " in line)
    out = said()
    require("`take` may block while spinlock `l` is held" in out and "`wait_ms` may block while in state in_irq" in out and
            "lock-recursion" not in out, out)
    out = said("[function take]\ntry-acquires = zero $1\n")
    require("`take` may block" not in out and "releases gate `g`" in out, "the first model's `acquires` is still there:\n" + out)
    out = said("[function take]\nacquires-if = zero $1\nsucceeds-if = $2 == 1\n", "[function take]\nacquires = $1\n")
    require("lock-imbalance" not in out and "`take` may block" in out, out)
    require("`wait_ms`" not in said("[function wait_ms]\nmay-block = no\n"), "may-block = no doesn't take the condition back")
    require("`wait_ms`" not in said("[function later]\nparam fn called-in = in_thread\n"), "called-in is not overridden")
    out = said("[type struct gate]\nkind = mutex\n")
    require("lock-recursion" in out, "the kind is not overridden:\n" + out)
    require("lock-recursion" in said("[variable g]\nkind = mutex\n"), "nor for one variable")


def test_the_codes_own_annotations_win(folder):
    program(folder, '#include <holdfast.h>\n' + PROGRAM.replace("wait_ms(int);", "wait_ms(int) HF_ENTERS(no_irq);"))
    done = check(folder, "--model", BASE, "--model", model(folder, "[function wait_ms]\nenters = no_preempt\n"))
    require("no_irq" in done.stdout and "no_preempt" not in done.stdout, done.stdout)


def test_sections_that_meet_nothing(folder):
    program(folder)
    mine = model(folder, "[function wait_ms, nobody]\nmay-block = no\n[field nothing.*]\ncalled-in = in_irq\n")
    done = check(folder, "--model", BASE, "--model", mine)
    require("m.ini: 2 of 3 sections meet nothing in these files (--check-model lists them)" in done.stderr, done.stderr)
    for _ in range(2):          # the second time from the cache
        done = check(folder, "--check-model", "--model", BASE, "--model", mine)
        require(done.returncode == CLEAN, done.stdout)
        for text in ("m.ini:1: [function nobody] meets nothing", "m.ini:3: [field nothing.*] meets nothing"):
            require(text in done.stderr, "no `%s` in:\n%s" % (text, done.stderr))
        require("wait_ms]" not in done.stderr, done.stderr)


def test_a_macro_of_a_header_is_met_whoever_read_it(folder):
    with open(os.path.join(folder, "h.h"), "w") as out:
        out.write("struct gate { int v; };\nvoid take(struct gate *g);\nvoid give(struct gate *g);\n"
                  "#define GRAB(g) take(g)\n#define DROP(g) give(g)\n"
                  "static inline void both(struct gate *g) { GRAB(g); DROP(g); }\n")
    files = [source(folder, name, '#include "h.h"\nvoid %s(struct gate *g) { both(g); }\n' % name[0]) for name in ("a.c", "b.c")]
    database(folder, files[:1])
    mine = model(folder, "[type struct gate]\nkind = mutex\n[macro GRAB]\nacquires = $1\n[macro DROP]\nreleases = $1\n"
                         "[macro GRABS]\nacquires = $1\n[macro LET_*]\nreleases = $1\n")
    for at in range(2):         # the second file gets the header's body from the store
        done = check(folder, "--check-model", "--model", mine)
        met = [line.split(":")[-1] for line in done.stderr.splitlines() if "[macro" in line]
        require(met == [" [macro GRABS] meets nothing in these files", " [macro LET_*] meets nothing in these files"],
                "%d: %s" % (at, done.stderr))
        database(folder, files[1:])


def test_a_changed_model_is_noticed(folder):
    program(folder)
    mine = model(folder, "[function wait_ms]\nmay-block = yes\n")
    require(check(folder, "--model", BASE, "--model", mine).returncode == FINDINGS, "the sleep is not found")
    model(folder, "[function wait_ms]\nmay-block = no\n")
    require(check(folder, "--model", BASE, "--model", mine).returncode == CLEAN, "the old facts are used")


def test_mutated_models_never_crash(folder):
    program(folder)
    good = open(BASE, "rb").read()
    path = os.path.join(folder, "mutated.ini")
    rng = random.Random(2)
    rejected = 0
    for i in range(150):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(data))
            data[at:at + rng.randint(0, 3)] = bytes(rng.choice(b"[]=$&*.,()\n x\x00\xff") for _ in range(rng.randint(0, 3)))
        with open(path, "wb") as out:
            out.write(data)
        done = check(folder, "--model", path, "nowhere.c")
        if "mutated.ini" in done.stderr:
            rejected += 1
            require(len(done.stderr.splitlines()) == 1, "mutation %d: %s" % (i, done.stderr))
    require(rejected > 50, "only %d mutations were noticed" % rejected)


def test_posix_model(folder):
    text = ("#include <pthread.h>\n#include <unistd.h>\nstatic pthread_mutex_t a, b;\nstatic pthread_spinlock_t s;\n"
            "static void *one(void *x) { pthread_mutex_lock(&a); pthread_mutex_lock(&b); pthread_mutex_unlock(&b);"
            " pthread_mutex_unlock(&a); return x; }\n"
            "int main(void) { pthread_t t; pthread_create(&t, 0, one, 0); %s pthread_join(t, 0); return 0; }\n")
    program(folder, text % ("pthread_mutex_lock(&b);\nif (!pthread_mutex_timedlock(&a, 0)) pthread_mutex_unlock(&a);\n"
                            "pthread_mutex_unlock(&b);\npthread_spin_lock(&s);\nsleep(1);\npthread_spin_unlock(&s);"))
    done = check(folder, "--model", "posix")
    require("locks are taken in a cycle" in done.stdout and "`sleep` may block while POSIX spinlock `s` is held" in done.stdout,
            done.stdout + done.stderr)
    program(folder, text % ("pthread_mutex_lock(&a);\nif (!pthread_mutex_timedlock(&b, 0)) pthread_mutex_unlock(&b);\n"
                            "pthread_mutex_unlock(&a);\npthread_spin_lock(&s);\npthread_spin_unlock(&s);\nsleep(1);"))
    done = check(folder, "--model", "posix")
    require(done.returncode == CLEAN, done.stdout + done.stderr)


def test_the_manuals_example(folder):
    manual = open(os.path.join(ROOT, "docs/models.md")).read()
    for text, name in re.findall(r"```\w+\n((?:/\*|#) ([\w.]+).*?)```", manual, re.S):
        source(folder, name, text)
    database(folder, [os.path.join(folder, "driver.c")])
    mine = os.path.join(folder, "os.ini")
    done = check(folder, "--model", mine)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    require(len(errors) == 2 and "`pool_get` may block while irq-masking spinlock `table` is held" in errors[1]
            and "`pause_ms` may block while in state in_softirq" in errors[0], done.stdout + done.stderr)
    text = open(os.path.join(folder, "driver.c")).read()
    source(folder, "driver.c", text.replace("POOL_MAY_WAIT", "0").replace("pause_ms(1)", "(void)arg"))
    done = check(folder, "--model", mine)
    require(done.returncode == CLEAN, done.stdout + done.stderr)
