# SPDX-License-Identifier: MIT
"""What a header defines is extracted once, and shared only by units in which it means the same."""
import glob
import os
import subprocess

from harness import CLEAN, EXTRACT, FINDINGS, check, compile_arguments, database, holdfast, require, source

UNIT = """#include "case.h"
%(before)s
#include "shared.h"
static raw_spinlock_t %(name)s_lock HF_HELD_IN(no_preempt);
void %(name)s_reader(void)
{
	mask();
	raw_spin_lock(&%(name)s_lock);
	raw_spin_unlock(&%(name)s_lock);
	unmask();
}
void %(name)s_poller(void)
{
	preempt_disable();
	raw_spin_lock(&%(name)s_lock);
	raw_spin_unlock(&%(name)s_lock);
	preempt_enable();
}
"""
SHARED = """static inline void mask(void) { MASK(); }
static inline void unmask(void) { UNMASK(); }
"""
MASKED = "#define MASK() preempt_disable()\n#define UNMASK() preempt_enable()"
UNMASKED = "#define MASK() ((void)0)\n#define UNMASK() ((void)0)"


def unit(folder, name, before):
    return source(folder, name + ".c", UNIT % {"name": name, "before": before})


def stored(folder, suffix="facts"):
    """What the store has of shared.h alone."""
    found = []
    for file in glob.glob(os.path.join(folder, ".holdfast", "headers", "*." + suffix)):
        with open(file, "rb") as data:
            if b"shared.h" in data.read():
                found.append(file)
    return found


def errors(done):
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_bodies_that_differ_by_a_macro(folder):
    source(folder, "shared.h", SHARED)
    for masked, bare in (("a", "b"), ("d", "c")):
        files = [unit(folder, masked, MASKED), unit(folder, bare, UNMASKED)]
        database(folder, files)
        for turn in ("cold", "warm"):
            done = check(folder, "-j1")
            found = errors(done)
            require(done.returncode == FINDINGS and len(found) == 1 and "`%s_lock`" % bare in found[0],
                    "%s, %s without a mask:\n%s" % (turn, bare, done.stdout))


def test_bodies_whose_types_differ_by_a_macro(folder):
    source(folder, "types.h", """#ifdef SLEEPY
typedef mutex_t my_lock;
static inline void my_take(my_lock *l) { mutex_lock(l); }
static inline void my_drop(my_lock *l) { mutex_unlock(l); }
#else
typedef raw_spinlock_t my_lock;
static inline void my_take(my_lock *l) { raw_spin_lock(l); }
static inline void my_drop(my_lock *l) { raw_spin_unlock(l); }
#endif
""")
    source(folder, "shared.h", "static inline void nap(my_lock *l) { my_take(l); sleep_ms(1); my_drop(l); }\n")
    for sleepy, spinning in (("a", "b"), ("d", "c")):
        files = []
        for name, before, state in ((sleepy, "#define SLEEPY\n", "preemptible"), (spinning, "", "no_preempt")):
            files.append(source(folder, name + ".c", before + '#include "case.h"\n#include "types.h"\n'
                                '#include "shared.h"\nstatic my_lock %s_lock HF_HELD_IN(%s);\n'
                                "void %s_nap(void) { nap(&%s_lock); }\n" % (name, state, name, name)))
        database(folder, files)
        for _ in ("cold", "warm"):
            done = check(folder, "-j1")
            found = [e for e in errors(done) if "[block-in-atomic]" in e]
            require(found and all("%s_" % spinning in done.stdout for e in found), done.stdout)
            require(not any("%s.c" % sleepy in e for e in errors(done)), done.stdout)


def test_cleanup_function_of_a_skipped_header(folder):
    source(folder, "guard.h", """static inline void drop_it(mutex_t **l) { mutex_unlock(*l); }
#define GUARD(l) mutex_t *guard __attribute__((cleanup(drop_it))) = (l); mutex_lock(guard)
""")
    files = [source(folder, name + ".c", '#include "case.h"\n#include "guard.h"\nstatic mutex_t %s_lock '
                    "HF_HELD_IN(preemptible);\nint %s_get(int n) { GUARD(&%s_lock); return n; }\n" % (name, name, name))
             for name in "abc"]
    database(folder, files)
    for _ in ("cold", "warm"):
        done = check(folder, "-j1")
        require(done.returncode == CLEAN, done.stdout + done.stderr)
        require(" 0 indirect calls, 0 functions, 0 locks" in done.stdout, done.stdout)


