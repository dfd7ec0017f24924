// SPDX-License-Identifier: MIT
/*
 * propose_locks.c: pairs of functions with a parameter of one type: what takes and gives back a lock, and what kind that is.
 */
#include "propose.h"

#include <string.h>

#define LOCK_WORDS "lock locks spinlock rwlock spin mutex mtx latch sem semaphore monitor futex trylock lk qlock unlock"
#define SPIN_WORDS "spin spinlock spinlocks raw qlock ticket"
#define SLEEP_WORDS "mutex mtx sem semaphore rwsem monitor"
#define SIGNAL_WORDS "sem semaphore event events flag flags cond condition completion queue signal barrier"
#define BLOCK_WORDS "sleep wait yield schedule reschedule resched block suspend swtch park pend msleep usleep nanosleep"
/* Counted or handed over more often than held. */
#define SHARING_WORDS "get ref hold wait pend down begin enter"

struct pair {
	const struct looks *open, *close;
	unsigned open_param, close_param;
	const char *type;
	bool by_name;
};

static bool has_deed(const GArray *deeds, unsigned param, const char **field)
{
	for (guint i = 0; i < deeds->len; i++) {
		const struct looks_deed *d = &g_array_index(deeds, struct looks_deed, i);

		if (d->param != param)
			continue;
		*field = d->field;
		return true;
	}
	return false;
}

static bool spins_on(const struct looks *f, unsigned param)
{
	for (guint i = 0; i < f->swaps->len; i++) {
		const struct looks_deed *d = &g_array_index(f->swaps, struct looks_deed, i);

		if (d->param == param && (d->in_loop || f->is_busy))
			return true;
	}
	return false;
}

/* A call with what the parameter leads to, of a function that takes (or gives) a lock for sure; or NULL. */
static const struct looks_deed *find_primitive(const struct proposer *p, const struct looks *f, unsigned param,
					       bool takes)
{
	for (guint i = 0; i < f->calls->len; i++) {
		const struct looks_deed *d = &g_array_index(f->calls, struct looks_deed, i);
		enum known_role role = known_role(p, d->what);
		const struct proposal *s = proposal_find(p, d->what);
		bool is_proposed = s && s->group == PROPOSAL_LOCKS && proposal_points(p, s) >= POINTS_LIKELY &&
				   s->is_opener == takes && strcmp(d->what, f->name);

		if (d->param == param && (is_proposed || (takes ? role == KNOWN_TAKES || role == KNOWN_TRIES :
							  role == KNOWN_GIVES)))
			return d;
	}
	return NULL;
}

static const struct proposal *find_mask(const struct proposer *p, const struct looks *f, bool is_opener)
{
	for (guint i = 0; i < f->calls->len; i++) {
		const struct proposal *s = proposal_find(p, g_array_index(f->calls, struct looks_deed, i).what);

		if (s && s->group == PROPOSAL_MASKS && s->is_opener == is_opener && proposal_points(p, s) >= POINTS_LIKELY)
			return s;
	}
	return NULL;
}

/* The state that it enters, or leaves, and leaves its caller in; or NULL. */
static const char *masks_itself(const struct proposer *p, const struct looks *f, bool is_opener)
{
	const struct proposal *s = find_mask(p, f, !is_opener) ? NULL : find_mask(p, f, is_opener);

	return s ? strchr(g_ptr_array_index(s->statements, 0), '=') + 2 : NULL;
}

unsigned gives_back(const struct proposer *p, const struct looks *f)
{
	for (unsigned i = 1; i <= f->params->len; i++)
		if (looks_param(f, i)->type[0] && find_primitive(p, f, i, false) &&
		    !find_primitive(p, f, i, false)->field[0])
			return i;
	return 0;
}

/* It takes one and doesn't give it back, or the other way round. */
static const struct looks_deed *find_one_sided(const struct proposer *p, const struct looks *f, unsigned param, bool takes)
{
	return find_primitive(p, f, param, !takes) ? NULL : find_primitive(p, f, param, takes);
}

