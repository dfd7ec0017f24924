# SPDX-License-Identifier: MIT
"""A header's body that was expanded before is skipped where it would expand to the same, and only there."""
import glob
import os
import subprocess

from harness import EXTRACT, compile_arguments, require, source

# What stands before the header in one unit and in another, and the header.
CASES = {
    "a macro of another": ("#define INNER() preempt_disable()", "#define INNER() preempt_enable()",
                           "#define MASK() INNER()\nstatic inline void f(void) { MASK(); }"),
    "a name that is a macro in one unit": ("void wait(void);", "#define wait() preempt_disable()",
                                           "static inline void f(void) { wait(); }"),
    "a name that is made": ("void mask_all(void);", "#define mask_all() preempt_disable()",
                            "#define DO(what) mask_##what()\nstatic inline void f(void) { DO(all); }"),
    "a name that is made in an argument": (
        "void mask_all(int n);", "#define mask_all(n) preempt_disable()",
        "#define ID(x) x\n#define CALL(f, a) f(a)\n#define DO(what) CALL(ID(mask_##what), 1)\n"
        "static inline void f(void) { DO(all); }"),
    "an argument that changes": ("#define ARG a", "#define ARG b",
                                 "void take(int *l);\nextern int a, b;\nstatic inline void f(void) { take(&ARG); }"),
    "a branch of #if": ("#define DEEP 0", "#define DEEP 1",
                        "static inline void f(void)\n{\n#if DEEP\n\tpreempt_disable();\n#endif\n}"),
    "a branch of #ifdef": ("", "#define DEEP 1",
                           "static inline void f(void)\n{\n#ifdef DEEP\n\tpreempt_disable();\n#endif\n}"),
    "an #if around the end": ("", "#define DEEP 1",
                              "static inline void f(void)\n{\n#ifdef DEEP\n\tpreempt_disable();\n}\n#else\n}\n#endif"),
    "an end that a macro makes": ("#define END }", "#define END preempt_disable(); }",
                                  "static inline void f(void) { if (1) { END\n}"),
    "a macro that comes back": (
        "#define M() preempt_disable()\n#pragma push_macro(\"M\")\n#undef M\n#define M() preempt_disable()",
        "#define M() preempt_enable()\n#pragma push_macro(\"M\")\n#undef M\n#define M() preempt_disable()",
        "static inline void f(void) { M(); }\n#pragma pop_macro(\"M\")\nstatic inline void g(void) { M(); }"),
    "a macro between two bodies": ("#define M() preempt_disable()", "#define M() preempt_enable()",
                                   "static inline void f(void) { M(); }\n#undef M\n#define M() preempt_disable()\n"
                                   "static inline void g(void) { M(); }"),
    "a pragma": ("#define P _Pragma(\"GCC diagnostic push\")", "#define P",
                 "static inline void f(void) { P preempt_disable(); }"),
    "a body that a macro makes": (
        "#define MASK() preempt_disable()", "#define MASK() preempt_enable()",
        "#define MAKE(n) static inline void n(void) { MASK(); } static inline void n##_too(void) { if (1) { MASK(); } }\n"
        "MAKE(f)\nMAKE(g)"),
    "a made name in a made body": (
        "void mask_all(void);", "#define mask_all() preempt_disable()",
        "#define MAKE(n, what) static inline void n(void) { mask_##what(); }\nMAKE(f, all)\nMAKE(g, all)"),
    "braces that a macro has alone": (
        "#define MORE", "#define MORE preempt_disable();",
        "#define BEGIN {\n#define MAKE(n) static inline void n(void) { if (1) BEGIN MORE } }\n"
        "MAKE(f)\nMAKE(g)"),
    "a macro that takes what follows": (
        "#define ONE(x) static inline void f(void) { x; }", "#define ONE(x) static inline void f(void) { x; x; }",
        "#define MAKE ONE\nMAKE(preempt_disable())"),
    "a brace among the arguments": (
        "#define MAKE(x) static inline void f(void) x", "#define MAKE(x) static inline void f(void) { preempt_disable(); }",
        "MAKE({ preempt_enable(); })"),
    "a counter": ("", "enum { one = __COUNTER__, two = __COUNTER__ };",
                  "#define PASTE_(a, b) a##b\n#define PASTE(a, b) PASTE_(a, b)\n"
                  "#define TWICE_(x, v) ({ int v = (x); v + v; })\n#define TWICE(x) TWICE_(x, PASTE(v, __COUNTER__))\n"
                  "static inline int f(int x) { return TWICE(x) + TWICE(x + 1); }"),
    "a function that is not inline": ("", "#define DEEP 1", "static void f(void) { preempt_disable(); }"),
    "a string": ("#define NAME \"a\"", "#define NAME \"b\" \": \"",
                 "void say(const char *text);\nstatic inline void f(void) { say(NAME \"x\"); preempt_disable(); }"),
    "a string that counts": ("#define NAME \"a\"", "#define NAME \"bb\"",
                             "static inline void f(void) { if (sizeof(NAME) > 2) preempt_disable(); }"),
}


def extract(folder, file, store):
    out = os.path.join(folder, "out.facts")
    command = [EXTRACT, "-o", out, "--store", store, "--", *compile_arguments(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    require(done.returncode == 0, done.stderr)
    with open(out, "rb") as data:
        return data.read()


def test_a_known_body_is_the_same_body(folder):
    """Facts are the same bytes, whatever the store has seen before: nothing, the other unit, this one, both."""
    for number, (case, (first, second, header)) in enumerate(CASES.items()):
        place = os.path.join(folder, str(number))
        os.mkdir(place)
        source(place, "shared.h", header + "\n")
        calls = "".join("void use_%s(void) { (void)%s; }\n" % (name, call) for name, call in
                        (("f", "f(1)" if "int f(int" in header else "f()"),))
        files = [source(place, name + ".c", '#include "case.h"\n%s\n#include "shared.h"\n%s' % (before, calls))
                 for name, before in (("a", first), ("b", second))]
        alone = []
        for name, file in zip("ab", files):
            store = os.path.join(place, "alone-" + name)
            os.mkdir(store)
            alone.append(extract(place, file, store))
            require(extract(place, file, store) == alone[-1], case + ": again")
        for name, order in (("ab", (0, 1, 0, 1)), ("ba", (1, 0, 1, 0))):
            store = os.path.join(place, name)
            os.mkdir(store)
            for turn, which in enumerate(order):
                require(extract(place, files[which], store) == alone[which], "%s: %s, turn %d" % (case, name, turn))


def test_damaged_memory_of_bodies(folder):
    source(folder, "shared.h", "static inline void f(void) { MASK(); }\n")
    file = source(folder, "a.c", '#include "case.h"\n#define MASK() preempt_disable()\n#include "shared.h"\n'
                  "void use(void) { f(); }\n")
    store = os.path.join(folder, "store")
    os.mkdir(store)
    right = extract(folder, file, store)
    kept = glob.glob(os.path.join(store, "*.bodies"))
    require(kept, "no body is remembered")
    for name in kept:
        with open(name, "rb") as data:
            whole = data.read()
        for damaged in (b"", whole[:-8], whole[:20], b"\xff" * len(whole), whole[:8] + b"\xff" * 8 + whole[16:],
                        whole[:-16] + b"\xff" * 16):
            with open(name, "wb") as data:
                data.write(damaged)
            require(extract(folder, file, store) == right, "%d bytes of %s" % (len(damaged), name))