def test_same_header_is_stored_once(folder):
    source(folder, "shared.h", SHARED + """#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define TWICE_(x, v) ({ int v = (x); v + v; })
#define TWICE(x) TWICE_(x, PASTE(unique_, __COUNTER__))
void say(const char *text);
struct other;
struct holder { struct other *o; int n; };
static inline int count(struct holder *h) { return h->n; }
#define SAME(x) x
static inline int twice(int x) { say(NAME); return SAME(TWICE(x) + TWICE(x + 1)); }
""")
    database(folder, [unit(folder, "a", MASKED + '\n#define NAME "a"'),
                      unit(folder, "b", MASKED + '\n#define NAME "bb" ": " "c"\nstruct other { int x; };\nenum { one = __COUNTER__, two = __COUNTER__ };')])
    done = check(folder, "-j1")
    require(done.returncode == CLEAN, done.stdout + done.stderr)
    require(len(stored(folder)) == 1, "%d forms of one header" % len(stored(folder)))


def test_how_messages_begin_makes_no_form(folder):
    source(folder, "shared.h", SHARED + """void say(const char *text, int n);
int twice(int n);
static inline void tell(int n) { say(PREFIX("told"), NUMBER(n)); }
""")
    # Where a macro is defined shows in facts as soon as something in it is a place.
    for number, forms in (("n", 1), ("twice(n)", 2)):
        files = []
        for name, prefix in (("a", '"a: " text'), ("b", '"b" ": " text')):
            source(folder, "prefix_%s.h" % name, "#define PREFIX(text) %s\n#define NUMBER(n) %s\n" % (prefix, number))
            files.append(unit(folder, name, MASKED + '\n#include "prefix_%s.h"' % name))
        database(folder, files)
        for file in stored(folder):
            os.remove(file)
        done = check(folder, "-j1")
        require(done.returncode == CLEAN, done.stdout + done.stderr)
        require(len(stored(folder)) == forms, "%s: %d forms" % (number, len(stored(folder))))


def test_another_declaration_counts(folder):
    """A header that only one unit reads says more of what the shared body calls."""
    source(folder, "shared.h", SHARED + "void stop(void);\nstatic inline void halt(void) { stop(); preempt_disable(); }\n")
    source(folder, "more.h", "void stop(void) __attribute__((noreturn));\n")
    database(folder, [unit(folder, "a", MASKED), unit(folder, "b", MASKED + '\n#include "more.h"')])
    check(folder, "-j1")
    require(len(stored(folder)) == 2, "%d forms of a header that has two" % len(stored(folder)))


def test_only_what_a_body_can_see_counts(folder):
    """What else a unit includes, and redeclarations that say nothing new, don't set its headers apart."""
    source(folder, "shared.h", """struct thing;
struct box { struct thing *inside; int count; };
int fill(struct box *b);
""" + SHARED + """static inline int full(struct box *b) { return b->inside ? fill(b) : b->count; }
""")
    source(folder, "more.h", "struct thing { int weight; };\nstruct box;\nint fill(struct box *b);\nextern int unrelated;\n")
    first = unit(folder, "a", MASKED)
    second = source(folder, "b.c", UNIT.replace('#include "shared.h"', '#include "shared.h"\n#include "more.h"') %
                    {"name": "b", "before": "struct thing;\n" + MASKED})
    database(folder, [first, second])
    check(folder, "-j1")
    require(len(stored(folder)) == 1, "%d forms of a header that has one" % len(stored(folder)))


def test_members_and_sizes_and_constants_count(folder):
    """Each of them is declared by another header, which differs, and read by the shared body."""
    body = SHARED + "%s\n"
    cases = {
        "member": ("struct box { %s lid; };", "int", "raw_spinlock_t *",
                   "static inline int look(struct box *b) { return b->lid != 0; }"),
        "size": ("struct box { char room[%s]; };", "4", "8",
                 "static inline int look(void) { if (sizeof(struct box) > 4) preempt_disable(); return 0; }"),
        "constant": ("enum { limit = %s };", "0", "1",
                     "static inline int look(void) { if (limit) preempt_disable(); return 0; }"),
        "typedef": ("typedef %s box_t;", "int", "long",
                    "static inline int look(long v) { box_t b = v; return b > 0; }"),
        "attribute": ("void stop(void)%s;", "", " __attribute__((noreturn))",
                      "static inline int look(void) { stop(); preempt_disable(); return 0; }"),
    }
    for name, (declaration, one, other, text) in cases.items():
        place = os.path.join(folder, name)
        os.mkdir(place)
        source(place, "shared.h", body % text)
        source(place, "declared.h", "#ifdef OTHER\n%s\n#else\n%s\n#endif\n" % (declaration % other, declaration % one))
        database(place, [unit(place, "a", MASKED + '\n#include "declared.h"'),
                         unit(place, "b", MASKED + '\n#define OTHER\n#include "declared.h"')])
        check(place, "-j1")
        require(len(stored(place)) == 2, "%s: %d forms of a header that has two" % (name, len(stored(place))))


