# SPDX-License-Identifier: MIT
"""What the checker's tests share: programs in a folder of their own, and runs of holdfast."""
import concurrent.futures
import fnmatch
import json
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HOLDFAST = os.path.abspath(os.environ.get("HOLDFAST", os.path.join(ROOT, "build/host/checker/holdfast")))
# The compiler of the LLVM that the checker was built with: it loads the plugin.
CLANG = os.environ.get("HOLDFAST_CLANG", "clang-19")
EXTRACT = os.path.join(os.path.dirname(HOLDFAST), "holdfast-extract")
CLEAN, FINDINGS, NOT_ANALYSED = 0, 1, 2


class Failure(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Failure(why)


def compile_arguments(file):
    return [CLANG, "-I" + os.path.join(ROOT, "annotations"), "-I" + HERE, "-c", file]


def database(folder, files):
    entries = [{"directory": folder, "file": f, "arguments": compile_arguments(f)} for f in files]
    with open(os.path.join(folder, "compile_commands.json"), "w") as out:
        json.dump(entries, out)


def holdfast(*args, cwd=HERE):
    return subprocess.run([HOLDFAST, *args], cwd=cwd, capture_output=True, text=True, timeout=60)


def check(folder, *args):
    done = holdfast("check", "-p", folder, *args)
    require(done.returncode in (CLEAN, FINDINGS, NOT_ANALYSED), "exit status %d" % done.returncode)
    return done


def source(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as out:
        out.write(text)
    return path


def one_line(done, text):
    require(done.returncode == NOT_ANALYSED, "exit status %d" % done.returncode)
    require(done.stdout == "", "a report, of what?\n" + done.stdout)
    require(len(done.stderr.splitlines()) == 1, "not one line:\n" + done.stderr)
    require(text in done.stderr, "not `%s`: %s" % (text, done.stderr))


def outcome(test):
    """Why the test failed, or nothing."""
    with tempfile.TemporaryDirectory(prefix="hold fast ") as folder:
        try:
            test(folder)
        except (Failure, subprocess.SubprocessError, OSError, ValueError) as why:
            return str(why) or repr(why)
    return ""


def run_all(tests, patterns):
    """Runs those of `tests`, (name, function of a folder) each, that a pattern fits, or all; as many at once as $jobs
    says.  The exit status."""
    tests = [(name, test) for name, test in tests
             if not patterns or any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("jobs", os.cpu_count() or 1))) as pool:
        for (name, _), why in zip(tests, pool.map(outcome, [test for _, test in tests])):
            print("FAIL %s: %s" % (name, why) if why else "ok " + name, flush=True)
            failed += bool(why)
    return 1 if failed else 0
