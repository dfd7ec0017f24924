/* SPDX-License-Identifier: MIT
 *
 * simulate.c: threads, handlers and user-defined contexts take and release random locks, and each
 * verdict of lockdep's is compared with the naive oracle's, in both directions.
 *
 *     lockdep-simulate [OPERATIONS [SEED]]
 *
 * Each seed is a program of its own: other classes, other kinds, other threads, fresh tables; in every
 * third of them a broken rule refuses the lock.  The port is simulated as well; one operation
 * runs at a time, so a difference can be repeated by its seed.
 */
#include <lockdep/port.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

enum { THREADS = 3, OPERATIONS_PER_SEED = 400, HANDLERS = 3 };

struct sim_thread {
	struct lockdep_thread lockdep;
	struct oracle_thread oracle;
	unsigned masked[HF_CTX_COUNT];
	struct {
		unsigned row, depth;
		unsigned masked[HF_CTX_COUNT];
	} handlers[HANDLERS];
	unsigned handler_count;
	bool pinned;
};

struct sim_lock {
	struct lockdep_map map;
	unsigned cls, index;
};

static struct sim_thread threads[THREADS], *current;
static struct oracle_class drawn[ORACLE_CLASSES];
static struct lockdep_class classes[ORACLE_CLASSES];
static char names[ORACLE_CLASSES][8];
static struct sim_lock locks[ORACLE_CLASSES][ORACLE_LOCKS];
static unsigned class_count, lock_count[ORACLE_CLASSES], thread_count, levels;
static uint64_t seed;
static bool with_readers, with_tries, refusing, declaring, verbose;
static unsigned long operations, verdicts[LOCKDEP_RULE_COUNT];

static const uint16_t closes[] = {
#define HF_CONTEXT(id, masked, entered, closes_, waits, rule, actor) (closes_),
#include <contexts.def>
#undef HF_CONTEXT
};

/* ---- the port ------------------------------------------------------------ */

struct lockdep_thread *lockdep_port_thread(void)
{
	return current ? &current->lockdep : NULL;      /* before the first thread */
}

uint32_t lockdep_port_context(void)
{
	uint32_t closed = 0, entered = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (current->masked[row])
			closed |= closes[row];
	for (unsigned i = 0; i < current->handler_count; i++) {
		entered |= 1u << current->handlers[i].row;
		closed |= closes[current->handlers[i].row];
	}
	return entered << 16 | closed | (current->pinned ? LOCKDEP_PINNED : 0);
}

unsigned long lockdep_port_enter(void)
{
	return 0;
}

void lockdep_port_leave(unsigned long state)
{
	(void)state;
}

unsigned lockdep_port_cpu(void)
{
	return 0;
}

const char *lockdep_port_thread_name(void)
{
	return "simulated";
}

unsigned lockdep_port_backtrace(const void **pcs, unsigned cap)
{
	(void)pcs;
	(void)cap;
	return 0;
}

void lockdep_port_symbol(const void *pc, char *buf, size_t cap)
{
	snprintf(buf, cap, "%p", pc);
}

void lockdep_port_report(const char *text, size_t len)
{
	if (verbose)
		printf("%.*s", (int)len, text);
}

void lockdep_port_panic(enum lockdep_rule rule)
{
	(void)rule;
	abort();
}

uint64_t lockdep_port_clock_ns(void)
{
	return 0;
}

/* ---- random programs ------------------------------------------------------ */

static unsigned draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 11) % below;
}

static bool sorted(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	return ((const struct sim_lock *)outer)->index < ((const struct sim_lock *)inner)->index;
}

