# SPDX-License-Identifier: MIT
"""The clang plugin: the same facts as the stand-alone extractor's, and the same object as without."""
import glob
import os
import shutil
import subprocess

from harness import (CLANG, EXTRACT, FINDINGS, HERE, ROOT, check, compile_arguments, database, holdfast, require,
                     source)

PLUGIN = os.path.join(os.path.dirname(EXTRACT), "holdfast-clang.so")
BAD = os.path.join(HERE, "01-preempt-inversion-bad.c")
GOOD = os.path.join(HERE, "01-preempt-inversion-good.c")
# Annotations on whatever carries code: functions, variables, locals, parameters, fields.
CODE = """#include "case.h"
static raw_spinlock_t plain HF_HELD_IN(no_preempt);
extern raw_spinlock_t later HF_HELD_IN(no_preempt);
raw_spinlock_t later;
void run(void (*fn)(void) HF_MAY_BLOCK);
void run(void (*fn)(void)) { raw_spin_lock(&later); fn(); raw_spin_unlock(&later); }
struct box { raw_spinlock_t lock HF_HELD_IN(no_preempt); int n HF_GUARDED_BY(lock); int twice; };
static int add(struct box *b, int by) HF_REQUIRES(&b->lock);
static int add(struct box *b, int by) { b->n += by; b->twice = b->n + b->n; return b->n; }
static void never(void) HF_REQUIRES(&plain);
static void never(void) { add(0, 1); }
static int each(struct box *b, int (*fn)(struct box *, int) HF_MAY_BLOCK, int count)
{
	raw_spinlock_t own HF_HELD_IN(no_preempt) = { 0 };
	int sum = 0;
	raw_spin_lock(&own);
	for (int i = 0; i < count; i++) { b[i].n++; sum += fn(&b[i], i) + b[i].n * b[i].n; }
	raw_spin_unlock(&own);
	return sum;
}
void say(const char *a, const char *b, const char *c, const char *d) HF_EXCLUDES(&plain);
int mine __attribute__((annotate("mine", "stays")));
int all(struct box *b, int count)
{
	preempt_disable();
	raw_spin_lock(&b->lock);
	int sum = each(b, add, count) + b->n + mine;
	say("zz", "no_preempt", "lock", "own");
	raw_spin_unlock(&b->lock);
	preempt_enable();
	return sum;
}
"""


def compiled(folder, *args, cwd=None, plugin=True):
    command = compile_arguments("")[:-1] + (["-fplugin=" + PLUGIN] if plugin else []) + list(args)
    return subprocess.run(command, cwd=cwd or folder, capture_output=True, text=True)


def contents(path):
    with open(path, "rb") as data:
        return data.read()


def both(folder, file, *options, cwd=None):
    """The plugin's facts, after comparing them with the extractor's for the same command."""
    alone, with_plugin = os.path.join(folder, "alone.facts"), os.path.join(folder, "plugin.facts")
    done = compiled(folder, file, "-o", os.path.join(folder, "x.o"), "-fplugin-arg-holdfast-facts=" + with_plugin,
                    *options, cwd=cwd)
    require(done.returncode == 0, done.stderr)
    subprocess.run([EXTRACT, "-o", alone, "--"] + compile_arguments(file) + ["-o", "x.o", *options], check=True,
                   cwd=cwd or folder)
    require(contents(alone) == contents(with_plugin), "%s %s: other facts" % (file, options))
    return contents(alone)


def test_plugin_makes_the_same_facts(folder):
    files = sorted(glob.glob(os.path.join(HERE, "[0-9][0-9]-*.c")))
    database(folder, files)
    facts = os.path.join(folder, "facts", "")
    for file in files:
        done = compiled(folder, file, "-w", "-o", "x%d.o" % len(os.listdir(folder)), "-fplugin-arg-holdfast-facts=" + facts)
        require(done.returncode == 0, done.stderr)
    made = sorted(contents(f) for f in glob.glob(facts + "*.facts"))
    alone = []
    for file in files:
        subprocess.run([EXTRACT, "-o", os.path.join(folder, "f"), "--"] + compile_arguments(file), check=True, cwd=folder)
        alone.append(contents(os.path.join(folder, "f")))
    require(made == sorted(alone), "%d files, %d fact files" % (len(files), len(made)))


