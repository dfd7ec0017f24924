// SPDX-License-Identifier: MIT
/*
 * guarded_by.c: data touched without the lock, or outside of the state, that their
 * declaration names.
 */
#include "rules.h"

void rule_guarded_by(struct rule_run *r)
{
	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(r->a->breaches, i);

		if (b->kind != BREACH_GUARD)
			continue;
		const struct guarded *data = g_ptr_array_index(r->m->guarded, b->subject);
		const struct guard *guard = &g_array_index(data->guards, struct guard, b->object);
		const char *verb = b->is_write ? "written" : "read";
		struct finding *f = rule_finding(r, "guarded-by", breach_place(r, b),
						 data->name);

		f->lack = FINDING_LACKS_HERE;
		if (guard->path == MODEL_NONE && !*guard->text) {
			f->message = g_strdup_printf("`%s` is %s without any lock", data->name, verb);
		} else if (guard->path == MODEL_NONE) {
			f->message = g_strdup_printf("`%s` is %s outside of state %s", data->name, verb,
						     guard->text);
		} else {
			uint32_t cls = class_of_path(r->m, guard->path, guard->text);
			const char *name = cls == MODEL_NONE ? "its lock" : model_class(r->m, cls)->name;

			f->message = b->is_other ?
				g_strdup_printf("`%s` is %s while another `%s` than its own is held",
						data->name, verb, name) :
				g_strdup_printf("`%s` is %s without `%s`", data->name, verb, name);
		}
		note_breach(r, f, "the way to the access:", b,
			  b->is_write ? "writes it" : "reads it");
	}
}