static bool common_param(struct pair *pair)
{
	for (unsigned i = 1; i <= pair->open->params->len; i++) {
		const struct looks_param *a = looks_param(pair->open, i);

		for (unsigned k = 1; a->flag == 'l' && a->type[0] && k <= pair->close->params->len; k++) {
			if (strcmp(looks_param(pair->close, k)->type, a->type))
				continue;
			pair->open_param = i;
			pair->close_param = k;
			pair->type = a->type;
			return true;
		}
	}
	return false;
}

static bool is_init(const struct looks *f)
{
	return name_has(f->name, "init initialize initialise create destroy reset setup new free alloc fini delete");
}

static bool is_try(const struct looks *f)
{
	return strstr(f->name, "try") || strstr(f->name, "Try") || name_has(f->name, "nowait");
}

/* Its masks, so that a model knows of them: an own `spin_lock_irqsave`. */
static const char *extra_mask(const struct proposer *p, const struct looks *f, bool is_opener)
{
	const char *state = masks_itself(p, f, is_opener);

	if (!state && !f->is_defined && name_has(f->name, "irq irqsave irqrestore isr"))
		state = "no_irq";
	return state;
}

/* Calls whose result is asked for, and where only this one leads to the release. */
static unsigned count_outcomes(const struct proposer *p, const struct pair *pair, const char *result)
{
	char *other = g_strdup_printf("%s=%s", pair->close->name, result);
	unsigned count = looks_balanced(p->all, pair->open->name, other);

	g_free(other);
	return count;
}

static bool has_outcome(const struct looks *f)
{
	return f->result == 'i' || f->result == 'b';
}

static void state_opener(const struct proposer *p, struct proposal *s, const struct pair *pair)
{
	unsigned nonzero = count_outcomes(p, pair, "nonzero"), zero = count_outcomes(p, pair, "zero");
	const char *result = zero > nonzero ? "zero" : "nonzero";

	if (is_try(pair->open) && pair->open->result != 'v')
		proposal_state(s, "try-acquires = %s $%u", result, pair->open_param);
	else if (has_outcome(pair->open) && (zero + nonzero) * 2 >= pair->open->sites && zero + nonzero)
		proposal_state(s, "acquires-if = %s $%u", result, pair->open_param);
	else
		proposal_state(s, "acquires = $%u", pair->open_param);
	if (has_outcome(pair->open) && zero + nonzero)
		proposal_support(s, 0, "a result of %s has the lock, at the %u of %u calls that ask", result,
				 MAX(zero, nonzero), pair->open->sites);
}

static bool may_sleep(const struct proposer *p, const struct looks *f);

/* True if there is more than names and counts to it. */
static bool support_by_deeds(struct proposer *p, struct proposal *s, const struct pair *pair)
{
	const struct looks *open = pair->open, *close = pair->close;
	const struct looks_deed *taken = find_one_sided(p, open, pair->open_param, true);
	const struct looks_deed *given = find_one_sided(p, close, pair->close_param, false);
	const char *field, *param = looks_param(open, pair->open_param)->name;
	/* Where both loop, that is a list without locks. */
	bool spins = spins_on(open, pair->open_param) && !spins_on(close, pair->close_param);
	bool swaps = has_deed(open->swaps, pair->open_param, &field) && !spins_on(close, pair->close_param);

	if (swaps)
		proposal_support(s, spins || is_try(open) ? 3 : 1, "%s reads and writes%s%s of `%s` at once%s", open->name,
				 field[0] ? " field " : " the object", field, param,
				 spins ? ", and loops until it has got it" : "");
	if (has_deed(close->clears, pair->close_param, &field) || has_deed(close->swaps, pair->close_param, &field))
		proposal_support(s, 1, "%s stores%s%s back", close->name, field[0] ? " field " : "", field);
	if (taken && given) {
		proposal_support(s, 4, "%s calls %s, and %s calls %s, with the object's%s%s", open->name, taken->what,
				 close->name, given->what, taken->field[0] ? " field " : " address", taken->field);
		/* What is a part of it, and not elsewhere. */
		if (taken->field[0] && taken->field[0] != '*' && !strcmp(taken->field, given->field)) {
			const char *tag = strchr(pair->type, ' ');
			char *section = g_strdup_printf("field %s.%s", tag ? tag + 1 : pair->type, taken->field);
			struct proposal *inner = proposal_of(p, PROPOSAL_TYPES, section, NULL);

			if (!inner->statements->len) {
				proposal_state(inner, "is-record = yes");
				inner->pair = g_strdup(s->section);
				proposal_support(inner, 0, "%s takes it for the whole", open->name);
			}
			g_free(section);
		}
	}
	bool waits = may_sleep(p, open) && has_deed(close->clears, pair->close_param, &field);

	if (waits)
		proposal_support(s, 1, "%s waits until it has got it", open->name);
	return spins || (swaps && is_try(open)) || (taken && given) || waits;
}