def test_plugin_facts_with_options(folder):
    path = source(folder, "a.c", CODE)
    for options in (("-O2",), ("-g", "-O1"), ("-DX(a)=raw_spin_lock(a)", "-DA=1"), ("-D__HOLDFAST__", "-Os"), ("-std=c11",)):
        both(folder, path, *options)
    os.mkdir(os.path.join(folder, "below"))
    text = both(folder, "../a.c", "-O2", cwd=os.path.join(folder, "below"))
    require(path.encode() in text and b"below" not in text, "not the file's own name")


def test_plugin_leaves_the_object_alone(folder):
    source(folder, "a.c", CODE)
    for options in (("-O0",), ("-O2",), ("-O2", "-g"), ("-O0", "-g"), ("-Os", "-fPIC"), ("-O2", "-flto")):
        objects = []
        for plugin in (False, True):
            done = compiled(folder, "a.c", *options, "-o", "a.o", plugin=plugin)
            require(done.returncode == 0 and done.stderr == "", done.stderr)
            objects.append(contents(os.path.join(folder, "a.o")))
        require(objects[0] == objects[1], "%s: another object" % (options,))
    done = subprocess.run(compile_arguments("a.c") + ["-O2", "-D__HOLDFAST__", "-o", "b.o"], cwd=folder)
    compiled(folder, "a.c", "-O2", "-o", "a.o")
    require(contents(os.path.join(folder, "a.o")) != contents(os.path.join(folder, "b.o")),
            "the annotations would not have shown anyway: the test shows nothing")


def test_plugin_keeps_other_annotations(folder):
    source(folder, "a.c", CODE)
    done = compiled(folder, "a.c", "-S", "-emit-llvm", "-o", "a.ll")
    text = open(os.path.join(folder, "a.ll")).read()
    require(done.returncode == 0 and '"mine\\00"' in text and "hf." not in text, text)


def test_plugin_report_is_checks(folder):
    files = [BAD, os.path.join(HERE, "09-two-files-bad.c"), os.path.join(HERE, "09-two-files-other.c")]
    database(folder, files)
    wanted = check(folder)
    store = os.path.join(folder, "store")
    for turn in ("cold", "warm"):
        names = []
        for i, file in enumerate(files):
            done = compiled(folder, file, "-O2", "-o", "%s%d.o" % (turn, i), "-fplugin-arg-holdfast-store=" + store)
            require(done.returncode == 0, done.stderr)
            names.append(os.path.join(folder, "%s%d.o.facts" % (turn, i)))
        done = holdfast("analyze", "--store", store, *names)
        require(done.returncode == FINDINGS and done.stdout == wanted.stdout, turn + "\n" + done.stdout + done.stderr)


def test_plugin_with_a_model(folder):
    text = open(os.path.join(HERE, "71-model.ini")).read()
    model = source(folder, "m.ini", text)
    both_facts = []
    for plugin in (True, False):
        facts = os.path.join(folder, "facts%d" % plugin)
        if plugin:
            done = compiled(folder, os.path.join(HERE, "71-model-bad.c"), "-o", "a.o", "-fplugin-arg-holdfast-facts=" + facts,
                            "-fplugin-arg-holdfast-model=m.ini", "-fplugin-arg-holdfast-deps=d")
        else:
            done = holdfast("extract", "-o", facts, "--model", model, "--",
                            *compile_arguments(os.path.join(HERE, "71-model-bad.c")))
        require(done.returncode == 0, done.stderr)
        both_facts.append(contents(facts))
    require(both_facts[0] == both_facts[1], "other facts")
    rule = open(os.path.join(folder, "d")).read()
    require("71-model-bad.c" in rule and "71-model.h" in rule and "m.ini" in rule, rule)


