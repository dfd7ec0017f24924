/* SPDX-License-Identifier: MIT
 *
 * elf.h: loading a static ELF-64 program.
 */
#ifndef KERNEL_PROC_ELF_H
#define KERNEL_PROC_ELF_H

#include <kernel/file.h>

#include "vm.h"

struct elf_program {
	user_addr_t entry;
	user_addr_t headers;                    /* where the program headers are in memory */
	uint16_t header_count;
	user_addr_t end;                        /* first page past the last segment */
};

/* Maps the program in `f` into the empty `vm`.  Everything in the file is checked:
 * -ENOEXEC for what is not a static AArch64 program, or asks for a segment that is
 * writable and executable.  -ENOMEM, -EIO. */
int elf_load(struct file *f, struct vm *vm, struct elf_program *out) HF_MAY_BLOCK;

#endif
