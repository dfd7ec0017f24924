# SPDX-License-Identifier: MIT
"""Tests of holdfast's commands: their help, man pages, exit codes, and what each prints."""
import os
import re
import shutil
import subprocess

from harness import (CLANG, CLEAN, FINDINGS, HERE, HOLDFAST, NOT_ANALYSED, ROOT, check, database, holdfast, one_line,
                     require, source)

BAD = os.path.join(HERE, "01-preempt-inversion-bad.c")
CYCLE = os.path.join(HERE, "18-order-of-three-bad.c")
ORDER = """#include "case.h"
static mutex_t a HF_HELD_IN(preemptible), b HF_HELD_IN(preemptible), c HF_HELD_IN(preemptible);
static void pair(mutex_t *l, mutex_t *m) { mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l); }
void first(void) { pair(&c, &a); }
void second(void) { pair(&a, &b); pair(&c, &b); }
"""


def order(folder):
    database(folder, [source(folder, "order.c", ORDER)])


def command_names():
    lines = holdfast("--help").stdout.split("\n\n")[2].splitlines()
    return [line.split()[0] for line in lines]


# ---- help and man pages -------------------------------------------------------

def test_each_command_has_a_help_that_teaches(folder):
    names = command_names()
    require(set("check why explain reference graph extract analyze init facts man".split()) <= set(names), str(names))
    for name in names:
        done = holdfast(name, "--help")
        require(done.returncode == CLEAN and done.stderr == "", done.stderr)
        require(done.stdout.startswith("Usage: holdfast %s" % name), done.stdout)
        require(holdfast("help", name).stdout == done.stdout, "holdfast help %s is another text" % name)
        require("\nExamples:\n  holdfast" in done.stdout, "%s: no example" % name)
        require("\nExit status: 0" in done.stdout, "%s: no exit status" % name)
        require(max(map(len, done.stdout.splitlines())) <= 92, "%s: a line is too long" % name)


def words(text):
    """The text's words, without quotes, hyphens at line ends and troff's escapes."""
    text = re.sub(r"^\.\\\".*$", "", text, flags=re.M)
    text = re.sub(r"^\.(B|BR|TP|PP|RS|nf|fi|RE)\b ?\d?", "", text, flags=re.M)
    for escape, plain in (("\\-", "-"), ("\\(ga", "`"), ("\\(aq", "'"), ("\\&", ""), ("\\e", "\\")):
        text = text.replace(escape, plain)
    return " ".join(text.split())


def test_man_pages_say_what_help_says(folder):
    for name in command_names():
        page = holdfast("man", name).stdout
        require(page.startswith('.\\" SPDX-License-Identifier: MIT\n.TH HOLDFAST-%s 1' % name.upper()), page[:80])
        flat = words(page)
        for paragraph in re.split(r"\n\n|\n  +(?=-|holdfast|[a-z])", holdfast(name, "--help").stdout):
            paragraph = re.sub(r"^(Usage|Exit status): |^(Options|Examples):\n?", "", paragraph.strip())
            for part in filter(None, (p.strip() for p in re.split(r"\s{2,}|\n {2,}", paragraph))):
                require(words(part) in flat, "%s: the page lacks `%s`" % (name, words(part)))
        with open(os.path.join(os.path.dirname(HOLDFAST), "holdfast-%s.1" % name)) as built:
            require(built.read() == page, "%s: the built page is another one" % name)
    overview = words(holdfast("man").stdout)
    for name in command_names():
        require("holdfast-%s (1)" % name in overview, "the overview lacks " + name)


def test_man_pages_are_clean_roff(folder):
    if not shutil.which("groff"):
        return
    for name in [""] + command_names():
        page = holdfast(*["man", name][:1 + bool(name)]).stdout
        done = subprocess.run(["groff", "-man", "-Tascii", "-ww", "-z"], input=page, capture_output=True, text=True)
        require(done.returncode == 0 and done.stderr == "", name + ": " + done.stderr)


