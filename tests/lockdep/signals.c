/* SPDX-License-Identifier: MIT
 *
 * signals.c: handlers that interrupt lockdep at any instruction, as a kernel's
 * interrupts do.  A timer's signal handler plays an interrupt and takes locks over a
 * thread that takes others.  Correct locking stays silent, the held stack is
 * whole after every signal, and then a fault committed by the handler is found.
 */
#define _GNU_SOURCE
#include "locks.h"

#include <lockdep/port.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

enum { SIGNALS = 3000, PERIOD_US = 50, PATIENCE_S = 30 };

DEFINE_LOCK(outer, mutex, preemptible);
DEFINE_LOCK(shared, irq_spin, no_irq);
DEFINE_LOCK(queue, irq_spin, no_irq);
DEFINE_LOCK(thread_only, spin, no_preempt);

static volatile sig_atomic_t signals, played, fault;
static char reports[8192];

static void collect(const char *text, size_t len)
{
	size_t used = strlen(reports);

	snprintf(reports + used, sizeof(reports) - used, "%.*s", (int)len, text);
}

static void use(struct lock *l)
{
	take(l);
	drop(l);
}

static void on_signal(int number)
{
	(void)number;
	signals++;
	if (lockdep_port_context() & HF_BIT(irq))
		return;                 /* masked: a real one would wait */
	lockdep_posix_enter(HF_CTX_irq);
	take(&shared);
	use(&queue);
	drop(&shared);
	if (fault)
		use(&thread_only);
	lockdep_posix_leave(HF_CTX_irq);
	played++;
}

static const char *work(int until)
{
	time_t end = time(NULL) + PATIENCE_S;

	while (played < until) {
		if (time(NULL) > end)
			return "too few signals came";
		take(&outer);
		use(&thread_only);
		use(&shared);
		if (!lockdep_is_held(&outer.dep) || lockdep_is_held(&shared.dep))
			return "the held stack is not as it was";
		drop(&outer);
		if (lockdep_is_held(&outer.dep))
			return "the lock is still held";
	}
	return NULL;
}

static const char *run(void)
{
	struct itimerval timer = { { 0, PERIOD_US }, { 0, PERIOD_US } };
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	const char *wrong;

	/* What the first backtrace loads, it loads outside a handler. */
	use(&thread_only);
	if (sigaction(SIGALRM, &action, NULL) || setitimer(ITIMER_REAL, &timer, NULL))
		return "no timer";
	wrong = work(SIGNALS);
	if (wrong)
		return wrong;
	if (reports[0])
		return "a report without a fault";
	fault = 1;
	wrong = work(played + 100);
	if (wrong)
		return wrong;
	if (!strstr(reports, "lockdep: irq-inversion: thread_only\n"))
		return "the handler's fault was not reported";
	return NULL;
}

int main(void)
{
	struct itimerval off = { { 0, 0 }, { 0, 0 } };
	const char *wrong;
	struct lockdep_stats stats;

	lockdep_posix_on_report(collect);
	wrong = run();
	setitimer(ITIMER_REAL, &off, NULL);
	lockdep_stats_get(&stats);
	if (wrong) {
		printf("FAIL lockdep: signals: %s\n%s", wrong, reports);
		return EXIT_FAILURE;
	}
	printf("ok lockdep: signals, %llu calls nested\n",
	       (unsigned long long)stats.nested_unchecked);
	return EXIT_SUCCESS;
}
