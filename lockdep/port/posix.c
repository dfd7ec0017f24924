/* SPDX-License-Identifier: MIT
 *
 * posix.c: lockdep's port to POSIX threads (glibc or any libc with <execinfo.h>).
 *
 * One mutex excludes the slow path's users, and blocked signals their handlers: a
 * signal handler that plays an actor may take checked locks.
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
#include <time.h>

#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) (closes),
static const uint16_t closes_of[] = {
#include <contexts.def>
};
#undef HF_CONTEXT

static _Thread_local struct {
	struct lockdep_thread lockdep;
	const char *name;
	uint16_t masked[HF_CTX_COUNT];          /* how often */
	uint16_t entered[HF_CTX_COUNT];
	bool pinned;
	uint32_t context;                       /* as lockdep_port_context returns it */
} self;

static pthread_mutex_t slow_path = PTHREAD_MUTEX_INITIALIZER;
static sigset_t blocked_before;                 /* by whoever holds it */
static void (*on_report)(const char *text, size_t len);
static void (*on_panic)(enum lockdep_rule rule);

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
	pthread_mutex_lock(&slow_path);
	blocked_before = before;
	return 0;
}

void lockdep_port_leave(unsigned long state)
{
	sigset_t before = blocked_before;

	(void)state;
	pthread_mutex_unlock(&slow_path);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

unsigned lockdep_port_cpu(void)
{
	int cpu = sched_getcpu();

	return cpu < 0 ? 0 : (unsigned)cpu;
}

const char *lockdep_port_thread_name(void)
{
	return self.name ? self.name : "?";
}

unsigned lockdep_port_backtrace(const void **pcs, unsigned cap)
{
	int got = backtrace((void **)pcs, (int)cap);

	return got < 0 ? 0 : (unsigned)got;
}

void lockdep_port_symbol(const void *pc, char *buf, size_t cap)
{
	Dl_info info;

	if (dladdr(pc, &info) && info.dli_sname)
		snprintf(buf, cap, "%s+0x%zx", info.dli_sname,
			 (size_t)((const char *)pc - (const char *)info.dli_saddr));
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
