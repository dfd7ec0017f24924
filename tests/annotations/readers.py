# SPDX-License-Identifier: MIT
"""What clang -Wthread-safety and sparse say about the kernel, whose locks they read from the same
declarations as the checker and lockdep do.  Prints ok or FAIL lines; argument: the kernel's build folder.

Two things they can't follow, and are left out: the bodies of the locks themselves (kernel/lock), and for
sparse functions that try a lock, since its counts know no condition."""
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

build = sys.argv[1]
top = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
with open(os.path.join(build, "compile_commands.json")) as f:
    entries = [e for e in json.load(f)
               if e["file"].endswith(".c") and "/sources/" not in e["file"]
               and not e["file"].startswith(os.path.join(top, "kernel/lock/"))]


def arguments(entry):
    words = shlex.split(entry["command"])
    at = words.index("-o")
    return [w for w in words[:at] + words[at + 2:] if w != "-c" and not re.match(r"-M|.*\.(obj|d)$", w)]


def clang(entry):
    return arguments(entry) + ["-fsyntax-only", "-Wno-everything", "-Wthread-safety"]


def sparse(entry):
    return ["sparse", "-Wno-all", "-Wcontext"] + [w for w in arguments(entry)[1:] if re.match(r"-[DI]|.*\.c$", w)]


def tries_a_lock(path, function):
    with open(path) as f:
        body = re.search(r"\b%s\([^;{]*\)\n\{.*?\n\}" % re.escape(function), f.read(), re.S)
    return body and re.search(r"\btry_\w+\(|trylock\(", body.group(0))


def read(name, command):
    def run(entry):
        done = subprocess.run(command(entry), cwd=entry["directory"], capture_output=True, text=True)
        return entry["file"], done.stderr.splitlines()

    complaints = []
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("jobs", "2"))) as pool:
        for path, lines in pool.map(run, entries):
            for line in lines:
                named = re.search(r"imbalance in '(\w+)'", line)
                if not re.search(r"(warning|error):", line) or (named and tries_a_lock(path, named.group(1))):
                    continue
                complaints.append(line.replace(top + "/", ""))
    for line in complaints:
        print(line)
    if complaints:
        print("FAIL %s: %d complaints about the kernel" % (name, len(complaints)))
    else:
        print("ok %s, %d files of the kernel" % (name, len(entries)))
    return bool(complaints)


bad = read("clang -Wthread-safety", clang)
if shutil.which("sparse"):
    bad |= read("sparse -Wcontext", sparse)
sys.exit(bad)
