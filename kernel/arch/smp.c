/* SPDX-License-Identifier: MIT
 *
 * smp.c: brings up the other CPUs.  Each enters at secondary_start (head.S), joins
 * the scheduler as its own idle thread and says that it is online.
 */
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "kernel/dev/platform.h"
#include "kernel/irq/gic.h"
#include "kernel/mm/map.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "kernel/sched/timeout.h"
#include "machine.h"
#include "smp.h"

#define START_WAIT_NS (2 * NSEC_PER_SEC)

extern char secondary_start[];          /* head.S */
HF_CALLED_IN(no_irq) __noreturn void secondary_main(void);

void secondary_main(void)
{
	struct cpu *cpu = current_thread()->cpu;

	gic->cpu_init(cpu);
	timeout_start();
	tick_start();
	__atomic_store_n(&cpu->online, true, __ATOMIC_RELEASE);
	irq_open();
	sched_idle();
}

static bool start(struct cpu *cpu) HF_MAY_BLOCK;
static bool start(struct cpu *cpu)
{
	uint64_t until_ns = clock_ns() + START_WAIT_NS;

	trap_cpu_init(cpu);
	cpu->idle = idle_create(cpu);
	cpu->current = cpu->idle;
	if (!cpu->idle ||
	    machine_start_cpu(cpu->mpidr, virt_to_phys(secondary_start), (uint64_t)cpu->idle))
		return false;
	while (!__atomic_load_n(&cpu->online, __ATOMIC_ACQUIRE)) {
		if (clock_ns() > until_ns)
			return false;
		thread_sleep_ns(NSEC_PER_MSEC);
	}
	return true;
}

void smp_start(void)
{
	for (unsigned i = 1; i < platform.cpu_count; i++) {
		struct cpu *cpu = &cpus[cpu_count];

		cpu->index = cpu_count;
		cpu->mpidr = platform.cpu_mpidr[i];
		if (!start(cpu)) {
			kprintf(LOG_ERR, "cpu %u: does not start\n", i);
			break;
		}
		WRITE_ONCE(cpu_count, cpu_count + 1);
	}
	kprintf(LOG_INFO, "cpu: %u of %u online, %s\n", cpu_count, platform.cpu_count,
		gic->name);
}
