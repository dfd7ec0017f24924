# SPDX-License-Identifier: MIT
"""How often a file is read, and that what is kept from one reading to the next changes nothing."""
import os
import subprocess

from harness import EXTRACT, compile_arguments, require, source

GUARD = """#ifndef GUARD_H
#define GUARD_H
#define MAKE(name, type, drop) static inline void drop_##name(type *p) { type held = *p; drop; }
%s
#define GUARD(l) mutex_t *guard __attribute__((cleanup(drop_mutex))) = (l); mutex_lock(guard)
#endif
"""
USER = '#include "case.h"\n#include "guard.h"\nstatic mutex_t %(name)s_lock HF_HELD_IN(preemptible);\n' \
    "int %(name)s_get(int n) { GUARD(&%(name)s_lock); return n; }\n"
LOW = "#ifndef LOW_H\n#define LOW_H\nstatic inline void low(void) { MASK(); }\n#endif\n"
TOP = '#include "low.h"\nstatic inline void top(void) { MASK(); low(); }\n'


def readings(folder, file, store, header):
    """How often `header` was read for the facts of `file`, and these."""
    facts = os.path.join(folder, "out.facts")
    os.makedirs(store, exist_ok=True)
    done = subprocess.run([EXTRACT, "-o", facts, "--store", store, "--", *compile_arguments(file), "-H"], cwd=folder,
                          capture_output=True, text=True, timeout=60)
    require(done.returncode == 0, done.stderr)
    with open(facts, "rb") as data:
        return sum(line.endswith(header) for line in done.stderr.splitlines()), data.read()


def test_a_known_header_with_a_cleanup_is_read_once(folder):
    none = source(folder, "none.c", '#include "case.h"\n#include "guard.h"\nint none;\n')
    user = source(folder, "user.c", USER % {"name": "user"})
    # One that no macro makes looks like any other function: a limit.
    for kind, function, expected in (
            ("made", "MAKE(mutex, mutex_t *, mutex_unlock(held))", 1),
            ("written", "static inline void drop_mutex(mutex_t **p) { mutex_unlock(*p); }", 2)):
        source(folder, "guard.h", GUARD % function)
        store = os.path.join(folder, kind)
        readings(folder, none, store, "guard.h")
        count, facts = readings(folder, user, store, "guard.h")
        require(count == expected, "%s: read %d times" % (kind, count))
        first = readings(folder, user, store + "-alone", "guard.h")[1]
        require(facts == first, "%s: other facts in a store that knows the header" % kind)


def test_new_forms_are_found_at_once(folder):
    source(folder, "low.h", LOW)
    source(folder, "top.h", TOP)
    units = [source(folder, name + ".c", '#include "case.h"\n#define MASK() %s()\n#include "top.h"\n'
                    "void %s(void) { top(); }\n" % (mask, name))
             for name, mask in (("a", "preempt_disable"), ("b", "preempt_enable"))]
    store = os.path.join(folder, "store")
    require(readings(folder, units[0], store, "top.h")[0] == 1, "an empty store asks for a second reading")
    count, facts = readings(folder, units[1], store, "top.h")
    require(count == 2, "two headers with new forms: read %d times" % count)
    require(facts == readings(folder, units[1], store + "-alone", "top.h")[1], "other facts than from an empty store")
    require(readings(folder, units[1], store, "top.h") == (1, facts), "not known the second time")


class Server:
    """An extractor that stays."""
    def __init__(self, store):
        os.makedirs(store, exist_ok=True)
        self.process = subprocess.Popen([EXTRACT, "--serve", "--store", store], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def facts(self, folder, file):
        out = os.path.join(folder, "served.facts")
        words = [folder, out, os.path.join(folder, "served.deps"), *compile_arguments(file)]
        payload = "".join(word + "\0" for word in words).encode()
        self.process.stdin.write(b"%d\n" % len(payload) + payload)
        self.process.stdin.flush()
        require(self.process.stdout.read(1) == b"0", "no facts of %s in %s" % (file, folder))
        with open(out, "rb") as data:
            return data.read()

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


def test_a_name_is_another_file_in_another_folder(folder):
    server = Server(os.path.join(folder, "store"))
    # In turns, and more than twice, since what is asked for again is kept.
    wanted = {}
    for turn in range(3):
        for name, mask in (("one", "preempt_disable"), ("two", "preempt_enable")):
            inner = os.path.join(folder, name)
            os.makedirs(inner, exist_ok=True)
            source(inner, "h.h", "static inline void f(void) { %s(); }\n" % mask)
            source(inner, "a.c", '#include "case.h"\n#include "h.h"\nvoid g(void) { f(); }\n')
            facts = server.facts(inner, "a.c")
            require(wanted.setdefault(name, facts) == facts, "%s, turn %d: other facts" % (name, turn))
    server.end()
    for name in wanted:
        alone = Server(os.path.join(folder, name + "-store"))
        require(alone.facts(os.path.join(folder, name), "a.c") == wanted[name], name + ": not what it is alone")
        alone.end()


def test_a_store_that_others_change(folder):
    """What one extractor puts into the store is known to another that looked there before."""
    store = os.path.join(folder, "store")
    units = [source(folder, name + ".c", '#include "case.h"\n#define MASK() %s()\n#include "low.h"\n'
                    "void %s(void) { low(); }\n" % (mask, name))
             for name, mask in (("a", "preempt_disable"), ("b", "preempt_enable"))]
    source(folder, "low.h", LOW)
    one, other = Server(store), Server(store)
    first = one.facts(folder, units[0])
    require(other.facts(folder, units[0]) == first, "two extractors, two facts")
    second = other.facts(folder, units[1])
    require(one.facts(folder, units[1]) == second, "what the other one stored")
    require(one.facts(folder, units[0]) == first and other.facts(folder, units[0]) == first, "and back")
    one.end()
    other.end()
    require(len([name for name in os.listdir(store) if name.endswith(".index")]) >= 1, "no store")
    require(readings(folder, units[1], store, "low.h")[0] == 1, "a form was lost")
    require(readings(folder, units[0], store, "low.h")[0] == 1, "a form was lost")