static void propose_type(struct proposer *p, const struct pair *pair, const struct proposal *opener);

/* Words that are said of little else. */
static bool says_pair(const struct pair *pair)
{
	return strstr(pair->close->name, "unlock") || strstr(pair->close->name, "Unlock") ||
	       (name_has(pair->open->name, "acquire take obtain seize") && name_has(pair->close->name, "release give"));
}

/* Without `struct `, which is no part of its name. */
static bool type_has(const char *type, const char *words)
{
	const char *tag = strchr(type, ' ');

	return name_has(tag ? tag + 1 : type, words);
}

/* Where both bodies can be seen, one of them does something that a lock needs. */
static bool may_be_lock(const struct proposer *p, const struct pair *pair)
{
	const struct looks *open = pair->open, *close = pair->close;
	const char *field;

	return !open->is_defined || !close->is_defined || has_deed(open->swaps, pair->open_param, &field) ||
	       has_deed(close->clears, pair->close_param, &field) || open->assembly->len || find_mask(p, open, true) ||
	       find_primitive(p, open, pair->open_param, true) || may_sleep(p, open);
}

/* A wait for somebody else's signal, unless all who wait also signal. */
static bool is_signal(const struct proposer *p, const struct pair *pair)
{
	const struct looks *open = pair->open, *close = pair->close;
	bool is_semaphore = name_has(open->name, SIGNAL_WORDS) || type_has(pair->type, SIGNAL_WORDS);
	bool waits = name_has(open->name, "wait pend") || name_has(close->name, "post signal notify");

	return (is_semaphore || waits) &&
	       (open->sites < 2 || looks_balanced(p->all, open->name, close->name) < open->sites);
}

static void propose_pair(struct proposer *p, const struct pair *pair)
{
	if (is_signal(p, pair))
		return;
	char *section = g_strconcat("function ", pair->open->name, NULL);
	bool is_known = g_hash_table_contains(p->by_section, section);
	struct proposal *s = proposal_of(p, PROPOSAL_LOCKS, section, pair->open);
	bool says = name_has(pair->open->name, LOCK_WORDS), type_says = type_has(pair->type, LOCK_WORDS);

	g_free(section);
	if (!is_known) {
		const char *mask = extra_mask(p, pair->open, true);

		s->is_opener = true;
		state_opener(p, s, pair);
		if (pair->by_name)
			proposal_support(s, says_pair(pair) ? 2 : 1, "%s and %s are opposites by name, and both take a "
					 "`%s`", pair->open->name, pair->close->name, pair->type);
		if (says)
			proposal_support(s, 1, "a lock by its name");
		if (type_says)
			proposal_support(s, 1, "a lock by its type's name");
		bool is_sure = support_by_deeds(p, s, pair);

		if (mask) {
			proposal_support(s, 1, "%s masks (%s)", pair->open->name, mask);
			is_sure = true;
		}
		support_by_balance(p, s, pair->open, pair->close);
		bool knows_result = !is_try(pair->open) || pair->open->result != 'i' ||
				    count_outcomes(p, pair, "zero") + count_outcomes(p, pair, "nonzero");

		if (!knows_result)
			proposal_support(s, 0, "nothing shows which result has the lock");
		/* What is counted, or begun and ended, comes in pairs as well; and bodies that do nothing of a lock's are none. */
		if (!knows_result || !may_be_lock(p, pair))
			s->points = MIN(s->points, POINTS_LIKELY - 1);
		if (!is_sure && (!(says || type_says) || (name_has(pair->open->name, SHARING_WORDS) && s->points < POINTS_STRONG)))
			s->points = MIN(s->points, POINTS_LIKELY - 1);
	}
	propose_type(p, pair, s);
	section = g_strconcat("function ", pair->close->name, NULL);
	struct proposal *close = proposal_of(p, PROPOSAL_LOCKS, section, pair->close);

	if (!close->statements->len) {
		proposal_state(close, "releases = $%u", pair->close_param);
		close->pair = g_strdup(s->section);
	} else {
		const struct proposal *old = g_hash_table_lookup(p->by_section, close->pair ? close->pair : "");

		if (old && old->points < s->points) {
			g_free(close->pair);
			close->pair = g_strdup(s->section);
		}
	}
	g_free(section);
}