def test_installed_it_needs_nothing_of_the_tree(folder):
    build = os.path.dirname(os.path.dirname(HOLDFAST))
    subprocess.run(["cmake", "--install", build, "--prefix", folder], check=True, capture_output=True)
    installed = os.path.join(folder, "bin", "holdfast")
    database(folder, [BAD])
    done = subprocess.run([installed, "check", "-p", folder], capture_output=True, text=True)
    require(done.returncode == FINDINGS and "[preempt-inversion]" in done.stdout, done.stdout + done.stderr)
    done = subprocess.run([installed, "explain", "preempt-inversion"], capture_output=True, text=True)
    require(done.stdout.startswith("# preempt-inversion"), done.stdout)
    for path in ("share/man/man1/holdfast.1", "share/man/man1/holdfast-check.1", "include/holdfast.h",
                 "include/contexts.def", "share/holdfast/rules/preempt-inversion.md"):
        require(os.path.exists(os.path.join(folder, path)), "not installed: " + path)


def test_cmake_package(folder):
    prefix, project = os.path.join(folder, "prefix"), os.path.join(folder, "project")
    subprocess.run(["cmake", "--install", os.path.dirname(os.path.dirname(HOLDFAST)), "--prefix", prefix],
                   check=True, capture_output=True)
    os.mkdir(project)
    build = os.path.join(project, "build")
    shutil.copy(os.path.join(HERE, "case.h"), project)
    recipe = ("cmake_minimum_required(VERSION 3.20)\nproject(p C)\n%s\nfind_package(Holdfast 0.1 REQUIRED)\n"
              "add_library(p OBJECT a.c)\ntarget_link_libraries(p PRIVATE Holdfast::annotations)\n"
              "holdfast_add_check(locks --require-closed -o report.txt)\n")

    def configure(setting):
        source(project, "CMakeLists.txt", recipe % setting)
        return subprocess.run(["cmake", "-S", project, "-B", build, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix],
                              capture_output=True, text=True)

    source(project, "a.c", open(BAD).read())
    done = configure("")
    require(done.returncode != 0 and "CMAKE_EXPORT_COMPILE_COMMANDS" in done.stderr, done.stderr)
    done = configure("set(CMAKE_EXPORT_COMPILE_COMMANDS ON)")
    require(done.returncode == 0, done.stderr)
    for text, status in ((open(BAD).read(), FINDINGS), (open(BAD.replace("-bad", "-good")).read(), CLEAN)):
        source(project, "a.c", text)
        done = subprocess.run(["cmake", "--build", build], capture_output=True, text=True)
        require(done.returncode == 0, done.stdout)
        done = subprocess.run(["cmake", "--build", build, "--target", "locks"], capture_output=True, text=True)
        report = open(os.path.join(project, "report.txt")).read()
        require((done.returncode != 0) == (status == FINDINGS), done.stdout + report)
        require(("a.c:15:2: error: " in report) == (status == FINDINGS), report)


# ---- exit codes and error lines -------------------------------------------------

def test_wrong_command_lines_get_one_line(folder):
    order(folder)
    for args, text in ((("frobnicate",), "no command `frobnicate`"),
                       (("help", "frobnicate"), "no command `frobnicate`"),
                       (("check", "-p", folder, "--frob"), "--frob"),
                       (("why", "-p", folder), "one lock class"),
                       (("why", "a", "b", "-p", folder), "`b` is one argument too many"),
                       (("explain", "a", "b"), "`b` is one argument too many"),
                       (("graph", "-p", folder, "x.c"), "`x.c` is one argument too many"),
                       (("explain", "--rules", "x"), "--rules"),
                       (("facts",), "one fact file"), (("facts", "/nowhere"), "/nowhere"),
                       (("man", "nonsense"), "no command `nonsense`"),
                       (("check", "-p", folder, "-j0"), "-j takes a number"),
                       (("check", "-p", folder, "-jx"), "x"),
                       (("check", "-p", folder, "-o", "/nowhere/x"), "/nowhere/x"),
                       (("reference", "-p", folder, "--map", "x"), "--map takes OLD=NEW"),
                       (("check", "-p", folder, "--reason", "x"), "--reason is for --write-baseline")):
        done = holdfast(*args)
        one_line(done, text)
        require(done.stderr.startswith("holdfast: "), done.stderr)