static void draw_class(unsigned c)
{
	static const uint16_t states[] = {
		0,
#define HF_CONTEXT(id, masked, entered, closes_, waits, rule, actor) (closes_),
#include <contexts.def>
#undef HF_CONTEXT
	};

	drawn[c] = (struct oracle_class){
		.kind = draw(HF_KIND_COUNT),
		.declared = states[draw(HF_CTX_COUNT + 1)],
		.rank = draw(4) ? 0 : 1 + draw(3),
		.wait = draw(6) ? LOCKDEP_WAIT_BY_KIND : 1 + draw(3),
		.sorted = !draw(5),
	};
	snprintf(names[c], sizeof(names[c]), "c%u", c);
	classes[c] = (struct lockdep_class){
		.name = names[c],
		.kind = (uint8_t)drawn[c].kind,
		.declared = drawn[c].declared,
		.wait = (uint8_t)drawn[c].wait,
		.rank = (uint16_t)drawn[c].rank,
		.nests = drawn[c].sorted ? sorted : NULL,
	};
	lock_count[c] = 1 + draw(ORACLE_LOCKS);
	for (unsigned i = 0; i < ORACLE_LOCKS; i++)
		locks[c][i] = (struct sim_lock){ .map.cls = &classes[c], .cls = c, .index = i };
}

static void start(uint64_t number)
{
	lockdep_reset();
	seed = number * 0x9e3779b97f4a7c15u | 1;
	for (unsigned i = 0; i < 8; i++)
		draw(2);
	/* The oracle tries every way there is: few nodes. */
	levels = draw(3) ? 1 : ORACLE_LEVELS;
	with_readers = draw(2);
	refusing = !draw(3);
	declaring = !draw(4);
	class_count = 2 + draw(levels > 1 || refusing ? 1 : with_readers ? 3 : 4);
	thread_count = 1 + draw(THREADS);
	with_tries = draw(2);
	memset(threads, 0, sizeof(threads));
	for (unsigned c = 0; c < class_count; c++)
		draw_class(c);
	oracle_start(drawn, class_count);
	lockdep_policy_set(LOCKDEP_RULE_NONE, refusing ? LOCKDEP_REFUSE : LOCKDEP_REPORT);
	if (refusing)
		oracle_refuse();
	for (unsigned c = 0; declaring && c + 1 < class_count; c++) {
		oracle_declare(c, c + 1);
		lockdep_declare_order(&classes[c], &classes[c + 1]);
	}
}

/* ---- comparing ------------------------------------------------------------- */

/* Either side has too many ways to try: the program is left there. */
static bool undecided(void)
{
	struct lockdep_stats stats;

	lockdep_stats_get(&stats);
	return stats.undecided;
}

static bool compare(uint64_t number, unsigned step, const char *what, const struct sim_lock *lock,
		    struct oracle_verdict v)
{
	uint32_t broken = current->lockdep.broken, certain = current->lockdep.certain;
	uint32_t differ = (broken ^ v.broken) & ~(v.perhaps & ~broken);

	if (oracle_gave_up() || undecided())
		return true;
	for (unsigned rule = 1; rule < LOCKDEP_RULE_COUNT; rule++)
		verdicts[rule] += broken >> rule & 1;
	differ |= v.certain & ~certain & broken;
	differ |= v.livelock & certain & ~v.certain;
	if (!differ)
		return true;
	printf("FAIL lockdep: simulation: seed %llu, operation %u, %s", (unsigned long long)number,
	       step, what);
	if (lock)
		printf(" c%u.%u", lock->cls, lock->index);
	for (unsigned rule = 1; rule < LOCKDEP_RULE_COUNT; rule++)
		if (differ & 1u << rule)
			printf(", %s: %s%s", lockdep_rule_name((enum lockdep_rule)rule),
			       broken & 1u << rule ? "lockdep says so" : "the oracle says so",
			       (broken & v.broken & 1u << rule) ? ", another severity" : "");
	puts("");
	return false;
}

/* What the lock is taken under, if anything: mostly, but not always, a lock that is held. */
static struct sim_lock *draw_parent(const struct sim_lock *lock)
{
	unsigned depth = current->oracle.depth, cls = draw(class_count);
	struct sim_lock *parent = &locks[cls][draw(lock_count[cls])];

	if (draw(6))
		return NULL;
	if (depth && draw(8)) {
		const struct oracle_held *held = &current->oracle.held[draw(depth)];

		parent = &locks[held->cls][held->lock];
	}
	return parent == lock ? NULL : parent;
}

