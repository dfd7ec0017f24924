// SPDX-License-Identifier: MIT
/*
 * propose_masks.c: pairs of functions without an object: what keeps interrupts or other threads away.
 */
#include "propose.h"

#include <string.h>

#define IRQ_WORDS "irq irqs irqsave irqrestore interrupt interrupts int ints intr isr cpsr primask basepri daif critical crit"
#define PREEMPT_WORDS "preempt preemption sched scheduler dispatch dispatcher"

struct instruction {
	const char *text;               /* with a blank or an end behind it where it ends in `$` */
	const char *with;               /* and that somewhere, or NULL */
};

static const struct instruction masking[] = {
	{ "cpsid", NULL }, { "daifset", NULL }, { "cli$", NULL }, { "csrc", "status" }, { "csrrc", "status" },
	{ "csrw", "mie" }, { "di$", NULL }, { "rsil", NULL }, { "wrteei 0", NULL }, { NULL, NULL }
};

static const struct instruction unmasking[] = {
	{ "cpsie", NULL }, { "daifclr", NULL }, { "sti$", NULL }, { "csrs", "status" }, { "csrrs", "status" },
	{ "csrw", "status" }, { "popf", NULL }, { "msr daif,", NULL }, { "msr primask", NULL }, { "msr basepri", NULL },
	{ "msr cpsr", NULL }, { "ei$", NULL }, { "wsr", "ps" }, { "wrteei 1", NULL }, { NULL, NULL }
};

/* A whole word, up to `$` if that is its end, else a beginning. */
static bool has_instruction(const char *text, const struct instruction *i)
{
	size_t len = strcspn(i->text, "$");
	bool is_whole = i->text[len] == '$';

	for (const char *at = text; *at; at++)
		if (!strncmp(at, i->text, len) && (at == text || !g_ascii_isalnum(at[-1])) &&
		    (!is_whole || !g_ascii_isalnum(at[len])))
			return !i->with || strstr(text, i->with);
	return false;
}

static const char *find_instruction(const struct looks *f, const struct instruction *all)
{
	for (guint i = 0; i < f->assembly->len; i++)
		for (const struct instruction *k = all; k->text; k++)
			if (has_instruction(g_array_index(f->assembly, struct looks_deed, i).what, k))
				return g_array_index(f->assembly, struct looks_deed, i).what;
	return NULL;
}

/* The function that it calls and that is proposed to mask, or NULL. */
static const char *find_masking_call(const struct proposer *p, const struct looks *f, bool is_opener)
{
	for (guint i = 0; i < f->calls->len; i++) {
		const char *callee = g_array_index(f->calls, struct looks_deed, i).what;
		const struct proposal *s = proposal_find(p, callee);

		if (s && s->group == PROPOSAL_MASKS && s->is_opener == is_opener &&
		    proposal_points(p, s) >= POINTS_LIKELY && strcmp(callee, f->name))
			return callee;
	}
	return NULL;
}

/* Nothing that could be a lock, nor the number of some line: at most a place or a value for what was masked. */
static bool can_be_mask(const struct looks *f, bool is_opener)
{
	if (f->params->len > 1)
		return false;
	if (!f->params->len)
		return true;
	const struct looks_param *param = looks_param(f, 1);

	return is_opener ? param->flag == 'l' && !param->type[0] : param->flag == 'i' || (param->flag == 'l' && !param->type[0]);
}

static const char *state_of(const struct proposer *p, const struct looks *f)
{
	const char *callee = find_masking_call(p, f, true);
	const struct proposal *inner = callee ? proposal_find(p, callee) : NULL;

	if (find_instruction(f, masking))
		return "no_irq";
	if (name_has(f->name, PREEMPT_WORDS) && !name_has(f->name, IRQ_WORDS))
		return "no_preempt";
	if (inner)
		return strstr(g_ptr_array_index(inner->statements, 0), "no_irq") ? "no_irq" : "no_preempt";
	return "no_irq";
}