def test_without_arguments_it_explains_itself(folder):
    done = holdfast()
    require(done.returncode == CLEAN and done.stdout == holdfast("--help").stdout, done.stdout)
    require(re.fullmatch(r"holdfast \d+\.\d+\.\d+\n", holdfast("--version").stdout), holdfast("--version").stdout)


def test_examples_of_facts_work(folder):
    source(folder, "a.c", "int f(void) { return 0; }\n")
    lines = re.findall(r"^  (holdfast.*)$", holdfast("facts", "--help").stdout, re.M)
    env = dict(os.environ, PATH=os.path.dirname(HOLDFAST) + ":" + os.environ["PATH"])
    done = subprocess.run(["sh", "-ec", "\n".join(lines)], cwd=folder, env=env, capture_output=True, text=True)
    require(len(lines) == 4 and done.returncode == 0 and "function f" in done.stdout, done.stdout + done.stderr)


# ---- why, explain ---------------------------------------------------------------

def test_why(folder):
    database(folder, [os.path.join(HERE, "01-preempt-inversion-bad.c")])
    done = holdfast("why", "table", "-p", folder)
    require(done.returncode == CLEAN, done.stderr)
    for text in ("held in state preemptible", "waited for in state no_preempt", "reader: acquires `table`"):
        require(text in done.stdout, "no `%s` in:\n%s" % (text, done.stdout))
    done = holdfast("why", "chair", "-p", folder)
    require(done.returncode == NOT_ANALYSED and "  table\n" in done.stderr, done.stderr)


def test_explain_has_a_page_for_each_rule(folder):
    rules = [line.split()[0] for line in holdfast("explain").stdout.splitlines()]
    require(len(rules) >= 8, "few rules: %s" % rules)
    for rule in rules:
        done = holdfast("explain", rule)
        require(done.returncode == CLEAN and done.stdout.startswith("# " + rule), "no page for " + rule)
    require(holdfast("explain", "nonsense").returncode == NOT_ANALYSED, "a page for nonsense")


def test_init_header_compiles(folder):
    path = source(folder, "lock_discipline.h", holdfast("init", "header").stdout)
    for standard in (["-x", "c", "-std=c11"], ["-x", "c++", "-std=c++17"]):
        done = subprocess.run([CLANG, *standard, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I",
                               os.path.join(ROOT, "annotations"), "-include", path, os.devnull],
                              capture_output=True, text=True)
        require(done.returncode == 0, done.stderr)


def test_init_header_is_understood(folder):
    source(folder, "lock_discipline.h", holdfast("init", "header").stdout)
    text = ('#include "lock_discipline.h"\nstatic spinlock_t l HF_HELD_IN(no_preempt);\n'
            "static void on_irq(void *arg) { (void)arg; spin_lock(&l); spin_unlock(&l); }\n"
            "void f(void) { irq_register(1, on_irq, 0); spin_lock(&l); spin_unlock(&l); }\n")
    database(folder, [source(folder, "a.c", text)])
    done = check(folder, "--rules", "irq-inversion")
    require(done.returncode == FINDINGS and "`l` is held while an interrupt handler" in done.stdout, done.stdout)
    database(folder, [source(folder, "a.c", text.replace("irq_register(1, on_irq, 0)", "(void)on_irq"))])
    done = check(folder, "--rules", "irq-inversion")
    require(done.returncode == CLEAN, done.stdout)


def test_init_config_works_as_it_is(folder):
    build = os.path.join(folder, "build")
    os.mkdir(build)
    database(build, [BAD])
    text = holdfast("init").stdout
    source(folder, "holdfast.ini", text)
    done = holdfast("check", cwd=folder)
    require(done.returncode == FINDINGS and "[preempt-inversion]" in done.stdout, done.stdout + done.stderr)
    # Each option that it shows is one, with the hash taken away.
    for line in re.findall(r"^# ([a-z-]+ = .*)$", text, re.M):
        value = line.replace("MODEL", "posix").replace(" N", " 1").replace("LIST", "lock-order").replace("FORMAT", "json")
        source(folder, "holdfast.ini", "build = build\n%s\n" % value)
        if "FILE" not in value:
            done = holdfast("check", cwd=folder)
            require(done.returncode in (CLEAN, FINDINGS), line + done.stderr)
    require("require-closed = yes" in text and "baseline = FILE" in text, text)
    one_line(holdfast("init", "nonsense"), "there is no `nonsense`")