static bool take(uint64_t number, unsigned step)
{
	struct sim_lock *lock, *parent;
	unsigned cls = draw(class_count), flags = 0, level = 0;
	uint32_t context = lockdep_port_context();
	struct oracle_verdict v;
	enum lockdep_rule rule;

	if (current->oracle.depth >= ORACLE_DEPTH - 1)
		return true;
	lock = &locks[cls][draw(lock_count[cls])];
	if (with_tries && !draw(4))
		flags |= LOCKDEP_TRY;
	if (with_readers)
		flags |= (unsigned[]){ 0, 0, LOCKDEP_READ, LOCKDEP_READ_RECURSIVE }[draw(4)];
	if (levels > 1 && !draw(3))
		level = draw(levels);
	parent = draw_parent(lock);
	if (verbose)
		printf("%u: take c%u.%u flags %u level %u context %x%s%s\n", step, cls, lock->index,
		       flags, level, context, parent ? " under " : "", parent ? parent->map.cls->name : "");
	if (parent)
		oracle_under(parent->cls, parent->index);
	v = oracle_acquire(&current->oracle, cls, lock->index, flags, level, context);
	flags |= LOCKDEP_LEVEL(level);
	rule = parent ? lockdep_acquire_under(&lock->map, &parent->map, flags, NULL)
		      : lockdep_acquire(&lock->map, flags, NULL);
	if (lockdep_refuses(rule) != (refusing && v.broken) && !oracle_gave_up() && !undecided()) {
		printf("FAIL lockdep: simulation: seed %llu, operation %u: %s\n",
		       (unsigned long long)number, step, rule ? "refused" : "not refused");
		return false;
	}
	return compare(number, step, "taking", lock, v);
}

/* Locks taken before the handler began are not its to release. */
static unsigned own_from(void)
{
	return current->handler_count ? current->handlers[current->handler_count - 1].depth : 0;
}

static bool release(uint64_t number, unsigned step, unsigned index)
{
	const struct oracle_held *held = &current->oracle.held[index];
	struct sim_lock *lock = &locks[held->cls][held->lock];
	struct oracle_verdict v;

	if (verbose)
		printf("%u: release c%u.%u context %x\n", step, lock->cls, lock->index, lockdep_port_context());
	v = oracle_release(&current->oracle, lock->cls, lock->index, lockdep_port_context());
	lockdep_release(&lock->map, NULL);
	return compare(number, step, "releasing", lock, v);
}

static bool release_any(uint64_t number, unsigned step)
{
	unsigned from = own_from(), depth = current->oracle.depth;
	unsigned index;

	if (!draw(200)) {
		struct sim_lock *lock = &locks[0][0];
		struct oracle_verdict v;

		for (unsigned i = 0; i < depth; i++)
			if (!current->oracle.held[i].cls && !current->oracle.held[i].lock)
				return true;
		v = oracle_release(&current->oracle, 0, 0, lockdep_port_context());
		lockdep_release(&lock->map, NULL);
		return compare(number, step, "releasing what isn't held", lock, v);
	}
	if (depth == from)
		return true;
	index = draw(4) ? depth - 1 : from + draw(depth - from);
	for (unsigned i = depth; i-- > index + 1;)      /* the youngest one of the lock goes */
		if (current->oracle.held[i].cls == current->oracle.held[index].cls &&
		    current->oracle.held[i].lock == current->oracle.held[index].lock)
			index = i;
	return release(number, step, index);
}

static bool unmask(uint64_t number, unsigned step, unsigned row)
{
	struct oracle_verdict v;

	current->masked[row]--;
	v = oracle_opened(&current->oracle, lockdep_port_context());
	lockdep_context_opened(NULL);
	return compare(number, step, "unmasking", NULL, v);
}

static bool mask_or_unmask(uint64_t number, unsigned step)
{
	unsigned row = draw(HF_CTX_COUNT), before = 0;

	if (current->handler_count)
		before = current->handlers[current->handler_count - 1].masked[row];
	if (verbose)
		printf("%u: mask or unmask %u\n", step, row);
	if (current->masked[row] > before && draw(3))
		return unmask(number, step, row);
	current->masked[row]++;
	return true;
}

