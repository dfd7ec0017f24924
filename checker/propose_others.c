// SPDX-License-Identifier: MIT
/*
 * propose_others.c: what sleeps, and what calls back.
 */
#include "propose.h"

#include <string.h>

#define SLEEP_VERBS "sleep msleep usleep nanosleep ssleep nap delay wait pend yield suspend park block join"
#define SURE_VERBS "sleep msleep usleep nanosleep ssleep nap yield"
#define TIME_WORDS "ms msec msecs us usec usecs ns nsec ticks tick time timeout sec secs seconds millis milliseconds duration " \
		   "delay period interval"
#define SWITCH_WORDS "schedule reschedule resched swtch yield"
#define NOT_BLOCKING_WORDS "try nowait isr irq wake wakeup init set add del remove is has can cancel init queue destroy " \
			   "no non udelay ndelay busy cycles spin timer work"

/* ---- blocking ------------------------------------------------------------- */

static bool has_object(const struct looks *f)
{
	for (unsigned i = 1; i <= f->params->len; i++)
		if (strchr("lv", looks_param(f, i)->flag))
			return true;
	return false;
}

static bool takes_function(const struct looks *f)
{
	for (unsigned i = 1; i <= f->params->len; i++)
		if (looks_param(f, i)->flag == 'f')
			return true;
	return false;
}

/* The parameter that is a time, from 1; 0: none. */
static unsigned time_param(const struct looks *f)
{
	for (unsigned i = 1; i <= f->params->len; i++)
		if (looks_param(f, i)->flag == 'i' && name_has(looks_param(f, i)->name, TIME_WORDS))
			return i;
	return 0;
}

static bool says_it_switches(const struct looks *f)
{
	bool says = (name_has(f->name, SWITCH_WORDS) && !has_object(f)) || (!strcmp(f->name, "sched") && !f->params->len);
	bool switches = (name_has(f->name, "switch") && name_has(f->name, "context task thread")) ||
			!strcmp(f->name, "switch_to") || !strcmp(f->name, "swtch");

	return (says || switches) && !takes_function(f) && !name_has(f->name, "init lock unlock disable enable");
}

/* Gives the CPU to another thread: the bottom of all that sleeps.  A body of C alone does not, but for what it calls. */
static bool is_switch(const struct proposer *p, const struct looks *f)
{
	bool can = !f->is_defined || f->assembly->len;

	for (guint i = 0; !can && i < f->calls->len; i++) {
		const struct looks *callee = looks_find(p->all, g_array_index(f->calls, struct looks_deed, i).what);

		can = callee && callee != f && says_it_switches(callee);
	}
	return can && says_it_switches(f);
}

static const char *find_call(const struct proposer *p, const struct looks *f, enum proposal_group group)
{
	for (guint i = 0; i < f->calls->len; i++) {
		const char *callee = g_array_index(f->calls, struct looks_deed, i).what;
		const struct proposal *s = proposal_find(p, callee);

		if (s && s->group == group && proposal_points(p, s) >= POINTS_LIKELY && strcmp(callee, f->name))
			return callee;
	}
	return NULL;
}

/* With a timeout of 0 nothing waits. */
static struct proposal *new_blocking(struct proposer *p, const struct looks *f)
{
	char *section = g_strconcat("function ", f->name, NULL);
	struct proposal *s = proposal_of(p, PROPOSAL_BLOCKING, section, f);

	if (time_param(f) && has_object(f) && !name_has(f->name, SURE_VERBS))
		proposal_state(s, "may-block-unless = $%u == 0", time_param(f));
	else
		proposal_state(s, "may-block = yes");
	g_free(section);
	return s;
}

/* Nothing that is left to its name alone may do the opposite: count, set up, wake. */
static bool says_it_blocks(const struct looks *f)
{
	return name_has(f->name, SLEEP_VERBS) && !name_has(f->name, NOT_BLOCKING_WORDS);
}

static void propose_by_name(struct proposer *p, const struct looks *f)
{
	bool only_waits = f->is_defined && f->is_busy && !f->calls->len;

	bool may_wait = name_has(f->name, "receive recv take get pop fetch") && time_param(f) && has_object(f);

	/* A body that can be seen speaks for itself, unless it ends in what can't. */
	if (!(says_it_blocks(f) || may_wait) || only_waits || takes_function(f) || f->is_system ||
	    (f->is_defined && !f->assembly->len))
		return;
	struct proposal *s = new_blocking(p, f);

	proposal_support(s, name_has(f->name, SURE_VERBS) ? 3 : 2, "its name; no body of it is here%s",
			 f->assembly->len ? " but assembly" : "");
	if (time_param(f))
		proposal_support(s, 1, "takes a time");
	if (has_object(f) && name_has(f->name, "wait pend join park"))
		proposal_support(s, 1, "takes what to wait for");
	if (name_has(f->name, "us usec ns cycles"))
		proposal_support(s, -3, "may well be a busy wait");
}