# ---- graph --------------------------------------------------------------------

def test_graph_orders_levels(folder):
    order(folder)
    text = holdfast("graph", "-p", folder).stdout
    require([line for line in text.splitlines() if line.startswith("level")] == ["level 1", "level 2", "level 3"], text)
    require("3 lock classes, 3 order pairs, 3 levels" in text, text)


def test_graph_keeps_a_cycle_on_one_level(folder):
    database(folder, [CYCLE])
    text = holdfast("graph", "-p", folder).stdout
    require([line for line in text.splitlines() if line.startswith("level")] == ["level 1"], text)


def test_graph_as_dot(folder):
    order(folder)
    out = os.path.join(folder, "locks.dot")
    done = holdfast("graph", "-p", folder, "--dot", "-o", out)
    require(done.returncode == CLEAN and done.stdout == "", done.stderr)
    lines = open(out).read().splitlines()
    require(lines[0] == "digraph locks {" and lines[-1] == "}", str(lines))
    nodes = [re.match(r'\tl\d+ \[label="([^"]*)", tooltip="[^"]*"\];$', line) for line in lines]
    edges = [re.match(r'\tl\d+ -> l\d+ \[tooltip="[^"]*"\];$', line) for line in lines]
    require(len(list(filter(None, nodes))) == 3 and len(list(filter(None, edges))) == 3, "\n".join(lines))


def test_graph_of_a_file_that_fails(folder):
    database(folder, [BAD, source(folder, "broken.c", "int f(void) { return nothing; }\n")])
    require(holdfast("graph", "-p", folder).returncode == NOT_ANALYSED, "a part is taken for the whole")


# ---- reference ------------------------------------------------------------------

def reference(folder, *args):
    return holdfast("reference", "-p", folder, "-o", os.path.join(folder, "LOCKS.md"), *args)


def test_reference_says_how_locks_are_used(folder):
    database(folder, [source(folder, "a.c", open(BAD).read())])
    require(reference(folder).returncode == CLEAN, "not written")
    text = open(os.path.join(folder, "LOCKS.md")).read()
    for part in ("<!-- SPDX-License-Identifier: MIT -->\n", "### `table`\n\nraw spinlock; declared",
                 "| held | preemptible | 1 | a.c: `reader` |", "| waited for | no_preempt | 1 | a.c: `poller` |",
                 "## Findings\n\n- preempt-inversion: ", "No two locks are ever held at once."):
        require(part in text, "no `%s` in:\n%s" % (part, text))
    require(folder not in text, "a path of this machine:\n" + text)
    require(not re.search(r"\.[ch]:\d", text), "a line number:\n" + text)


def test_reference_orders_locks(folder):
    order(folder)
    require(reference(folder).returncode == CLEAN, "not written")
    text = open(os.path.join(folder, "LOCKS.md")).read()
    require("\n1. `c`\n2. `a`\n3. `b`\n\n| while held" in text, text)
    require("| `c` | `b` | order.c: `pair` |" in text and "under each other" not in text, text)
    database(folder, [CYCLE])
    require(reference(folder).returncode == CLEAN, "not written")
    text = open(os.path.join(folder, "LOCKS.md")).read()
    require("\n1. `a`, `b`, `c`\n\n" in text and "under each other: a finding" in text, text)


def test_reference_lists_entries_and_trust(folder):
    text = ('#include "case.h"\nvoid other(void) HF_TRUST("a | b");\nvoid nobody(void);\n'
            "static void on_irq(void *arg) { (void)arg; other(); nobody(); }\n"
            "void f(void) { irq_attach(1, on_irq); }\n")
    database(folder, [source(folder, "a.c", text)])
    require(reference(folder).returncode == CLEAN, "not written")
    text = open(os.path.join(folder, "LOCKS.md")).read()
    for part in ("### in_irq\n\n- `on_irq` (a.c)\n", "| a.c | `other` | a \\| b |",
                 "### Functions without body and contract\n\n- a.c: on_irq: `nobody` has no body"):
        require(part in text, "no `%s` in:\n%s" % (part, text))


