/* SPDX-License-Identifier: MIT
 *
 * init.c: the ordered boot list.  The first part runs on the boot stack of the
 * first CPU with interrupts masked; what may sleep runs in the thread `init`.
 * This is the only place that names every subsystem.
 */
#include <kernel/chardev.h>
#include <kernel/heap.h>
#include <kernel/init.h>
#include <kernel/load.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/random.h>
#include <kernel/process.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/work.h>
#include <lockdep/lockdep.h>
#include <lockdep/selftest.h>
#include "kernel/arch/smp.h"
#include "kernel/base/clock.h"
#include "kernel/base/command_line.h"
#include "kernel/base/console.h"
#include "kernel/base/log.h"
#include "kernel/dev/platform.h"
#include "kernel/dev/power.h"
#include "kernel/dev/rtc.h"
#include "kernel/dev/uart.h"
#include "kernel/irq/gic.h"
#include "kernel/irq/ipi.h"
#include "kernel/irq/storm.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/map.h"
#include "kernel/mm/page.h"
#include "kernel/sched/deferred.h"
#include "kernel/sched/explore.h"
#include "kernel/sched/linger.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/sched/timeout.h"
#include "kernel/sched/watchdog.h"
#include "kernel/test/faults.h"
#include "kernel/test/ktest.h"

HF_CALLED_IN(no_irq) __noreturn void kernel_main(uint64_t tree_phys);

static void check(const char *what, int error)
{
	if (error)
		panic("boot: %s: error %d", what, -error);
}

/* If the command line asks for them: then they are all that this boot is for. */
static void run_tests(void) HF_MAY_BLOCK;
static void run_tests(void)
{
	const char *fault = command_line_get("fault"), *ktest = command_line_get("ktest");
	int failed = 0;

	if (fault) {
		check("fault=", fault_run(fault));
		kprintf(LOG_INFO, "fault %s: nothing noticed\n", fault);
	} else if (command_line_get("help")) {
		command_line_help();
	} else if (ktest) {
		failed = ktest_run(ktest);
	} else {
		return;
	}
	console_flush();
	machine_exit(failed ? 1 : 0);
}

static void init_run(void *arg)
{
	char summary[160];

	(void)arg;
	thread_step("boot: cpus");
	check("work", work_init());
	check("console", console_start());
	smp_start();
	hung_start();
	check("deferred work", deferred_start());
	run_tests();

	check("load", load_start());
	thread_step("boot: devices");
	power_init();
	check("random", random_init());
	check("memory devices", memory_devices_register());
	check("console", tty_devices_register());
	thread_step("boot: fs");
	check("fs", fs_init());
	thread_step("boot: net");
	check("net", net_init());
	thread_step("boot: process");
	check("process", process_init());
	lockdep_summary(summary, sizeof(summary));
	kprintf(LOG_INFO, "%s\n", summary);
	kprintf(LOG_INFO, "boot: done\n");
}

/* lockdep=panic: a report ends the machine.  lock_stat: hold and wait times are kept.  mask_budget_us=N:
 * they are, and so are the times for which preemption or interrupts are off; longer ones are reported. */
static void lockdep_choose(void)
{
	uint32_t budget_us = (uint32_t)command_line_number("mask_budget_us");
	const char *wanted = command_line_get("lockdep");

	if (wanted && !strcmp(wanted, "panic"))
		lockdep_policy_set(LOCKDEP_RULE_NONE, LOCKDEP_PANIC);
	lockdep_times_keep(command_line_get("lock_stat") || budget_us);
	lockdep_section_budget(HF_CTX_preempt, budget_us);
	lockdep_section_budget(HF_CTX_irq, budget_us);
}

/* Some of the cases that the host's tests run all of. */
#define SELFTEST_STRIDE 20011

static void lockdep_check_itself(struct lockdep_selftest *result)
{
	lockdep_selftest(SELFTEST_STRIDE, result);
	if (result->failed)
		panic("lockdep's self-test: %u of %u cases fail, the first is %u of family %u",
		      result->failed, result->cases, result->number, result->family);
}

void kernel_main(uint64_t tree_phys)
{
	struct lockdep_selftest selftest;
	uint64_t selftest_ns, ram_len;

	/* memory and messages */
	sched_init();
	clock_init();
	selftest_ns = clock_ns();
	lockdep_check_itself(&selftest);
	selftest_ns = clock_ns() - selftest_ns;
	platform_read(tree_phys);
	ram_len = map_init(platform.ram_phys, platform.ram_len);
	map_use();
	uart_init(platform.uart_phys);
	kprintf(LOG_INFO, "Holdfast: %lu MiB, command line \"%s\"\n",
		(unsigned long)(platform.ram_len >> 20), platform.command_line);
	kprintf(LOG_INFO, "lockdep self-test: %u cases in %lu us\n", selftest.cases,
		(unsigned long)(selftest_ns / 1000));
	command_line_init(platform.command_line);
	log_init();
	command_line_check();
	lockdep_choose();
	explore_init();
	page_init(platform.ram_phys, ram_len, platform.tree_phys, platform.tree_len);
	heap_init();
	thread_init();
	rtc_init();

	/* interrupts and timers */
	cpus[0].mpidr = platform.cpu_mpidr[0];
	gic_init();
	gic->cpu_init(&cpus[0]);
	watchdog_init();
	linger_init();
	storm_init();
	check("ipi", ipi_init());
	check("timeouts", timeout_init());
	check("tick", tick_init());
	timeout_start();
	tick_start();

	/* threads */
	irq_open();
	check("init", thread_create("init", init_run, NULL, NULL));
	sched_idle();
}