/* ---- kinds ---------------------------------------------------------------- */

static bool may_sleep(const struct proposer *p, const struct looks *f)
{
	for (guint i = 0; i < f->calls->len; i++) {
		const char *callee = g_array_index(f->calls, struct looks_deed, i).what;

		if (name_has(callee, BLOCK_WORDS) && !name_has(callee, "wake wakeup add del"))
			return true;
		if (known_role(p, callee) == KNOWN_TAKES && !name_has(callee, SPIN_WORDS))
			return true;
	}
	return false;
}

static const char *kind_of(const struct proposer *p, const struct pair *pair, const char **why)
{
	const struct looks *open = pair->open;
	const char *mask = masks_itself(p, open, true);

	*why = "its name";
	if (may_sleep(p, open)) {
		*why = "waiting for it gives the CPU away";
		return "mutex";
	}
	if (mask && (spins_on(open, pair->open_param) || name_has(open->name, SPIN_WORDS))) {
		*why = "taking it masks, and then spins";
		return !strcmp(mask, "no_irq") ? "irq_spin" : "spin";
	}
	if (spins_on(open, pair->open_param)) {
		*why = "taking it spins, and masks nothing";
		return "raw_spin";
	}
	if (name_has(open->name, SLEEP_WORDS) || type_has(pair->type, SLEEP_WORDS))
		return "mutex";
	if (name_has(open->name, SPIN_WORDS) || type_has(pair->type, SPIN_WORDS))
		return open->is_defined ? "raw_spin" : "spin";
	*why = "nothing shows whether it spins: look here";
	return "mutex";
}

/* The weaker mask of two spinning kinds is what taking it always does. */
static const char *weaker(const char *a, const char *b)
{
	static const char *const kinds[] = { "raw_spin", "spin", "irq_spin", "mutex" };

	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (!strcmp(a, kinds[i]) || !strcmp(b, kinds[i]))
			return kinds[i];
	return a;
}

static void propose_type(struct proposer *p, const struct pair *pair, const struct proposal *opener)
{
	char *section = g_strconcat("type ", pair->type, NULL);
	bool is_new = !g_hash_table_contains(p->by_section, section);
	const char *why, *kind = kind_of(p, pair, &why);

	if (!g_hash_table_contains(p->known_types, pair->type) && !is_try(pair->open)) {
		struct proposal *s = proposal_of(p, PROPOSAL_TYPES, section, NULL);

		const char *old = is_new ? kind : strchr(g_ptr_array_index(s->statements, 0), '=') + 2;
		bool counts = opener->points >= POINTS_LIKELY && s->points >= POINTS_LIKELY;

		/* The surest opener says it; of two that count, the one that masks less. */
		if (is_new || opener->points > s->points || (counts && strcmp(weaker(old, kind), old))) {
			char *both = g_strdup(counts ? weaker(old, kind) : kind);

			g_ptr_array_set_size(s->statements, 0);
			g_ptr_array_set_size(s->evidence, 0);
			proposal_state(s, "kind = %s", both);
			proposal_support(s, 0, "%s: %s", pair->open->name, why);
			g_free(both);
		}
		if (s->points < opener->points) {
			s->points = opener->points;
			g_free(s->pair);
			s->pair = g_strdup(opener->section);
		}
	}
	g_free(section);
}

