/* SPDX-License-Identifier: MIT
 *
 * program_cache.h: programs that were run lately, as they are before they run.
 *
 * An address space with a program in it, in which nobody ever runs: starting the program again
 * means to copy it, which shares its pages (vm_copy), and to read nothing.
 */
#ifndef KERNEL_PROC_PROGRAM_CACHE_H
#define KERNEL_PROC_PROGRAM_CACHE_H

#include "elf.h"

/* A new address space with the program in `f` in it, whose stat is `st`.  As elf_load. */
int program_load(struct file *f, const struct file_stat *st, struct vm **vm,
		 struct elf_program *program) HF_MAY_BLOCK;

/* Forgets all of them; how many there were.  For who finds no memory. */
unsigned program_cache_drop(void) HF_MAY_BLOCK;

#endif
