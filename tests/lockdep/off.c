/* SPDX-License-Identifier: MIT
 *
 * off.c: with LOCKDEP 0 the header is enough, finds nothing, and says that it is
 * off.
 */
#include <lockdep/lockdep.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lockdep_class cls =
	LOCKDEP_CLASS_INIT("lock", HF_KIND_raw_spin, HF_STATE_preemptible);
static struct lockdep_map map = { .cls = &cls };

static void emit(void *arg, const char *text, size_t len)
{
	snprintf(arg, 64, "%.*s", (int)len, text);
}

int main(void)
{
	char line[64], text[64];
	struct lockdep_stats stats;
	unsigned found = lockdep_acquire(&map, 0, NULL) | lockdep_acquire(&map, 0, NULL) |
			 lockdep_context_opened(NULL) | lockdep_might_block(NULL) |
			 lockdep_release(&map, NULL);

	lockdep_panicking();
	lockdep_stats_get(&stats);
	lockdep_summary(line, sizeof(line));
	lockdep_dump(emit, text);
	if (found || stats.acquires || !lockdep_is_held(&map) ||
	    strcmp(line, "lockdep: not built in") != 0 ||
	    strcmp(text, "lockdep: not built in\n") != 0) {
		printf("FAIL lockdep: off: summary [%s], dump [%s]\n", line, text);
		return EXIT_FAILURE;
	}
	puts("ok lockdep: off");
	return EXIT_SUCCESS;
}
