# SPDX-License-Identifier: MIT
"""What builds and machines do to a check: other compilers' command lines, response files, launchers,
files in other languages, a cache that can't be written, full disks, interruptions."""
import glob
import json
import os
import signal
import subprocess
import time

from harness import CLEAN, FINDINGS, HERE, HOLDFAST, NOT_ANALYSED, ROOT, check, database, holdfast, one_line, require, source

BAD = os.path.join(HERE, "01-preempt-inversion-bad.c")
FLAGS = ["-I" + os.path.join(ROOT, "annotations"), "-I" + HERE]


def commands(folder, *entries):
    with open(os.path.join(folder, "compile_commands.json"), "w") as out:
        json.dump([dict(e, directory=e.get("directory", folder)) for e in entries], out)


def finds(folder, *command):
    """The fault is found, and nothing is said of the command."""
    commands(folder, {"file": BAD, "arguments": list(command) + ["-c", BAD]})
    done = check(folder)
    require(done.returncode == FINDINGS and "[preempt-inversion]" in done.stdout and done.stderr == "",
            "%s: %s%s" % (command, done.stderr, done.stdout))


def test_command_lines_of_other_compilers(folder):
    finds(folder, "gcc", *FLAGS, "-fno-ipa-ra", "-fconserve-stack", "-mpreferred-stack-boundary=3", "-Wa,-mfoo",
          "-mindirect-branch=thunk-extern", "-fplugin=./gone.so", "--param=ssp-buffer-size=4")
    finds(folder, "arm-none-eabi-gcc", *FLAGS, "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "--specs=nano.specs")
    finds(folder, "/usr/bin/ccache", "aarch64-linux-gnu-gcc-12", *FLAGS, "-march=armv8-a+crc", "-mfix-cortex-a53-835769")
    finds(folder, "riscv32-unknown-elf-gcc", *FLAGS, "-march=rv32imac", "-mabi=ilp32")
    finds(folder, "clang-99", *FLAGS, "-fan-option-of-the-future")


def test_files_of_the_build_are_left_alone(folder):
    outputs = {word: source(folder, word, "the build's\n") for word in ("a.d", "b.d", "c.d")}
    finds(folder, "gcc", *FLAGS, "-Wp,-MMD," + outputs["a.d"], "-MD", "-MF", outputs["b.d"], "-o", outputs["c.d"])
    for name in outputs.values():
        with open(name) as file:
            require(file.read() == "the build's\n", "%s is written" % name)
    finds(folder, "gcc", *[flag for flag in FLAGS if not flag.startswith("-I")],
          *["-Wp," + flag for flag in FLAGS if flag.startswith("-I")])


def test_response_files(folder):
    flags = source(folder, "flags.rsp", "-I'%s' @more.rsp\n" % os.path.join(ROOT, "annotations"))
    source(folder, "more.rsp", '"-I%s"\n-DTAKE=raw_spin_lock\n' % HERE)
    text = open(BAD).read().replace("\traw_spin_lock(", "\tTAKE(")
    commands(folder, {"file": "a.c", "arguments": ["cc", "@flags.rsp", "-c", source(folder, "a.c", text)]})
    require(check(folder).returncode == FINDINGS, "the flags are not read")
    source(folder, "more.rsp", "-I'%s' -DTAKE=(void)\n" % HERE)
    require("[preempt-inversion]" not in check(folder).stdout, "the old flags are used")
    os.remove(flags)
    done = check(folder)
    require(done.returncode == NOT_ANALYSED and "@flags.rsp: No such file" in done.stderr and
            len(done.stderr.splitlines()) == 1, done.stderr)


def test_relative_databases(folder):
    os.mkdir(os.path.join(folder, "build"))
    source(folder, "a.c", open(BAD).read())
    with open(os.path.join(folder, "build/compile_commands.json"), "w") as out:
        json.dump([{"directory": "..", "file": "a.c", "command": "cc '%s' '%s' -c a.c" % tuple(FLAGS)}], out)
    done = holdfast("check", "-p", "build", cwd=folder)
    require(done.returncode == FINDINGS and done.stdout.startswith("a.c:15:2: error:"), done.stdout + done.stderr)


def test_one_file_with_two_sets_of_flags(folder):
    twice = source(folder, "a.c", '#include "case.h"\nstatic raw_spinlock_t l HF_HELD_IN(no_preempt);\n'
                   "#ifdef QUIET\nvoid one(void) { preempt_disable(); raw_spin_lock(&l); raw_spin_unlock(&l); "
                   "preempt_enable(); }\n#else\nvoid two(void) { raw_spin_lock(&l); raw_spin_unlock(&l); }\n#endif\n")
    both = [{"file": twice, "arguments": ["cc", *FLAGS, *flags, "-c", twice]} for flags in (["-DQUIET"], [])]
    commands(folder, *both)
    done = check(folder)
    require("two: acquires `l`" in done.stdout and "one: spins on `l`" in done.stdout, done.stdout)
    require("2 files, 2 functions" in done.stdout, done.stdout)
    commands(folder, both[0])
    require(check(folder).returncode == CLEAN, "the other half is still there")


def test_other_languages_are_counted(folder):
    others = ["b.cpp", "k.cu", "s.S", "t.s", "m.m"]
    commands(folder, {"file": BAD, "arguments": ["cc", *FLAGS, "-c", BAD]}, {"file": "case.h", "command": "cc case.h"},
             *[{"file": f, "command": "c++ -c " + f} for f in others])
    done = check(folder)
    require(done.returncode == FINDINGS and "holdfast: 5 files that are not C, not read\n" in done.stdout, done.stdout)
    require(all("%s: not read" % f in done.stdout for f in others) and "1 files, " in done.stdout, done.stdout)
    listed = json.loads(check(folder, "--format", "json").stdout)["files_not_c"]
    require(sorted(os.path.basename(item["file"]) for item in listed) == sorted(others), str(listed))
    run = json.loads(check(folder, "--format", "sarif").stdout)["runs"][0]
    notes = [n for n in run["invocations"][0]["toolExecutionNotifications"] if n["level"] == "note"]
    require(run["properties"]["filesNotC"] == 5 and len(notes) == 5, str(run["properties"]))
    require(check(folder, BAD).stdout.count("not C") == 0, "a file that nobody asked for")
    one_line(check(folder, os.path.join(folder, "s.S")), "s.S: no C file of the compilation database")
    commands(folder, {"file": "b.cpp", "command": "c++ -c b.cpp"})
    one_line(check(folder), "it names no C file")


def test_sources_that_are_gone(folder):
    commands(folder, {"file": "a.c", "command": "cc -c a.c"},
             {"file": "b.c", "command": "cc -c b.c", "directory": os.path.join(folder, "gone")},
             {"file": BAD, "arguments": ["cc", *FLAGS, "-c", BAD]})
    done = check(folder)
    require(done.returncode == NOT_ANALYSED and "[preempt-inversion]" in done.stdout, done.stdout)
    lines = done.stderr.splitlines()
    require(len(lines) == 2 and "a.c: compile_commands.json names it, and there is no such file" in lines[0] and
            "there is no such folder" in lines[1], done.stderr)


# ---- the machine -----------------------------------------------------------------

def on_small_disk(folder, size, script):
    """Runs a script with a small file system at `disk` in the folder; None where that may not be."""
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    os.makedirs(os.path.join(folder, "disk"), exist_ok=True)
    mount = "mount -t tmpfs -o size=%s tmpfs disk" % size
    if subprocess.run([*own, "sh", "-c", mount], cwd=folder, capture_output=True).returncode:
        return None
    return subprocess.run([*own, "sh", "-c", "%s && holdfast() { %s \"$@\"; } && %s" % (mount, "'%s'" % HOLDFAST, script)],
                          cwd=folder, capture_output=True, text=True)


def test_cache_that_cannot_be_written(folder):
    database(folder, [BAD])
    script = "mkdir disk/old && holdfast check -p . --cache disk/old >disk/first; mount -o remount,ro disk;"
    warm = on_small_disk(folder, "1m", script + "holdfast check -p . --cache disk/old | cmp - disk/first")
    if not warm:
        return
    require(warm.returncode == 0, "what is known needs no writing: " + warm.stderr)
    one_line(on_small_disk(folder, "1m", script + "holdfast check -p . --cache disk/new"),
             "disk/new: Read-only file system (--cache DIR puts the cache elsewhere)")
    database(folder, [BAD, os.path.join(HERE, "17-order-bad.c"), os.path.join(HERE, "18-order-of-three-bad.c")])
    one_line(on_small_disk(folder, "1m", "mkdir disk/old disk/old/headers; mount -o remount,ro disk;"
                           "holdfast check -p . --cache disk/old"),
             "disk/old: the cache can't be written (--cache DIR puts it elsewhere)")


def test_full_disk(folder):
    database(folder, [BAD])
    for args in (["check", "-p", folder], ["check", "-p", folder, "--format", "html"], ["explain"], ["--help"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([HOLDFAST, *args], stdout=full, stderr=subprocess.PIPE, text=True)
        require(done.returncode == NOT_ANALYSED and done.stderr == "holdfast: standard output: No space left on device\n",
                "%s: %d %s" % (args, done.returncode, done.stderr))
    done = on_small_disk(folder, "4k", "echo x >disk/x; holdfast check -p . -o disk/report")
    if done:
        one_line(done, "disk/report: No space left on device")
        done = on_small_disk(folder, "4k", "echo x >disk/x; holdfast check -p . -o disk/report; ls disk")
        require(done.stdout == "x\n", "half of a report is left: " + done.stdout)
        done = on_small_disk(folder, "4k", "holdfast check -p . --cache disk/c")
        require(done.returncode == NOT_ANALYSED and "No space left on device" in done.stderr and
                "files that failed (1)" in done.stdout, done.stdout + done.stderr)


def test_an_extractor_that_dies(folder):
    """It takes its file with it, and no other."""
    names = ["a", "dies", "c", "dies-too", "e"]
    files = [source(folder, name + ".c", "#pragma clang __debug crash\n" if "dies" in name else
                    '#include "case.h"\nint %s(void) { return 1; }\n' % name) for name in names]
    database(folder, files)
    for jobs in ("-j1", "-j3"):
        done = check(folder, jobs)
        require(done.returncode == NOT_ANALYSED and "files that failed (2)" in done.stdout and
                "holdfast: 3 files, 3 functions" in done.stdout, done.stdout + done.stderr)
        for file in files:
            require(("holdfast: %s: the extractor died\n" % file in done.stderr) == ("dies" in file), done.stderr)


def test_an_interruption_leaves_nothing(folder):
    lines = "".join("int f%d(int a) { if (a) return a + %d; return g(a); }\n" % (i, i) for i in range(40000))
    database(folder, [source(folder, "f%d.c" % n, "int g(int);\n" + lines) for n in range(2)])
    # What a shell starts in the background ignores it.
    run = subprocess.Popen(["env", "--default-signal=INT", HOLDFAST, "check", "-p", folder, "-j2", "-o", os.path.join(folder, "report")],
                           stderr=subprocess.PIPE, text=True)

    def children():
        found = []
        for status in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                words = open(status).read().split("\0")
            except OSError:
                continue
            if words[0].endswith("holdfast-extract") and any(folder in word for word in words):
                found.append(status)
        return found

    for _ in range(100):
        if children():
            break
        time.sleep(0.02)
    require(children(), "nothing was begun")
    run.send_signal(signal.SIGINT)
    require(run.wait(10) == -signal.SIGINT and run.stderr.read() == "", "it did not end of the signal")
    for _ in range(100):
        if not children():
            break
        time.sleep(0.02)
    require(not children(), "extractors go on")
    left = glob.glob(os.path.join(folder, ".holdfast/**"), recursive=True)
    require(not os.path.exists(os.path.join(folder, "report")) and not any(f.endswith(".new") for f in left), str(left))
