/* SPDX-License-Identifier: MIT
 *
 * exec.h: programs: from a file to an address space that can run.
 */
#ifndef KERNEL_PROC_EXEC_H
#define KERNEL_PROC_EXEC_H

#include <kernel/file.h>

#include "vm.h"

enum {
	EXEC_STRINGS_BYTES = 65536,             /* arguments and environment together */
	EXEC_STRINGS_MAX = 1024,                /* how many */
};

/* Arguments, then environment: strings with their zeroes, one behind another. */
struct exec_strings {
	char *text;                             /* EXEC_STRINGS_BYTES */
	size_t len;
	unsigned argc, envc;
};

int exec_strings_init(struct exec_strings *s) __must_check;
void exec_strings_free(struct exec_strings *s);
/* Adds one more string.  -E2BIG. */
int exec_strings_add(struct exec_strings *s, const char *text) __must_check;

/* What a program needs to start. */
struct exec_image {
	struct vm *vm;
	struct file *file;                      /* a reference */
	user_addr_t entry, stack;
};

/* Loads the program at `at` into a new address space, with its stack made up.  -ENOENT, -ENOEXEC (not
 * a program for this machine), -EACCES, -ENOMEM, -E2BIG, -EIO. */
int exec_load(const struct file_at *at, const struct exec_strings *strings, struct exec_image *out)
	HF_MAY_BLOCK;

/* Of one that is not to run after all. */
void exec_image_put(struct exec_image *image) HF_MAY_BLOCK;

#endif
