/* SPDX-License-Identifier: MIT
 *
 * symbols.c: finds a function by bisection.  The table is sorted by address and
 * constant.
 */
#include <kernel/print.h>
#include "symbols.h"

struct symbol {
	uint32_t offset;                /* from _text_start */
	uint32_t name;                  /* offset in symbol_names */
};

/* From symbols.awk; empty in the first of the two links. */
extern const struct symbol symbol_table[];
extern const uint32_t symbol_count;
extern const char symbol_names[];
extern const char _text_start[], _rodata_start[];

/* The last symbol that does not start behind `pc`; NULL: not in the text. */
static const struct symbol *find(uint64_t pc)
{
	uint64_t at = pc - (uint64_t)_text_start;
	uint32_t low = 0, high = symbol_count;

	if (at >= (uint64_t)(_rodata_start - _text_start) || !symbol_count)
		return NULL;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (symbol_table[middle].offset <= at)
			low = middle;
		else
			high = middle;
	}
	return &symbol_table[low];
}

static void format(const void *pc, uint64_t inside, char *buf, size_t cap)
{
	const struct symbol *s = find(inside);

	if (s)
		snprintf(buf, cap, "%s+%#lx", symbol_names + s->name,
			 (unsigned long)((const char *)pc - _text_start - s->offset));
	else
		snprintf(buf, cap, "%p", pc);
}

bool symbol_is_in(const void *pc, const void *function)
{
	const struct symbol *s = find((uint64_t)pc);

	return s && _text_start + s->offset == function;
}

void symbol_format(const void *pc, char *buf, size_t cap)
{
	format(pc, (uint64_t)pc, buf, cap);
}

void symbol_format_return(const void *pc, char *buf, size_t cap)
{
	format(pc, (uint64_t)pc - 4, buf, cap);
}
