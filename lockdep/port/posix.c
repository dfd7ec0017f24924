/* SPDX-License-Identifier: MIT
 *
 * posix.c: lockdep's port to POSIX threads (glibc or any libc with <execinfo.h>).
 *
 * One flag excludes the slow path's users (no mutex: it could be a checked one), and blocked signals
 * their handlers: a signal handler that plays an actor may take checked locks.
 */
#define _GNU_SOURCE
#include "posix.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <lockdep/port.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) (closes),
static const uint16_t closes_of[] = {
#include <contexts.def>
};
#undef HF_CONTEXT

static _Thread_local struct {
	struct lockdep_thread lockdep;
	const char *name;                       /* as it was told, or NULL */
	char kernel_name[16];
	uint16_t masked[HF_CTX_COUNT];          /* how often */
	uint16_t entered[HF_CTX_COUNT];
	uintptr_t stack, stack_end;             /* its bounds; end 0: not asked for yet */
	bool pinned, watched;
	uint32_t context;                       /* as lockdep_port_context returns it */
} self;

static bool slow_path;                          /* atomic: somebody is in it */
static unsigned long fork_state;
static sigset_t blocked_before;                 /* by whoever holds it */
static void (*on_report)(const char *text, size_t len);
static void (*on_panic)(enum lockdep_rule rule);

/* The last of the thread's doings that are checked. */
static void thread_ends(void *arg)
{
	(void)arg;
	lockdep_thread_exit(__builtin_return_address(0));
	lockdep_thread_forget(&self.lockdep);
	self.lockdep.busy = 1;          /* other destructors' locks are counted, not checked */
}

/* The child gets nobody else's slow path. */
static void before_fork(void)
{
	fork_state = lockdep_port_enter();
}

static void after_fork(void)
{
	lockdep_port_leave(fork_state);
}

static void update_context(void)
{
	uint32_t closed = 0, entered = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		if (self.masked[row] || self.entered[row])
			closed |= closes_of[row];
		if (self.entered[row])
			entered |= 1u << row;
	}
	self.context = entered << 16 | closed | (self.pinned ? LOCKDEP_PINNED : 0);
}

void lockdep_posix_mask(unsigned row)
{
	self.masked[row]++;
	update_context();
}

void lockdep_posix_unmask(unsigned row)
{
	self.masked[row]--;
	update_context();
	lockdep_context_opened(__builtin_return_address(0));
}

void lockdep_posix_enter(unsigned row)
{
	self.entered[row]++;
	update_context();
}

void lockdep_posix_leave(unsigned row)
{
	self.entered[row]--;
	update_context();
}

void lockdep_posix_name_thread(const char *name)
{
	self.name = name;
}

void lockdep_posix_pin(bool pinned)
{
	self.pinned = pinned;
	update_context();
}

void lockdep_posix_on_panic(void (*panic)(enum lockdep_rule rule))
{
	on_panic = panic;
}

void lockdep_posix_on_report(void (*report)(const char *text, size_t len))
{
	on_report = report;
}

static pthread_key_t end_key;
static bool have_end_key;

__attribute__((constructor)) static void make_end_key(void)
{
	have_end_key = !pthread_key_create(&end_key, thread_ends) &&
		       !pthread_atfork(before_fork, after_fork, after_fork);
}

/* The thread's end is to be noticed, before its memory goes. */
static void watch_end(void)
{
	self.watched = true;
	if (have_end_key)
		pthread_setspecific(end_key, &self);
}

struct lockdep_thread *lockdep_port_thread(void)
{
	return &self.lockdep;
}

uint32_t lockdep_port_context(void)
{
	return self.context;
}

unsigned long lockdep_port_enter(void)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	if (!self.watched)
		watch_end();
	while (__atomic_exchange_n(&slow_path, true, __ATOMIC_ACQUIRE))
		sched_yield();
	blocked_before = before;
	return 0;
}

void lockdep_port_leave(unsigned long state)
{
	sigset_t before = blocked_before;

	(void)state;
	__atomic_store_n(&slow_path, false, __ATOMIC_RELEASE);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

unsigned lockdep_port_cpu(void)
{
	int cpu = sched_getcpu();

	return cpu < 0 ? 0 : (unsigned)cpu;
}

const char *lockdep_port_thread_name(void)
{
	if (self.name)
		return self.name;
	return prctl(PR_GET_NAME, self.kernel_name) ? "?" : self.kernel_name;
}

/* The thread's stack; once, as it is slow. */
static void find_stack(void)
{
	pthread_attr_t attr;
	void *lowest;
	size_t size;

	self.stack_end = 1;
	if (pthread_getattr_np(pthread_self(), &attr))
		return;
	if (!pthread_attr_getstack(&attr, &lowest, &size)) {
		self.stack = (uintptr_t)lowest;
		self.stack_end = (uintptr_t)lowest + size;
	}
	pthread_attr_destroy(&attr);
}

/* Over the frame pointers, as far as there are any: each frame record lies above the one before, on
 * this stack. */
static unsigned walk_frames(const void **pcs, unsigned cap)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	unsigned depth = 0;

	if (!self.stack_end)
		find_stack();
	while (depth < cap && frame >= self.stack && frame + 2 * sizeof(void *) <= self.stack_end &&
	       !(frame % sizeof(void *))) {
		const uintptr_t *record = (const uintptr_t *)frame;

		if (record[1] < 4096)
			break;
		pcs[depth++] = (const void *)record[1];
		if (record[0] <= frame)
			break;
		frame = record[0];
	}
	return depth;
}

/* Unwinding by tables takes ten times as long as all else that a new chain costs: only for code that
 * keeps no frame pointers, where the walk ends among lockdep's own frames. */
#define OWN_FRAMES 8

unsigned lockdep_port_backtrace(const void **pcs, unsigned cap)
{
	unsigned depth = walk_frames(pcs, cap);
	int got;

	if (depth > OWN_FRAMES)
		return depth;
	got = backtrace((void **)pcs, (int)cap);
	return got < 0 ? 0 : (unsigned)got;
}

void lockdep_port_symbol(const void *pc, char *buf, size_t cap)
{
	Dl_info info;

	if (dladdr(pc, &info) && info.dli_sname)
		snprintf(buf, cap, "%s+0x%zx", info.dli_sname,
			 (size_t)((const char *)pc - (const char *)info.dli_saddr));
	else if (dladdr(pc, &info) && info.dli_fname)
		snprintf(buf, cap, "%s(0x%zx)", strrchr(info.dli_fname, '/') ?
			 strrchr(info.dli_fname, '/') + 1 : info.dli_fname,
			 (size_t)((const char *)pc - (const char *)info.dli_fbase));
	else
		snprintf(buf, cap, "%p", pc);
}

void lockdep_port_report(const char *text, size_t len)
{
	if (on_report)
		on_report(text, len);
	else
		fwrite(text, 1, len, stderr);
}

void lockdep_port_panic(enum lockdep_rule rule)
{
	if (on_panic)
		on_panic(rule);
	else
		abort();
}

uint64_t lockdep_port_clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