static void propose_switch(struct proposer *p, const struct looks *f)
{
	struct proposal *s = new_blocking(p, f);

	proposal_support(s, 3, "a switch to another thread by its name");
	if (f->assembly->len)
		proposal_support(s, 3, "and there is assembly in it");
}

/* What keeps others away while it switches would be a finding in itself.  Only those that say that they wait, or that mask
 * around the switch itself, are a system's own: a lock around a wait may be what is looked for.  True if it is one. */
static bool propose_around_switch(struct proposer *p, const struct looks *f)
{
	const char *callee = find_call(p, f, PROPOSAL_BLOCKING);
	const char *mask = find_call(p, f, PROPOSAL_MASKS), *lock = find_call(p, f, PROPOSAL_LOCKS);
	const struct looks *inner = callee ? looks_find(p->all, callee) : NULL;
	bool says = says_it_blocks(f) && (has_object(f) || time_param(f));

	if (!inner || !(mask || lock) || !(says || (is_switch(p, inner) && mask && has_object(f))))
		return false;
	unsigned given = gives_back(p, f);
	struct proposal *s;

	/* A wait with a lock, which is free meanwhile: it may sleep with that one held, and with no other. */
	if (given) {
		char *section = g_strconcat("function ", f->name, NULL);

		s = proposal_of(p, PROPOSAL_BLOCKING, section, f);
		proposal_state(s, "requires = $%u", given);
		proposal_state(s, "body = trust");
		proposal_support(s, 0, "gives `%s` back while it waits", looks_param(f, given)->name);
		g_free(section);
	} else {
		s = new_blocking(p, f);
	}
	proposal_support(s, says ? 4 : 3, "calls %s, next to %s", callee, mask ? mask : lock);
	return true;
}

static bool is_open(const struct proposer *p, const struct looks *f)
{
	return known_role(p, f->name) == KNOWN_NOT && !proposal_find(p, f->name) && (f->sites || f->is_defined);
}

void propose_blocking(struct proposer *p)
{
	const GPtrArray *functions = p->all->functions;

	for (guint i = 0; i < functions->len; i++) {
		const struct looks *f = g_ptr_array_index(functions, i);

		/* Where the body calls another switch, that one is it. */
		if (is_open(p, f) && is_switch(p, f) && !f->is_system)
			propose_switch(p, f);
		else if (is_open(p, f))
			propose_by_name(p, f);
	}
	bool is_changed;

	do {
		is_changed = false;
		for (guint i = 0; i < functions->len; i++) {
			const struct looks *f = g_ptr_array_index(functions, i);

			if (is_open(p, f) && f->is_defined)
				is_changed |= propose_around_switch(p, f);
		}
	} while (is_changed);
}

/* ---- callbacks ------------------------------------------------------------ */

struct caller {
	const char *state, *words, *text;
	const char *verbs;              /* one of these, too; NULL: none needed */
	bool needs_masks;               /* only where there is a kernel */
};

static const struct caller callers[] = {
	{ "in_irq", "irq isr interrupt intr vector exti nvic gic", "an interrupt's", NULL, true },
	{ "in_softirq", "timer tick timeout alarm softirq tasklet deferred dpc bottom", "a timer's or deferred work's", NULL,
	  true },
	{ "in_thread", "thread threads task tasks process worker workers work job fiber kthread", "a thread's",
	  "create start spawn run new fork launch submit queue schedule enqueue", false },
};

/* The functions that call what is kept there. */
static GPtrArray *dispatchers(const struct proposer *p, const char *place)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < p->all->functions->len; i++) {
		const struct looks *f = g_ptr_array_index(p->all->functions, i);

		for (guint k = 0; k < f->through->len; k++)
			if (!strcmp(g_array_index(f->through, struct looks_deed, k).what, place)) {
				g_ptr_array_add(found, (struct looks *)f);
				break;
			}
	}
	return found;
}

