#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# tree.py make DIR SEED BLOCK-BYTES   fills DIR with a random tree that meets every case
#                                     of ext2's block map and directories
# tree.py list DIR                    prints it as `fs-host list` prints an image
import os
import random
import stat
import sys
import zlib


def sizes(block):
    """Around every border of the block map: direct, single, double, triple; the last
    only where it is near enough to be read through in a moment."""
    per = block // 4
    for blocks in (0, 1, 12, 12 + per):
        for delta in (-1, 0, 1, block // 2):
            if blocks * block + delta >= 0:
                yield blocks * block + delta
    if block == 1024:
        yield (12 + per + per * per) * block + 1


def name_for(rng, number):
    kind = rng.randrange(4)
    if kind == 0:
        return f"{number}"
    if kind == 1:
        return f"Größe {number} ünïcode"
    if kind == 2:
        return f"{number}".ljust(rng.randrange(1, 256), "n")
    return f"file-{number}.{rng.randrange(10 ** 6)}"


def write_sparse(path, size, rng):
    """Data at the end and at a few places; holes elsewhere."""
    with open(path, "wb") as f:
        f.truncate(size)
        for _ in range(5):
            at = rng.randrange(size + 1)
            f.seek(at)
            f.write(rng.randbytes(min(size - at, rng.randrange(1, 20000))))
        if size:
            f.seek(size - 1)
            f.write(b"e")


def make(top, seed, block):
    rng = random.Random(seed)
    os.makedirs(top)
    for i, size in enumerate(sizes(block)):
        # Whole up to 2 MiB, sparse beyond.
        path = f"{top}/size-{i}-{size}"
        if size <= 2 << 20:
            with open(path, "wb") as f:
                f.write(rng.randbytes(size))
        else:
            write_sparse(path, size, rng)
    os.mkdir(f"{top}/large")
    for i in range(2500):
        with open(f"{top}/large/{name_for(rng, i)}", "wb") as f:
            if i % 100 == 0:
                f.write(rng.randbytes(rng.randrange(9000)))
    os.mkdir(f"{top}/empty")
    deep = top
    for i in range(12):
        deep += f"/d{i}"
        os.mkdir(deep)
        os.chmod(deep, 0o700 + i)
    with open(f"{deep}/bottom", "wb") as f:
        f.write(b"bottom")
    os.link(f"{deep}/bottom", f"{top}/same-file")
    for length in (1, 58, 59, 60, 61, 200, 1000):
        os.symlink("t" * length, f"{top}/link-{length}")
    os.mkdir(f"{top}/links")
    os.symlink("links/b", f"{top}/a")
    os.symlink("../d0/../links/c", f"{top}/links/b")
    os.symlink("/size-1-1", f"{top}/links/c")
    os.symlink("loop2", f"{top}/links/loop1")
    os.symlink("loop1", f"{top}/links/loop2")
    os.symlink("d0/d1", f"{top}/dirlink")
    os.symlink("nothing/here", f"{top}/links/dangling")
    for i in range(41):
        os.symlink(f"chain-{i + 1}" if i < 40 else "../same-file", f"{top}/links/chain-{i}")


def listing(top, path=b""):
    full = top + path
    st = os.lstat(full)
    mode = stat.S_IMODE(st.st_mode)
    if stat.S_ISDIR(st.st_mode):
        yield path + b"/ d 0 %o %d" % (mode, st.st_nlink)
        for name in os.listdir(full):
            yield from listing(top, path + b"/" + name)
    elif stat.S_ISLNK(st.st_mode):
        yield path + b" l 0 " + os.readlink(full)
    else:
        crc = 0
        with open(full, "rb") as f:
            while piece := f.read(1 << 20):
                crc = zlib.crc32(piece, crc)
        yield path + b" f 0 %o %d %d %08x" % (mode, st.st_nlink, st.st_size, crc)


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        for line in listing(os.fsencode(sys.argv[2])):
            sys.stdout.buffer.write(line + b"\n")


main()