def test_callee_in_another_header_counts(folder):
    """The header is the same, but what it calls is not: its facts say which one it is."""
    source(folder, "shared.h", "static inline void outer(void) { inner(); }\n" + SHARED)
    source(folder, "inner.h", "static inline void inner(void) { INNER(); }\n")
    before = MASKED + '\n#define INNER() %s\n#include "inner.h"'
    database(folder, [unit(folder, "a", before % "preempt_enable()"), unit(folder, "b", before % "sleep_ms(1)")])
    check(folder, "-j1")
    found = [f for f in stored(folder) if b"outer@" in open(f, "rb").read()]
    require(len(found) == 2, "%d forms of a header whose callee has two" % len(found))


def test_same_facts_whichever_unit_came_first(folder):
    source(folder, "shared.h", SHARED)
    a, b = unit(folder, "a", MASKED), unit(folder, "b", UNMASKED)
    outputs = []
    for order in ([a], [b]), ([b], [a]):
        cache = os.path.join(folder, "cache%d" % len(outputs))
        for files in order:
            database(folder, files)
            check(folder, "--cache", cache)
        database(folder, [a, b])
        facts = {os.path.relpath(f, cache): open(f, "rb").read()
                 for f in glob.glob(os.path.join(cache, "**", "*.facts"), recursive=True)}
        outputs.append((check(folder, "-j2", "--cache", cache).stdout, facts))
    require(outputs[0] == outputs[1], "the order of the units shows")


def test_edit_that_keeps_size_and_time(folder):
    """Hashes of contents are kept from run to run; what is young or was changed is read again."""
    source(folder, "shared.h", SHARED)
    file = unit(folder, "a", MASKED)
    old = os.stat(file).st_mtime_ns - 10**12
    os.utime(file, ns=(old, old))
    database(folder, [file])
    require(check(folder).returncode == CLEAN, "a finding")
    with open(os.path.join(folder, ".holdfast", "contents")) as kept:
        text = kept.read()
    require("holdfast.h" in text and file not in text, "what is kept:\n" + text)
    with open(file) as before:
        text = before.read()
    changed = text.replace("#define MASK() preempt_disable()", "#define MASK() preempt_enable() ")
    require(len(changed) == len(text) and changed != text, "the test's own mistake")
    source(folder, "a.c", changed)
    os.utime(file, ns=(old, old))
    require(check(folder).returncode == FINDINGS, "the edit was not seen")
    with open(os.path.join(folder, ".holdfast", "contents"), "w") as kept:
        kept.write("1.2 3.4 5\tnonsense\n\t\t\nx")
    require(check(folder).returncode == FINDINGS, "damaged hashes")


def test_damaged_store_is_repaired(folder):
    source(folder, "shared.h", SHARED)
    database(folder, [unit(folder, "a", MASKED), unit(folder, "b", MASKED)])
    first = check(folder).stdout
    for file in glob.glob(os.path.join(folder, ".holdfast", "headers", "*")):
        with open(file, "r+b") as out:
            out.truncate(20)
    require(check(folder).stdout == first, "another report")


def test_facts_without_a_store_have_it_all(folder):
    source(folder, "shared.h", SHARED)
    facts = os.path.join(folder, "facts")
    subprocess.run([EXTRACT, "-o", facts, "--"] + compile_arguments(unit(folder, "a", MASKED)), check=True, cwd=folder)
    with open(facts, "rb") as data:
        require(b"unmask@" in data.read(), "the header's functions are not there")


