/* SPDX-License-Identifier: MIT
 *
 * exec.c: from a path and strings to an address space that can run.  It is complete
 * before anything of the old program is given up, so an exec that fails leaves
 * the caller as it was.
 *
 * The stack of a new program, from its pointer upwards (System V ABI, Process
 * Initialization): argc; the argument pointers, NULL; the environment pointers,
 * NULL; the auxiliary vector; random bytes; the strings.
 */
#include "exec.h"

#include "elf.h"
#include "program_cache.h"

#include <abi/elf.h>
#include <abi/process.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/random.h>
#include <kernel/string.h>

enum { AUXV_MAX = 16, RANDOM_BYTES = 16 };

int exec_strings_init(struct exec_strings *s)
{
	*s = (struct exec_strings){ .text = kmalloc(EXEC_STRINGS_BYTES) };
	return s->text ? 0 : -ENOMEM;
}

void exec_strings_free(struct exec_strings *s)
{
	kfree(s->text);
	s->text = NULL;
}

int exec_strings_add(struct exec_strings *s, const char *text)
{
	size_t len = strlen(text) + 1;

	if (len > EXEC_STRINGS_BYTES - s->len)
		return -E2BIG;
	memcpy(s->text + s->len, text, len);
	s->len += len;
	return 0;
}

static unsigned make_auxv(struct abi_auxv *auxv, const struct elf_program *program,
			  user_addr_t random, user_addr_t name)
{
	const struct abi_auxv all[] = {
		{ ABI_AT_PHDR, program->headers },
		{ ABI_AT_PHENT, sizeof(struct elf64_program_header) },
		{ ABI_AT_PHNUM, program->header_count },
		{ ABI_AT_PAGESZ, PAGE_SIZE },
		{ ABI_AT_ENTRY, program->entry },
		{ ABI_AT_HWCAP, ABI_HWCAP_FP | ABI_HWCAP_ASIMD },
		{ ABI_AT_CLKTCK, 100 },
		{ ABI_AT_UID, 0 }, { ABI_AT_EUID, 0 },
		{ ABI_AT_GID, 0 }, { ABI_AT_EGID, 0 },
		{ ABI_AT_SECURE, 0 },
		{ ABI_AT_RANDOM, random },
		{ ABI_AT_EXECFN, name },
		{ ABI_AT_NULL, 0 },
	};

	_Static_assert(ARRAY_LEN(all) <= AUXV_MAX, "room in the table");
	memcpy(auxv, all, sizeof(all));
	return ARRAY_LEN(all);
}

/* Pointers to `count` strings that begin at `at` in the program and at text[*offset]
 * here, and a NULL behind them. */
static unsigned make_pointers(uint64_t *out, const struct exec_strings *s, unsigned count,
			      user_addr_t at, size_t *offset)
{
	for (unsigned i = 0; i < count; i++) {
		out[i] = at + *offset;
		*offset += strlen(s->text + *offset) + 1;
	}
	out[count] = 0;
	return count + 1;
}

static int make_stack(struct vm *vm, const struct exec_strings *s,
		      const struct elf_program *program, user_addr_t *stack)
{
	const size_t words_max = 1 + s->argc + 1 + s->envc + 1 + 2 * AUXV_MAX;
	user_addr_t strings_at = VM_STACK_TOP - ROUND_UP(s->len, 16);
	user_addr_t random_at = strings_at - RANDOM_BYTES;
	struct abi_auxv auxv[AUXV_MAX];
	uint8_t random[RANDOM_BYTES];
	size_t offset = 0, n = 0;
	uint64_t *words;
	unsigned aux_count;
	int rc;

	rc = vm_map(vm, VM_STACK_TOP - VM_STACK_BYTES, VM_STACK_BYTES, VM_READ | VM_WRITE,
		    VM_ZERO);
	if (!rc)
		rc = vm_map_return_code(vm);
	if (rc)
		return rc;
	words = kmalloc(words_max * sizeof(*words));
	if (!words)
		return -ENOMEM;
	words[n++] = s->argc;
	n += make_pointers(words + n, s, s->argc, strings_at, &offset);
	vm_set_arguments(vm, strings_at, offset);
	n += make_pointers(words + n, s, s->envc, strings_at, &offset);
	aux_count = make_auxv(auxv, program, random_at, strings_at);
	memcpy(words + n, auxv, aux_count * sizeof(auxv[0]));
	n += aux_count * sizeof(auxv[0]) / sizeof(*words);
	KASSERT(n <= words_max);

	random_bytes(random, sizeof(random));
	*stack = (random_at - n * sizeof(*words)) & ~15ull;
	rc = vm_copy_out(vm, *stack, words, n * sizeof(*words));
	if (!rc)
		rc = vm_copy_out(vm, random_at, random, sizeof(random));
	if (!rc)
		rc = vm_copy_out(vm, strings_at, s->text, s->len);
	kfree(words);
	return rc;
}

static int open_program(const struct file_at *at, struct file **out, struct file_stat *st)
	HF_MAY_BLOCK;
static int open_program(const struct file_at *at, struct file **out, struct file_stat *st)
{
	int rc = file_open_at(at, O_RDONLY, 0, out);

	if (rc)
		return rc;
	rc = file_stat(*out, st);
	if (!rc && ((st->mode & S_IFMT) != S_IFREG || !(st->mode & 0111)))
		rc = -EACCES;
	if (rc)
		file_put(*out);
	return rc;
}

static int load(struct file *f, const struct file_stat *st, const struct exec_strings *strings,
		struct exec_image *out) HF_MAY_BLOCK;
static int load(struct file *f, const struct file_stat *st, const struct exec_strings *strings,
		struct exec_image *out)
{
	struct elf_program program;
	int rc = program_load(f, st, &out->vm, &program);

	if (rc)
		return rc;
	vm_set_brk_start(out->vm, program.end);
	rc = make_stack(out->vm, strings, &program, &out->stack);
	if (rc) {
		vm_put(out->vm);
		return rc;
	}
	out->file = f;
	out->entry = program.entry;
	return 0;
}

int exec_load(const struct file_at *at, const struct exec_strings *strings,
	      struct exec_image *out)
{
	struct file_stat st;
	struct file *f;
	int rc = open_program(at, &f, &st);

	if (rc)
		return rc;
	rc = load(f, &st, strings, out);
	/* Programs that are only kept give way to one that is to run. */
	if (rc == -ENOMEM && program_cache_drop())
		rc = load(f, &st, strings, out);
	if (rc)
		file_put(f);
	return rc;
}

void exec_image_put(struct exec_image *image)
{
	file_put(image->file);
	vm_put(image->vm);
}
