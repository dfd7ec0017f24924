/* SPDX-License-Identifier: MIT
 *
 * dump.c: `lockdep-dump text|json|dot` prints what a short program taught, in classes with names of any
 * letters, for tests/lockdep/dump.py to read back.
 */
#include "nests.h"

DEFINE_LOCK_NAMED(quoted, "a \"quoted\" name", mutex, preemptible);
DEFINE_LOCK_NAMED(slashed, "back\\slash", mutex, preemptible);
DEFINE_LOCK_NAMED(braced, "{a} -> [b]; c", spin, no_preempt);
DEFINE_LOCK_NAMED(split, "two\nlines", spin, no_preempt);
DEFINE_LOCK(leaf, irq_spin, no_irq);

static char long_name[200];
static struct lockdep_class long_class = { .name = long_name, .kind = HF_KIND_mutex };
static struct lock long_one = { .dep.cls = &long_class };

static void emit(void *arg, const char *text, size_t len)
{
	(void)arg;
	fwrite(text, 1, len, stdout);
}

int main(int argc, char **argv)
{
	const char *format = argc > 1 ? argv[1] : "text";

	lockdep_posix_on_report(collect);
	memset(long_name, 'l', sizeof(long_name) - 1);
	lockdep_times_keep(true);
	nest(&quoted, 0, &slashed, 0);
	nest(&slashed, READ, &braced, 0);
	nest(&braced, 0, &split, 0);
	nest(&split, 0, &leaf, LOCKDEP_LEVEL(1));
	nest(&leaf, 0, &leaf, LOCKDEP_LEVEL(1) | LOCKDEP_TRY);
	nest(&long_one, 0, &quoted, 0);
	lockdep_declare_order(&slashed_class, &leaf_class);
	nest(&slashed, 0, &quoted, 0);          /* one report */
	lockdep_section_begin(HF_CTX_irq, HERE);
	usleep(10);
	lockdep_section_end(HF_CTX_irq, HERE);
	if (strcmp(format, "times") == 0)
		lockdep_dump_times(emit, NULL);
	else
		lockdep_dump_as(strcmp(format, "json") == 0 ? LOCKDEP_JSON :
				strcmp(format, "dot") == 0 ? LOCKDEP_DOT : LOCKDEP_TEXT, emit, NULL);
	return failure ? EXIT_FAILURE : EXIT_SUCCESS;
}
