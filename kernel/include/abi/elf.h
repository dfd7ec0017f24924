/* SPDX-License-Identifier: MIT
 *
 * abi/elf.h: the parts of ELF-64 that loading a static program needs (System V
 * ABI, Object Files; machine and relocation numbers from the Arm 64-bit ELF
 * supplement, IHI 0056).
 */
#ifndef ABI_ELF_H
#define ABI_ELF_H

#include <stdint.h>

struct elf64_header {
	uint8_t ident[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t phoff;
	uint64_t shoff;
	uint32_t flags;
	uint16_t ehsize;
	uint16_t phentsize;
	uint16_t phnum;
	uint16_t shentsize;
	uint16_t shnum;
	uint16_t shstrndx;
};
_Static_assert(sizeof(struct elf64_header) == 64, "as the standard lays it out");

struct elf64_program_header {
	uint32_t type;
	uint32_t flags;
	uint64_t offset;
	uint64_t vaddr;
	uint64_t paddr;
	uint64_t filesz;
	uint64_t memsz;
	uint64_t align;
};
_Static_assert(sizeof(struct elf64_program_header) == 56, "as the standard lays it out");

enum { ELF_CLASS = 4, ELF_DATA = 5, ELF_VERSION = 6 };     /* places in ident */
enum { ELF_CLASS_64 = 2, ELF_DATA_LITTLE = 1, ELF_VERSION_CURRENT = 1 };
enum { ELF_TYPE_EXEC = 2, ELF_MACHINE_AARCH64 = 183 };
enum { ELF_PT_LOAD = 1, ELF_PT_INTERP = 3 };
enum { ELF_PF_X = 1, ELF_PF_W = 2, ELF_PF_R = 4 };

#endif