static bool interrupt(uint64_t number, unsigned step)
{
	unsigned n = current->handler_count, row = 1 + draw(HF_CTX_COUNT - 1);

	if (n && (n == HANDLERS || draw(2))) {
		if (verbose)
			printf("%u: return\n", step);
		while (current->oracle.depth > current->handlers[n - 1].depth)
			if (!release(number, step, current->oracle.depth - 1))
				return false;
		memcpy(current->masked, current->handlers[n - 1].masked, sizeof(current->masked));
		current->handler_count--;
		return true;
	}
	if (n == HANDLERS || (lockdep_port_context() & 1u << row))
		return true;
	if (verbose)
		printf("%u: interrupt %u\n", step, row);
	current->handlers[n].row = row;
	current->handlers[n].depth = current->oracle.depth;
	memcpy(current->handlers[n].masked, current->masked, sizeof(current->masked));
	current->handler_count++;
	return true;
}

static bool block(uint64_t number, unsigned step)
{
	struct oracle_verdict v = oracle_block(&current->oracle, lockdep_port_context());

	lockdep_might_block(NULL);
	return compare(number, step, "blocking", NULL, v);
}

static bool held_by_any(unsigned cls, unsigned lock)
{
	for (unsigned i = 0; i < thread_count; i++)
		for (unsigned k = 0; k < threads[i].oracle.depth; k++)
			if (threads[i].oracle.held[k].cls == cls &&
			    (lock == ORACLE_LOCKS || threads[i].oracle.held[k].lock == lock))
				return true;
	return false;
}

/* A module is unloaded and another one comes in its place, or a lock in another's memory. */
static bool renew(uint64_t number, unsigned step)
{
	unsigned cls = draw(class_count), lock = draw(lock_count[cls]);
	bool whole = draw(2);

	if (!oracle_can_forget() || held_by_any(cls, whole ? ORACLE_LOCKS : lock))
		return true;
	if (verbose)
		printf("%u: renew c%u%s\n", step, cls, whole ? "" : ", a lock");
	if (!whole) {
		oracle_remake(cls, lock);
		lockdep_init(&locks[cls][lock].map, &classes[cls], NULL);
		return compare(number, step, "making", &locks[cls][lock], (struct oracle_verdict){ 0 });
	}
	oracle_forget(cls);
	lockdep_forget(&classes[cls], sizeof(classes[cls]));
	draw_class(cls);
	return true;
}

static void forget_all(unsigned step)
{
	for (unsigned c = 0; c < class_count; c++)
		if (held_by_any(c, ORACLE_LOCKS))
			return;
	if (verbose)
		printf("%u: reset\n", step);
	lockdep_reset();
	oracle_start(drawn, class_count);
	if (refusing)
		oracle_refuse();
	for (unsigned c = 0; c < class_count; c++)
		for (unsigned i = 0; i < ORACLE_LOCKS; i++)
			locks[c][i].map = (struct lockdep_map){ .cls = &classes[c] };
}

/* What is said of a thread and what it holds. */
static bool tell(uint64_t number, unsigned step)
{
	unsigned cls = draw(class_count), lock = draw(lock_count[cls]);
	struct lockdep_map *map = &locks[cls][lock].map;
	struct oracle_thread *o = &current->oracle;
	struct oracle_verdict v;

	switch (draw(6)) {
	case 0:
		v = oracle_held_nothing(o);
		lockdep_return_to_user(NULL);
		return compare(number, step, "going to user mode", NULL, v);
	case 1:
		if (current->handler_count)
			return true;
		v = oracle_held_nothing(o);
		o->depth = 0;
		lockdep_thread_exit(NULL);
		lockdep_thread_forget(&current->lockdep);
		return compare(number, step, "ending", NULL, v);
	case 2:
		v = oracle_switch(o);
		lockdep_switch(NULL);
		return compare(number, step, "switching", NULL, v);
	case 3:
		v = oracle_assert(o, cls, lock, false);
		lockdep_assert_held(map, 0, NULL);
		return compare(number, step, "asserting", &locks[cls][lock], v);
	case 4:
		v = oracle_assert(o, cls, lock, true);
		lockdep_assert_held(map, LOCKDEP_READ, NULL);
		return compare(number, step, "asserting", &locks[cls][lock], v);
	default:
		v = oracle_assert(o, cls, lock, true);
		v.broken ^= 1u << LOCKDEP_RULE_REQUIRES;
		lockdep_assert_not_held(map, NULL);
		return compare(number, step, "asserting not", &locks[cls][lock], v);
	}
}

