/* SPDX-License-Identifier: MIT
 *
 * dump.h: one line at a time to whoever asked for a dump.
 */
#ifndef LOCKDEP_DUMP_H
#define LOCKDEP_DUMP_H

#include "text.h"

struct lockdep_sink {
	void (*emit)(void *arg, const char *text, size_t len);
	void *arg;
	char line[256];
	struct lockdep_text text;
};

void lockdep_sink_line(struct lockdep_sink *s);
void lockdep_sink_end(struct lockdep_sink *s);

/* An edge that is the first one of its two classes, in whatever mode; a declared one, if the order was
 * never seen. */
bool lockdep_dump_pair(unsigned index, uint16_t *from, uint16_t *to, bool *declared);

/* The classes of chain 1 .. LOCKDEP_MAX_CHAINS.  False: there is none, or it is one lock. */
bool lockdep_dump_chain(unsigned number, uint16_t *classes, unsigned *depth);

/* The counters by name; NULL behind the last one. */
struct lockdep_stats;
const char *lockdep_dump_counter(const struct lockdep_stats *stats, unsigned index, uint64_t *value);

void lockdep_dump_json(struct lockdep_sink *s);
void lockdep_dump_dot(struct lockdep_sink *s);

#endif
