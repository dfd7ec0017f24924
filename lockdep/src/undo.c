/* SPDX-License-Identifier: MIT
 *
 * undo.c: the changes of one acquire, newest last.  Where there are more than fit, the oldest ones
 * stay: lockdep then knows more orders than there were, never fewer.
 */
#include "undo.h"

#include "policy.h"

#define CHANGES LOCKDEP_MAX_UNDO
#define BYTES (8 * CHANGES)

static struct {
	void *at;
	size_t size;
} changes[CHANGES];
static unsigned char bytes[BYTES];
static unsigned count;
static size_t used;
static bool keeping;

static void copy(void *to, const void *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((unsigned char *)to)[i] = ((const unsigned char *)from)[i];
}

void lockdep_undo_begin(void)
{
	count = 0;
	used = 0;
	keeping = lockdep_policy_any_refuses();
}

void lockdep_undo_keep(void *at, size_t size)
{
	if (!keeping || count == CHANGES || used + size > BYTES)
		return;
	changes[count].at = at;
	changes[count].size = size;
	copy(&bytes[used], at, size);
	used += size;
	count++;
}

void lockdep_undo_all(void)
{
	while (count) {
		count--;
		used -= changes[count].size;
		copy(changes[count].at, &bytes[used], changes[count].size);
	}
}