static bool operate(uint64_t number, unsigned step)
{
	unsigned what = draw(100);

	current = &threads[draw(thread_count)];
	current->lockdep.broken = current->lockdep.certain = 0;
	operations++;
	if (what < 41)
		return take(number, step);
	if (what < 77)
		return release_any(number, step);
	if (what < 87)
		return mask_or_unmask(number, step);
	if (what < 94)
		return interrupt(number, step);
	if (what < 96)
		return block(number, step);
	if (what < 97)
		return tell(number, step);
	if (what < 98)
		return renew(number, step);
	if (what < 99 && !draw(10)) {
		forget_all(step);
		return true;
	}
	current->pinned = !current->handler_count && draw(4) == 0;
	return true;
}

/* Nobody to check yet: nothing is found, and what is told of locks and classes counts. */
static bool too_early(void)
{
	struct lockdep_class *first = &classes[0], *second = &classes[1];
	struct lockdep_map map = { .cls = NULL };
	struct lockdep_stats stats;
	unsigned found;

	lockdep_reset();
	current = NULL;
	classes[0] = (struct lockdep_class)LOCKDEP_CLASS_INIT("early 0", HF_KIND_mutex, 0);
	classes[1] = (struct lockdep_class)LOCKDEP_CLASS_INIT("early 1", HF_KIND_mutex, 0);
	found = lockdep_init(&map, first, NULL) | lockdep_acquire(&map, 0, NULL) |
		lockdep_acquire(&map, 0, NULL) | lockdep_release(&map, NULL) |
		lockdep_release(&map, NULL) | lockdep_release(&map, NULL) | lockdep_might_block(NULL) |
		lockdep_context_opened(NULL) | lockdep_assert_held(&map, 0, NULL) |
		lockdep_free(&map, sizeof(map), NULL) | lockdep_thread_exit(NULL) |
		lockdep_section_end(0, NULL);
	lockdep_panicking();
	lockdep_declare_order(first, second);
	lockdep_stats_get(&stats);
	return !found && lockdep_is_held(&map) && map.cls == first && !stats.acquires && stats.edges == 1;
}

int main(int argc, char **argv)
{
	unsigned long wanted = argc > 1 ? strtoul(argv[1], NULL, 0) : 200000;
	uint64_t number = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct lockdep_stats stats;
	unsigned differences = 0, given_up = 0;

	verbose = argc > 3;
	if (!too_early()) {
		puts("FAIL lockdep: simulation: before the first thread");
		return EXIT_FAILURE;
	}
	current = &threads[0];
	for (; operations < wanted; number++) {
		start(number);
		for (unsigned step = 0; step < OPERATIONS_PER_SEED; step++)
			if (!operate(number, step)) {
				differences++;
				break;
			} else if (oracle_gave_up() || undecided()) {
				given_up++;
				break;
			}
		lockdep_stats_get(&stats);
		if (stats.full_classes || stats.full_edges || stats.full_held) {
			printf("FAIL lockdep: simulation: seed %llu: a table was full\n",
			       (unsigned long long)number);
			return EXIT_FAILURE;
		}
		if (differences > 10)
			break;
	}
	for (unsigned rule = 1; rule <= LOCKDEP_RULE_REQUIRES; rule++)
		if (!verdicts[rule] && wanted >= 40000) {
			printf("FAIL lockdep: simulation: %s never broken\n",
			       lockdep_rule_name((enum lockdep_rule)rule));
			differences++;
		}
	if (differences)
		return EXIT_FAILURE;
	printf("ok lockdep: simulation, %lu operations as the oracle has it, %u programs ended early\n",
	       operations, given_up);
	return EXIT_SUCCESS;
}
