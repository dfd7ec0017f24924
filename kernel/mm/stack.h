/* SPDX-License-Identifier: MIT
 *
 * stack.h: kernel stacks, each with nothing mapped below it.
 */
#ifndef KERNEL_MM_STACK_H
#define KERNEL_MM_STACK_H

#include <kernel/base.h>

/* STACK_BYTES with whatever was there before; NULL when there is no memory.  Thread
 * context, no spinlock held. */
char *stack_alloc(void) HF_EFFECT(allocates);
/* Not the one that the caller runs on. */
void stack_free(char *stack) HF_EFFECT(allocates);

/* Gives back the pages of the stacks that are kept for the next threads.  True: there
 * were any. */
bool stack_trim(void) HF_EFFECT(allocates);
size_t stack_count_kept(void);
/* All that are in use or kept, in pages, with the tables that map them. */
size_t stack_count_pages(void);

#endif