/* What an acquire masks beyond what the lock's kind does. */
static void state_masks(struct proposer *p)
{
	for (guint i = 0; i < p->proposals->len; i++) {
		struct proposal *s = g_ptr_array_index(p->proposals, i);
		const struct looks *f = s->function;
		const char *mask = s->group == PROPOSAL_LOCKS ? extra_mask(p, f, s->is_opener) : NULL;
		const struct proposal *type = NULL;

		for (unsigned k = 1; mask && !type && k <= f->params->len; k++) {
			char *section = g_strconcat("type ", looks_param(f, k)->type, NULL);

			type = g_hash_table_lookup(p->by_section, section);
			g_free(section);
		}
		const char *kind = type ? strchr(g_ptr_array_index(type->statements, 0), '=') + 2 : "";
		bool is_in_kind = mask && (!strcmp(kind, "irq_spin") || (!strcmp(kind, "spin") && !strcmp(mask, "no_preempt")));

		if (mask && !is_in_kind)
			proposal_state(s, "%s = %s", s->is_opener ? "enters" : "leaves", mask);
	}
}

/* ---- pairs ---------------------------------------------------------------- */

static bool is_candidate(const struct proposer *p, const struct looks *f)
{
	return known_role(p, f->name) == KNOWN_NOT && !f->is_system && !is_init(f);
}

static bool pair_by_name(struct proposer *p, const struct looks *open)
{
	GPtrArray *others = name_opposites(p->all, open->name, lock_words);
	bool found = false;

	for (guint i = 0; i < others->len && !found; i++) {
		struct pair pair = { .open = open, .close = g_ptr_array_index(others, i), .by_name = true };

		found = is_candidate(p, pair.close) && common_param(&pair);
		if (found)
			propose_pair(p, &pair);
	}
	g_ptr_array_free(others, TRUE);
	return found;
}

/* Does it do anything to a parameter that a lock does? */
static bool does_something(const struct proposer *p, const struct looks *f)
{
	for (unsigned i = 1; i <= f->params->len; i++)
		if (looks_param(f, i)->type[0] && (spins_on(f, i) || find_one_sided(p, f, i, true)))
			return true;
	return false;
}

/* It spins; of those that store back, the one that follows it most often. */
static void pair_by_deeds(struct proposer *p, const struct looks *open)
{
	struct pair best = { 0 };
	const char *field;

	for (guint i = 0; i < p->all->functions->len; i++) {
		struct pair pair = { .open = open, .close = g_ptr_array_index(p->all->functions, i) };

		if (pair.close == open || !is_candidate(p, pair.close) || !common_param(&pair))
			continue;
		const struct looks_deed *taken = find_one_sided(p, open, pair.open_param, true);
		const struct looks_deed *given = find_one_sided(p, pair.close, pair.close_param, false);
		bool is_pair = (spins_on(open, pair.open_param) && !spins_on(pair.close, pair.close_param) &&
				has_deed(pair.close->clears, pair.close_param, &field)) || (taken && given);

		if (is_pair && looks_balanced(p->all, open->name, pair.close->name) >
			       (best.close ? looks_balanced(p->all, open->name, best.close->name) : 0))
			best = pair;
	}
	if (best.close)
		propose_pair(p, &best);
}

static void propose_all(struct proposer *p, bool only_doers)
{
	for (guint i = 0; i < p->all->functions->len; i++) {
		const struct looks *f = g_ptr_array_index(p->all->functions, i);
		bool does = is_candidate(p, f) && !proposal_find(p, f->name) && does_something(p, f);

		if (!is_candidate(p, f) || proposal_find(p, f->name) || (only_doers && !does))
			continue;
		if (!pair_by_name(p, f) && does)
			pair_by_deeds(p, f);
	}
}

void propose_locks(struct proposer *p)
{
	guint before;

	/* First those that do something, then those that call them, and last those that only have a name. */
	do {
		before = p->proposals->len;
		propose_all(p, true);
	} while (p->proposals->len != before);
	propose_all(p, false);
	state_masks(p);
}