def test_reference_check_survives_moved_lines(folder):
    text = open(BAD).read()
    database(folder, [source(folder, "a.c", text)])
    done = reference(folder, "--check")
    require(done.returncode == FINDINGS and "to write it again: holdfast reference -p" in done.stderr, done.stderr)
    reference(folder)
    require(reference(folder, "--check").returncode == CLEAN, "not fresh")
    source(folder, "a.c", text.replace('#include "case.h"', '#include "case.h"\n\n\nstatic int unrelated;\n'))
    done = reference(folder, "--check")
    require(done.returncode == CLEAN, "moved lines make it stale: " + done.stderr)
    before = open(os.path.join(folder, "LOCKS.md")).read()
    source(folder, "a.c", text.replace("void reader(", "void a_reader("))
    done = reference(folder, "--check")
    require(done.returncode == FINDINGS and "LOCKS.md:" in done.stderr, "not noticed: " + done.stderr)
    require(open(os.path.join(folder, "LOCKS.md")).read() == before, "--check wrote")


def test_reference_maps_names(folder):
    os.mkdir(os.path.join(folder, "third_party"))
    database(folder, [source(folder, "third_party/a.c", open(BAD).read())])
    require(reference(folder, "--map", "third_party/=lib/").returncode == CLEAN, "not written")
    text = open(os.path.join(folder, "LOCKS.md")).read()
    require("lib/a.c: `reader`" in text and "third_party" not in text, text)


def test_reference_is_not_written_from_a_part(folder):
    database(folder, [BAD, source(folder, "broken.c", "int f(void) { return nothing; }\n")])
    require(reference(folder).returncode == NOT_ANALYSED, "a part is taken for the whole")
    require(not os.path.exists(os.path.join(folder, "LOCKS.md")), "written nevertheless")


# ---- a project's own options ----------------------------------------------------

def test_config_is_read(folder):
    database(folder, [source(folder, "lone.c", '#include "case.h"\nvoid unknown(void);\n'
                             "static mutex_t m HF_HELD_IN(preemptible);\n"
                             "void f(void) { mutex_lock(&m); unknown(); mutex_unlock(&m); }\n")])
    require(holdfast("check", "-p", ".", cwd=folder).returncode == CLEAN, "a finding without the option")
    source(folder, "holdfast.ini", "# this project\nbuild = .\n\nrequire-closed = yes\nmap = a=b\n")
    done = holdfast("check", cwd=folder)
    require(done.returncode == FINDINGS and "[unresolved]" in done.stdout, done.stdout + done.stderr)
    require("[unresolved]" not in holdfast("check", "--rules", "lock-order", cwd=folder).stdout, "the command line loses")
    require(holdfast("why", "m", cwd=folder).returncode == CLEAN, "`why` chokes on an option of `check`")


def test_config_from_elsewhere(folder):
    os.mkdir(os.path.join(folder, "sub"))
    database(folder, [BAD])
    source(os.path.join(folder, "sub"), "names.ini", "[function elsewhere]\nmay-block = yes\n")
    config = source(os.path.join(folder, "sub"), "my.ini",
                    "build = ..\nrequire-closed = no\nmodel = posix\nmodel = names.ini\n")
    done = holdfast("check", "--config", config)
    require(done.returncode == FINDINGS and "[preempt-inversion]" in done.stdout, done.stdout + done.stderr)


def test_config_mistakes_have_a_line(folder):
    for text, why in (("\nnonsense = 1\n", ":2: there is no option nonsense"), ("build\n", ":1: not `option = value`"),
                      ("whole-program = maybe\n", ":1: a switch takes yes or no: whole-program"),
                      ("build =\n", ":1: no value for build"), ("Build = .\n", ":1: an option is written in"),
                      ("help = yes\n", ":1: there is no option help")):
        source(folder, "holdfast.ini", text)
        one_line(holdfast("check", cwd=folder), "holdfast.ini" + why)
    one_line(holdfast("check", "--config", "nowhere.ini", cwd=folder), "nowhere.ini")


