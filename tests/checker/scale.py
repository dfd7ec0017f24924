# SPDX-License-Identifier: MIT
"""Programs that nest many locks, each of them held or not: the time must not double with each."""
import resource

from harness import CLEAN, FINDINGS, check, database, require, source

HEAD = '#include "case.h"\nint ask(void);\n'


def nested(depth, fault):
    """Functions that call each other, each with a lock of its own or without."""
    text = HEAD + "".join("static mutex_t m%d HF_HELD_IN(preemptible);\n" % i for i in range(depth))
    text += "static spinlock_t s HF_HELD_IN(no_preempt);\n"
    text += "static void f%d(void) { %s }\n" % (depth, "mutex_lock(&m0); mutex_unlock(&m0);" if fault else "ask();")
    for i in reversed(range(depth)):
        kind, lock = ("spin", "s") if fault and i == depth // 2 else ("mutex", "m%d" % i)
        text += ("static void f%d(void)\n{\n\tif (ask()) {\n\t\t%s_lock(&%s);\n\t\tf%d();\n\t\t%s_unlock(&%s);\n"
                 "\t} else {\n\t\tf%d();\n\t}\n}\n" % (i, kind, lock, i + 1, kind, lock, i + 1))
    return text + "HF_CALLED_IN(in_thread) void start(void);\nvoid start(void) { f0(); }\n"


def in_a_row(count, fault):
    """One function that takes each of many locks or doesn't, and gives back what it took."""
    text = HEAD + "".join("static mutex_t m%d HF_HELD_IN(preemptible);\n" % i for i in range(count))
    text += "HF_CALLED_IN(in_thread) void start(void);\nvoid start(void)\n{\n"
    text += "".join("\tint x%d = ask();\n\tif (x%d)\n\t\tmutex_lock(&m%d);\n" % (i, i, i) for i in range(count))
    last = 1 if fault else 0
    text += "".join("\tif (x%d)\n\t\tmutex_unlock(&m%d);\n" % (i, i) for i in reversed(range(last, count)))
    return text + "}\n"


def run(folder, text):
    """The report, and the CPU time of the second run, which reads the facts."""
    database(folder, [source(folder, "many.c", text)])
    check(folder)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = check(folder)
    require("; 0 functions given up" in done.stdout or " 0 functions given up" in done.stdout, done.stdout)
    return done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def test_many_optional_locks_cost_no_more_than_their_pairs(folder):
    times = []
    for depth in (15, 30):
        done, seconds = run(folder, nested(depth, False))
        require(done.returncode == CLEAN, done.stdout)
        require("one held lock at a time" not in done.stdout, done.stdout)
        times.append(seconds)
    # Twice the locks have four times the pairs.
    require(times[1] < 8 * times[0] + 0.2, "%.2f s for 15 locks, %.2f s for 30" % tuple(times))


def test_faults_among_many_optional_locks_are_found(folder):
    done, _ = run(folder, nested(30, True))
    require(done.returncode == FINDINGS, done.stdout)
    for text in ("[block-in-atomic]", "`s`", "m0"):
        require(text in done.stdout, "no %s in:\n%s" % (text, done.stdout))


def test_few_optional_locks_are_told_apart(folder):
    done, _ = run(folder, nested(4, False))
    require(done.returncode == CLEAN and "one held lock at a time" not in done.stdout, done.stdout)


def test_many_optional_locks_in_a_row(folder):
    done, _ = run(folder, in_a_row(14, False))
    require(done.returncode == CLEAN, done.stdout)
    done, _ = run(folder, in_a_row(14, True))
    require(done.returncode == FINDINGS and "`start` returns with mutex `m0` held" in done.stdout, done.stdout)