/* Points for a place where the parameter is kept until a dispatcher calls it. */
static void support_by_place(struct proposer *p, struct proposal *s, const char *place, const char *words)
{
	GPtrArray *all = dispatchers(p, place);

	if (all->len == 1) {
		const struct looks *f = g_ptr_array_index(all, 0);

		proposal_support(s, name_has(f->name, words) ? 3 : 1, "keeps it in %s, from where only %s calls it", place,
				 f->name);
	} else {
		proposal_support(s, all->len ? 0 : 1, "keeps it in %s, from where %u functions here call it", place, all->len);
	}
	g_ptr_array_free(all, TRUE);
}

/* What calls the kept functions and is called by nobody here, is called by the hardware or by assembly. */
static void propose_dispatcher(struct proposer *p, const struct proposal *callback, const char *place,
			       const struct caller *caller)
{
	GPtrArray *all = dispatchers(p, place);
	const struct looks *f = all->len == 1 ? g_ptr_array_index(all, 0) : NULL;

	if (f && !f->sites && is_open(p, f)) {
		char *section = g_strconcat("function ", f->name, NULL);
		struct proposal *s = proposal_of(p, PROPOSAL_CALLBACKS, section, f);

		proposal_state(s, "called-in = %s", caller->state);
		proposal_support(s, callback->points, "calls what %s keeps, and nothing here calls it",
				 callback->function->name);
		g_free(section);
	}
	g_ptr_array_free(all, TRUE);
}

static const char *kept_in(const struct looks *f, unsigned param)
{
	for (guint i = 0; i < f->keeps->len; i++)
		if (g_array_index(f->keeps, struct looks_deed, i).param == param)
			return g_array_index(f->keeps, struct looks_deed, i).what;
	return NULL;
}

static bool is_called_here(const struct proposer *p, const char *place)
{
	GPtrArray *all = dispatchers(p, place);
	bool found = all->len > 0;

	g_ptr_array_free(all, TRUE);
	return found;
}

static bool dispatcher_has(const struct proposer *p, const char *place, const char *words)
{
	GPtrArray *all = place ? dispatchers(p, place) : g_ptr_array_new();
	bool found = all->len == 1 && name_has(((struct looks *)g_ptr_array_index(all, 0))->name, words);

	g_ptr_array_free(all, TRUE);
	return found;
}

static void propose_callback(struct proposer *p, const struct looks *f, unsigned param)
{
	const char *place = kept_in(f, param), *name = looks_param(f, param)->name;
	const struct caller *best = NULL;

	/* A body that only calls it, or hands it on, is followed. */
	if (f->is_defined && !place)
		return;
	for (unsigned i = 0; !best && i < G_N_ELEMENTS(callers); i++)
		if (callers[i].verbs ? name_has(f->name, callers[i].words) && name_has(f->name, callers[i].verbs) :
		    name_has(f->name, callers[i].words) || name_has(name, callers[i].words) ||
		    dispatcher_has(p, place, callers[i].words))
			best = &callers[i];
	/* A thread's own loop is followed to what it calls. */
	if (!best || (best->verbs && place && is_called_here(p, place)))
		return;
	/* Where nothing masks, and a model knows the system: its timers are threads of the program. */
	if (best->needs_masks && !p->has_masks && p->models[0])
		return;
	char *section = g_strconcat("function ", f->name, NULL);
	struct proposal *s = proposal_of(p, PROPOSAL_CALLBACKS, section, f);

	proposal_state(s, "param %u called-in = %s", param, best->state);
	proposal_support(s, name_has(f->name, best->words) ? 2 : 1, "%s callback by the name of %s", best->text,
			 name_has(f->name, best->words) ? f->name : name_has(name, best->words) ? name : "who calls it");
	if (name_has(name, "handler isr fn func function callback cb entry routine proc action start hook"))
		proposal_support(s, 1, "by the parameter's name, %s", name);
	if (place)
		support_by_place(p, s, place, best->words);
	if (best->needs_masks && !p->has_masks)
		proposal_support(s, -2, "nothing here masks interrupts, so that they may be a thread's");
	if (place)
		propose_dispatcher(p, s, place, best);
	g_free(section);
}

void propose_callbacks(struct proposer *p)
{
	for (guint i = 0; i < p->all->functions->len; i++) {
		const struct looks *f = g_ptr_array_index(p->all->functions, i);

		if (f->is_system || !is_open(p, f))
			continue;
		for (unsigned param = 1; param <= f->params->len; param++)
			if (looks_param(f, param)->flag == 'f')
				propose_callback(p, f, param);
	}
}
