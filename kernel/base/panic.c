/* SPDX-License-Identifier: MIT
 *
 * panic.c: the last report.  It runs wherever the fault is found, so it takes no
 * lock and allocates nothing.  Other CPUs are told to stop; one whose interrupts
 * are masked does not, and is reported on as it runs.
 */
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/time.h>
#include "console.h"
#include "log.h"
#include "report.h"
#include "symbols.h"
#include "kernel/arch/backtrace.h"
#include "kernel/arch/machine.h"
#include "kernel/irq/ipi.h"
#include "kernel/lock/wait_report.h"
#include "kernel/sched/sched.h"

#define STOP_WAIT_US 20000

static struct cpu *reporter;            /* atomic; NULL until the first report */

static void stop_others(void)
{
	struct cpu *me = current_thread()->cpu;

	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != me && __atomic_load_n(&cpus[i].online, __ATOMIC_ACQUIRE))
			ipi_send(&cpus[i], IPI_STOP);
	/* Long enough for whoever can stop. */
	if (cpu_count > 1)
		delay_us(STOP_WAIT_US);
}

void report_begin(void)
{
	struct cpu *nobody = NULL, *me = current_thread()->cpu;

	daif_mask_irq();
	lockdep_panicking();
	if (!__atomic_compare_exchange_n(&reporter, &nobody, me, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE)) {
		if (nobody == me)
			machine_exit(1);
		for (;;)
			cpu_wait_for_interrupt();
	}
	stop_others();
	console_seize();
}

void report_line(const char *format, ...)
{
	char line[256];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	console_write_unchecked(line, (size_t)len);
	log_add_unchecked(line, (size_t)len);
}

void report_backtrace(const struct thread *t, const void *pc, const void *record)
{
	const void *pcs[24];
	unsigned n = backtrace(t, record, pcs, ARRAY_LEN(pcs));
	char name[80];

	if (pc) {
		symbol_format(pc, name, sizeof(name));
		report_line("    %s", name);
	}
	for (unsigned i = 0; i < n; i++) {
		symbol_format_return(pcs[i], name, sizeof(name));
		report_line("    %s", name);
	}
}

void report_cpus(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		struct thread *t = READ_ONCE(cpus[i].current);

		if (!t)
			continue;
		report_line("CPU %u: thread %s, step \"%s\"", i, t->name, t->step);
		report_held(t);
		report_spin(t);
	}
}

void report_end(void)
{
	report_cpus();
	machine_exit(1);
}

static __noreturn void panic_with(const void *pc, const void *record, const char *format,
				  va_list args)
{
	struct thread *t = current_thread();
	char message[200];

	report_begin();
	vsnprintf(message, sizeof(message), format, args);
	report_line("PANIC: %s", message);
	report_line("CPU %u, thread %s, step \"%s\"", t->cpu->index, t->name, t->step);
	report_backtrace(t, pc, record);
	report_end();
}

void panic(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	panic_with(NULL, __builtin_frame_address(0), format, args);
}

void panic_frame(const struct trap_frame *frame, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	panic_with((const void *)frame->pc, (const void *)frame->x[29], format, args);
}