GUARDS = """#include "case.h"
#define __acquire_here(x) (void)0
static inline void give(spinlock_t **l) { spin_unlock(*l); }
static inline spinlock_t *take(spinlock_t *l) { spin_lock(l); return l; }
struct guard { spinlock_t *lock; };
static inline struct guard guard_enter(spinlock_t *l) { struct guard g = { l }; spin_lock(g.lock); return g; }
static inline void guard_leave(struct guard *g) { if (g->lock) spin_unlock(g->lock); }
struct user { spinlock_t lock HF_HELD_IN(no_preempt); };
static inline void user_lock(struct user *u) HF_ACQUIRES(u->lock) { __acquire_here(&u->lock); }
"""
GUARDED = """#include "shared.h"
static spinlock_t %(name)s_lock HF_HELD_IN(no_preempt);
void %(name)s_pointer(void)
{
	__attribute__((cleanup(give))) spinlock_t *l = take(&%(name)s_lock);
}
void %(name)s_record(struct user *u)
{
	__attribute__((cleanup(guard_leave))) struct guard g = guard_enter(&u->lock);
}
void %(name)s_macro(struct user *u)
{
	user_lock(u);
	sleep_ms(1);
	spin_unlock(&u->lock);
}
"""


def test_guards_of_a_shared_header(folder):
    """Their bodies are parts of their users, also where the header was read before."""
    source(folder, "shared.h", GUARDS)
    model = source(folder, "m.ini", "[macro __acquire_here]\nacquires = $1\n")
    database(folder, [source(folder, name + ".c", GUARDED % {"name": name}) for name in ("a", "b")])
    cold = check(folder, "-j1", "--model", model)
    require(len(errors(cold)) == 2 and all("`sleep_ms` may block" in e for e in errors(cold)), cold.stdout)
    require("0 locks" in cold.stdout, cold.stdout)
    for file in glob.glob(os.path.join(folder, ".holdfast", "*.facts")):
        os.remove(file)
    require(check(folder, "-j1", "--model", model).stdout == cold.stdout, "a warm store shows")


def test_a_function_that_nothing_leads_to(folder):
    """What is not known in it counts only where it is called, or stored."""
    source(folder, "shared.h", "void unknown(void);\nstatic inline void never(void) { unknown(); }\n"
           "static inline void outer(void) { never(); }\nstatic inline void stays(void) {}\n")
    for name, text, expected in (("none", "stays();", CLEAN), ("direct", "never();", FINDINGS),
                                 ("through another", "outer();", FINDINGS),
                                 ("stored", "void (*fn)(void) = outer; fn();", FINDINGS)):
        place = os.path.join(folder, name)
        os.mkdir(place)
        file = source(place, "a.c", '#include "case.h"\n#include "../shared.h"\nvoid use(void) { %s }\n' % text)
        database(place, [file])
        done = check(place, "--require-closed")
        require(done.returncode == expected, name + done.stdout + done.stderr)
        require(("`unknown` has no body" in done.stdout) == (expected == FINDINGS), name + done.stdout)
        # The same without a store.
        facts = os.path.join(place, "a.facts")
        subprocess.run([EXTRACT, "-o", facts, "--", *compile_arguments(file)], check=True)
        again = holdfast("analyze", "--require-closed", facts)
        require(again.stdout == done.stdout, name + again.stdout)


def test_what_leads_to_a_header_that_is_not_shared(folder):
    """A use of a macro that a model speaks of binds a header to its unit, and so those that call into it."""
    source(folder, "m.ini", "[macro NEEDS_TABLE]\nrequires = table\n[variable table]\nkind = raw_spin\n")
    source(folder, "inner.h", '#include "case.h"\n#define NEEDS_TABLE() do { } while (0)\n'
           "static inline int inner(int n) { NEEDS_TABLE(); return n; }\n")
    source(folder, "outer.h", '#include "inner.h"\n'
           "static inline void outer(raw_spinlock_t *l)\n"
           "{\n\traw_spin_lock(l);\n\tinner(1);\n\tsleep_ms(1);\n\traw_spin_unlock(l);\n}\n")
    files = [source(folder, name + ".c", '#include "outer.h"\nstatic raw_spinlock_t table HF_HELD_IN(no_preempt);\n'
                    "void %s(void) { outer(&table); }\n" % name) for name in ("a", "b")]
    database(folder, files)
    for turn in ("cold", "warm"):
        done = check(folder, "-j1", "--model", os.path.join(folder, "m.ini"))
        require("outer: calls sleep_ms, which may block" in done.stdout, turn + ":\n" + done.stdout)