def test_plugin_errors(folder):
    source(folder, "a.c", CODE)
    facts = os.path.join(folder, "a.o.facts")
    require(compiled(folder, "a.c", "-o", "a.o").returncode == 0 and os.path.exists(facts), "no facts beside the object")
    source(folder, "a.c", "int f(void) { return nothing; }\n")
    done = compiled(folder, "a.c", "-o", "a.o")
    require(done.returncode == 1 and "undeclared identifier 'nothing'" in done.stderr, done.stderr)
    require(not os.path.exists(facts), "facts of an older text stay")
    source(folder, "a.c", "int f(void) { return 1; }\n")
    for args, why in ((("-fplugin-arg-holdfast-facts=/nowhere/x",), "holdfast: "), (("-fplugin-arg-holdfast-fact=x",), "`fact=x`"),
                      (("-fplugin-arg-holdfast-model=none.ini",), "none.ini: this model cannot be used")):
        done = compiled(folder, "a.c", "-o", "a.o", *args)
        require(done.returncode == 1 and why in done.stderr, done.stderr)
    source(folder, "a.c", "#include <holdfast.h>\nvoid take(int *l) HF_ACQUIRES(l);\nvoid f(int *l) { take(l); }\n")
    done = compiled(folder, "a.c", "-o", "a.o")
    require(done.returncode == 1 and "HF_ACQUIRES(l)" in done.stderr, done.stderr)


def test_plugin_in_the_compiler_and_linker_at_once(folder):
    source(folder, "a.c", "int main(void) { return 0; }\n")
    command = [CLANG, "a.c", "-o", "a", "-fplugin=" + PLUGIN]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    require(done.returncode == 1 and "facts=FILE is missing" in done.stderr, done.stderr)
    for _ in range(2):
        done = subprocess.run(command + ["-fplugin-arg-holdfast-facts=facts/"], cwd=folder, capture_output=True, text=True)
        require(done.returncode == 0, done.stderr)
    require(len(os.listdir(os.path.join(folder, "facts"))) == 1, str(os.listdir(os.path.join(folder, "facts"))))


def test_plugin_orders_headers_by_name(folder):
    """Many headers with functions: their order in the facts is that of their names, not of their addresses."""
    names = ["h%02d" % (i * 7 % 24) for i in range(24)]
    for name in names:
        source(folder, name + ".h", "static inline int %s(int x) { return x; }\n" % name)
    path = source(folder, "a.c", "".join('#include "%s.h"\n' % name for name in names) +
                  "int f(int x) { return %s; }\n" % " + ".join("%s(x)" % name for name in names))
    both(folder, path, "-O2")
    text = holdfast("facts", os.path.join(folder, "plugin.facts")).stdout
    headers = [line.split()[1] for line in text.splitlines() if line.startswith("header ")]
    require(len(headers) == 24 and headers == sorted(headers), "\n".join(headers))


def test_plugin_takes_headers_from_the_store(folder):
    """What another unit stored is named, and not extracted again; the extractor and the plugin share a store."""
    source(folder, "shared.h", '#include "case.h"\nstatic inline void mask(void) { preempt_disable(); }\n')
    files = [source(folder, name + ".c", '#include "shared.h"\nvoid %s(void) { mask(); preempt_enable(); }\n' % name)
             for name in "fg"]
    for first in ("plugin", "extract"):
        store = os.path.join(folder, "store-" + first)
        made = {}
        for maker in (first, "extract" if first == "plugin" else "plugin"):
            for file in files:
                facts = os.path.join(folder, "facts")
                if maker == "plugin":
                    done = compiled(folder, file, "-o", "x.o", "-fplugin-arg-holdfast-facts=" + facts,
                                    "-fplugin-arg-holdfast-store=" + store)
                else:
                    done = holdfast("extract", "-o", facts, "--store", store, "--", *compile_arguments(file))
                require(done.returncode == 0, done.stderr)
                made.setdefault(file, []).append(holdfast("facts", facts).stdout)
        require(all(a == b for a, b in made.values()), "%s first: other facts" % first)
        require(not any(" 0: call preempt_disable" in a for a, _ in made.values()), "the body is in the unit's facts")


def test_plugin_in_another_version(folder):
    other = {"clang-19": "clang-22"}.get(CLANG, "clang-19")
    if not shutil.which(other):
        return
    done = subprocess.run([other, "-fplugin=" + PLUGIN, "-c", GOOD, "-I" + os.path.join(ROOT, "annotations"),
                           "-I" + HERE, "-o", os.path.join(folder, "a.o")], capture_output=True, text=True)
    require(done.returncode != 0 and "holdfast: this plugin is for " + CLANG.replace("-", " ") in done.stderr,
            done.stderr)
    require("PLEASE submit a bug report" not in done.stderr, done.stderr)
