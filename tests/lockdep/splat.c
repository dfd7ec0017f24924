/* SPDX-License-Identifier: MIT
 *
 * splat.c: the whole text of reports, for comparison with the files beside it.
 *
 * splat NAME prints the reports of one scenario.  The functions are global so
 * that the backtraces have their names.
 */
#include "locks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void herd_read(void);
void herd_syscall(void);
void *herd_main(void *arg);
void keys_read(void);
void ssh_poll(void);
void *network_main(void *arg);
void handler_take(void);
void handler(void);
void thread_take(void);
void thread_nest(void);
void *device_main(void *arg);
void *log_main(void *arg);
void lock_ab(void);
void lock_ba(void);
void *order_main(void *arg);

#define KEEP __attribute__((noinline))

DEFINE_LOCK(vfs_lock, raw_spin, preemptible);
DEFINE_LOCK(log_lock, spin, no_preempt);
DEFINE_LOCK(device_lock, irq_spin, no_irq);
DEFINE_LOCK(table_lock, mutex, preemptible);
DEFINE_LOCK(file_lock, mutex, preemptible);

KEEP void herd_read(void)
{
	take(&vfs_lock);
	drop(&vfs_lock);
}

KEEP void herd_syscall(void)
{
	herd_read();
}

void *herd_main(void *arg)
{
	lockdep_posix_name_thread("herd");
	herd_syscall();
	return arg;
}

KEEP void keys_read(void)
{
	take(&vfs_lock);
	drop(&vfs_lock);
}

KEEP void ssh_poll(void)
{
	take(&table_lock);
	lockdep_posix_mask(HF_CTX_preempt);
	keys_read();
	lockdep_posix_unmask(HF_CTX_preempt);
	drop(&table_lock);
}

void *network_main(void *arg)
{
	lockdep_posix_name_thread("network");
	ssh_poll();
	return arg;
}

KEEP void handler_take(void)
{
	take(&device_lock);
	drop(&device_lock);
}

KEEP void handler(void)
{
	lockdep_posix_enter(HF_CTX_irq);
	handler_take();
	lockdep_posix_leave(HF_CTX_irq);
}

KEEP void thread_nest(void)
{
	take(&device_lock);
	take(&log_lock);
	drop(&log_lock);
	drop(&device_lock);
}

void *device_main(void *arg)
{
	lockdep_posix_name_thread("device");
	handler();
	thread_nest();
	return arg;
}

KEEP void thread_take(void)
{
	take(&log_lock);
	drop(&log_lock);
}

void *log_main(void *arg)
{
	lockdep_posix_name_thread("log");
	thread_take();
	return arg;
}

KEEP void lock_ab(void)
{
	take(&table_lock);
	take(&file_lock);
	drop(&file_lock);
	drop(&table_lock);
}

KEEP void lock_ba(void)
{
	take(&file_lock);
	take(&table_lock);
	drop(&table_lock);
	drop(&file_lock);
}

void *order_main(void *arg)
{
	lockdep_posix_name_thread("order");
	lock_ab();
	lock_ba();
	return arg;
}

static const struct {
	const char *name;
	void *(*threads[2])(void *arg);
} scenarios[] = {
	{ "preempt-inversion", { herd_main, network_main } },
	{ "carried-inversion", { device_main, log_main } },
	{ "lock-order", { order_main, NULL } },
};

static void print(const char *text, size_t len)
{
	fwrite(text, 1, len, stdout);
}

static int run_alone(void *(*fn)(void *arg))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, fn, NULL) || pthread_join(thread, NULL)) {
		fputs("splat: no thread\n", stderr);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	lockdep_posix_on_report(print);
	for (unsigned i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		if (argc != 2 || strcmp(argv[1], scenarios[i].name) != 0)
			continue;
		for (unsigned t = 0; t < 2 && scenarios[i].threads[t]; t++)
			status |= run_alone(scenarios[i].threads[t]);
		return status;
	}
	fputs("usage: lockdep-splat SCENARIO\n", stderr);
	return 2;
}