def test_doubtful_findings_are_counted_and_shown_with_all(folder):
    """A guess is no finding until somebody asks; one that is certain is shown beside it."""
    database(folder, [os.path.join(HERE, "700-guard-guessed-bad.c"), os.path.join(HERE, "01-preempt-inversion-bad.c")])
    model = ("--model", os.path.join(HERE, "700-guesses.ini"))
    hidden, shown = check(folder, *model), check(folder, "--all", *model)
    require("[guard-guessed]" not in hidden.stdout and "more in doubt, which --all shows" in hidden.stdout, hidden.stdout)
    require("[preempt-inversion]" in hidden.stdout and hidden.returncode == FINDINGS, hidden.stdout)
    require(": warning: " in shown.stdout and "[guard-guessed]" in shown.stdout and "in doubt: a guess" in shown.stdout and
            "more in doubt" not in shown.stdout, shown.stdout)
    require("[guard-guessed]" in check(folder, "--require-closed", *model).stdout, "unknown is clean with --require-closed")


def test_times_are_told_apart_from_the_report(folder):
    database(folder, [BAD])
    plain, timed = check(folder), holdfast("check", "-p", folder, "--times", "--cache", os.path.join(folder, "other"))
    require(timed.stdout == plain.stdout and timed.returncode == FINDINGS, timed.stdout)
    stages = [line.split(": ")[1] for line in timed.stderr.splitlines() if "of CPU time" in line]
    require(stages == ["extracting", "reading facts", "linking", "analysing", "applying the rules"], timed.stderr)
    require("of CPU time" not in plain.stderr, plain.stderr)


def test_large_programs_have_doubts(folder):
    """What is followed exactly in a small program is in doubt in one that is too large for that."""
    program = source(folder, "large.c", """#include "case.h"
spinlock_t gate HF_HELD_IN(no_preempt);
bool ready(void);
void settle(void);
/* Returns with it or without it, and doesn't tell. */
static void enter(void) { spin_lock(&gate); if (!ready()) spin_unlock(&gate); }
static void leave(void) { spin_unlock(&gate); }
void use(void) { enter(); settle(); leave(); }
/* Its callers are left out of this configuration. */
static void unused(void) { spin_lock(&gate); sleep_ms(1); spin_unlock(&gate); }
/* And this one is used. */
void used(void) { spin_lock(&gate); sleep_ms(2); spin_unlock(&gate); }
struct device { bool is_shared, is_broken; };
struct driver { void (*kick)(struct device *d); };
/* Who takes and gives by it relies on it in between. */
void kick(struct device *d, struct driver *by)
{ if (d->is_shared) spin_lock(&gate); by->kick(d); if (d->is_shared) spin_unlock(&gate); }
/* Broken ones are held, says who wrote it. */
void mend(struct device *d) { if (d->is_broken) spin_unlock(&gate); d->is_broken = false; }
""")
    database(folder, [program])
    small, large = check(folder), check(folder, "--exact-states", "1", "--all")
    lines = [line for line in small.stdout.splitlines() if "[block-in-atomic]" in line]
    require(len(lines) == 2 and all(": error: " in line for line in lines), small.stdout)
    kinds = {line.split(":")[1]: line.split(": ")[1] for line in large.stdout.splitlines() if "[block-in-atomic]" in line}
    require(kinds == {"10": "warning", "12": "error"}, large.stdout)
    require("nothing calls the static function that it begins in" in large.stdout, large.stdout)
    require(("`kick` releases" in small.stdout, "`kick` releases" in large.stdout) == (True, False), small.stdout + large.stdout)
    ways = [line.split(": ")[1] for line in (small.stdout + large.stdout).splitlines() if "`mend` releases" in line]
    require(ways == ["error", "warning"] and "may say that it is held" in large.stdout, large.stdout)
    one_line(holdfast("check", "-p", folder, "--exact-states", "few"), "few")
