/* SPDX-License-Identifier: MIT
 *
 * by_class.h: the evidence by lock class, which most rules ask for.
 */
#ifndef RULES_BY_CLASS_H
#define RULES_BY_CLASS_H

#include <analysis/analysis.h>

/* Numbers of uses, or of order pairs that begin with the class, in their order: those of class c are at
 * items[start[c]] up to before items[start[c + 1]]. */
struct by_class {
	uint32_t *start, *items;
};

struct class_index {
	struct by_class uses, edges;
	/* Per class: those with the same number can be got to from each other over order pairs. */
	uint32_t *part;
};

struct class_index *class_index_new(const struct analysis *a);
void class_index_free(struct class_index *index);

#endif