/* One side of a pair. */
static void support_side(const struct looks_all *all, struct proposal *s, const struct looks *f, bool is_opener,
			 const char *callee)
{
	const char *text = find_instruction(f, is_opener ? masking : unmasking);

	if (text)
		proposal_support(s, is_opener ? 4 : 1, "%s has the instruction `%s`", f->name, text);
	if (callee)
		proposal_support(s, is_opener ? 3 : 1, "%s calls %s", f->name, callee);
	for (guint i = 0; is_opener && !text && !callee && i < f->calls->len; i++) {
		const struct looks *inner = looks_find(all, g_array_index(f->calls, struct looks_deed, i).what);
		const char *inside = inner ? find_instruction(inner, unmasking) : NULL;

		/* One function may write what masks and what doesn't. */
		if (!inside && !(inside = inner ? find_instruction(inner, masking) : NULL))
			continue;
		proposal_support(s, 2, "%s calls %s, which has the instruction `%s`", f->name, inner->name, inside);
		break;
	}
	if (is_opener && name_has(f->name, IRQ_WORDS " " PREEMPT_WORDS))
		proposal_support(s, 1, "its name");
}

static void propose_pair(struct proposer *p, const struct looks *open, const struct looks *close, bool by_name)
{
	bool says = name_has(open->name, IRQ_WORDS " " PREEMPT_WORDS);
	const char *open_calls = find_masking_call(p, open, true), *close_calls = find_masking_call(p, close, false);

	if (!says && !find_instruction(open, masking) && !open_calls)
		return;
	char *open_section = g_strconcat("function ", open->name, NULL);
	char *close_section = g_strconcat("function ", close->name, NULL);
	const char *state = state_of(p, open);
	struct proposal *first = proposal_of(p, PROPOSAL_MASKS, open_section, open);
	struct proposal *second = proposal_of(p, PROPOSAL_MASKS, close_section, close);

	if (!first->statements->len) {
		first->is_opener = true;
		proposal_state(first, "enters = %s", state);
		if (by_name)
			proposal_support(first, 1, "%s and %s are opposites by name", open->name, close->name);
		support_side(p->all, first, open, true, open_calls);
		support_side(p->all, first, close, false, close_calls);
		support_by_balance(p, first, open, close);
	}
	if (!second->statements->len) {
		proposal_state(second, "leaves = %s", state);
		second->pair = g_strdup(open_section);
	}
	g_free(open_section);
	g_free(close_section);
}

/* What follows it most often, of what unmasks; or the only one that takes what it returns, since both may be
 * called by wrappers. */
static const struct looks *find_partner(const struct proposer *p, const struct looks *open)
{
	const struct looks *best = NULL, *fitting = NULL;
	unsigned fitting_count = 0;

	for (guint i = 0; i < p->all->functions->len; i++) {
		const struct looks *f = g_ptr_array_index(p->all->functions, i);

		if (f == open || !can_be_mask(f, false) || !find_instruction(f, unmasking) ||
		    find_instruction(f, masking))
			continue;
		unsigned count = looks_balanced(p->all, open->name, f->name);

		if (count && (!best || count > looks_balanced(p->all, open->name, best->name)))
			best = f;
		if ((open->result == 'v') == !f->params->len) {
			fitting = f;
			fitting_count++;
		}
	}
	return best ? best : fitting_count == 1 ? fitting : NULL;
}

static void propose_for(struct proposer *p, const struct looks *f)
{
	GPtrArray *others = name_opposites(p->all, f->name, mask_words);
	bool is_paired = false;

	for (guint i = 0; i < others->len; i++) {
		const struct looks *other = g_ptr_array_index(others, i);

		if (is_paired || !can_be_mask(other, false) || (!other->params->len && f->result == 'p'))
			continue;
		propose_pair(p, f, other, true);
		is_paired = true;
	}
	const struct looks *partner = !is_paired && find_instruction(f, masking) ? find_partner(p, f) : NULL;

	if (partner)
		propose_pair(p, f, partner, false);
	g_ptr_array_free(others, TRUE);
}

void propose_masks(struct proposer *p)
{
	/* First those that do it themselves, then those that call them. */
	for (int has_callee = 0; has_callee <= 1; has_callee++)
		for (guint i = 0; i < p->all->functions->len; i++) {
			const struct looks *f = g_ptr_array_index(p->all->functions, i);

			if (known_role(p, f->name) == KNOWN_NOT && !f->is_system && can_be_mask(f, true) &&
			    !proposal_find(p, f->name) && (f->calls->len > 0) == has_callee)
				propose_for(p, f);
		}
	for (guint i = 0; i < p->proposals->len; i++) {
		const struct proposal *s = g_ptr_array_index(p->proposals, i);

		p->has_masks |= s->group == PROPOSAL_MASKS && s->is_opener && s->points >= POINTS_LIKELY;
	}
}
