// SPDX-License-Identifier: MIT
/*
 * lock_recursion.c: a waiting acquire of the very object that is held already.
 */
#include "rules.h"

#include <string.h>

void rule_lock_recursion(struct rule_run *r)
{
	for (guint i = 0; i < r->a->recursions->len; i++) {
		const struct edge *e = g_ptr_array_index(r->a->recursions, i);
		const struct lock_class *lock = model_class(r->m, e->from);
		const struct witness *w = &e->witness;
		struct finding *f = rule_finding(r, "lock-recursion", node_place(r, w->activation, w->node),
						 lock->name);
		char *text = g_strdup_printf("acquires `%s`", lock->name);

		f->is_echo = !memcmp(site_loc(r->a, w->acquired), node_place(r, w->activation, w->node),
				     sizeof(struct fact_loc));
		f->message = g_strdup_printf("%s `%s` is waited for by its own holder",
					     class_kind_text(lock), lock->name);
		note_site(r, f, "first taken:", w->acquired, text);
		note_node(r, f, "and again:", w->activation, w->node, text);
		g_free(text);
	}
}
