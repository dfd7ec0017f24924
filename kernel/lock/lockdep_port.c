/* SPDX-License-Identifier: MIT
 *
 * lockdep_port.c: what lockdep asks of this kernel (lockdep/port.h).  Its slow path
 * is excluded by a ticket lock of its own, with interrupts masked, that lockdep
 * does not see.
 */
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/time.h>
#include <lockdep/port.h>
#include "kernel/arch/backtrace.h"
#include "kernel/base/console.h"
#include "kernel/base/symbols.h"
#include "kernel/sched/sched.h"
#include "spin_core.h"

#if LOCKDEP

static struct spin_core exclusion;

struct lockdep_thread *lockdep_port_thread(void)
{
	return &current_thread()->lockdep;
}

static bool pinned(const struct thread *t)
{
	uint32_t affinity = READ_ONCE(t->affinity);

	return cpu_count == 1 || !(affinity & (affinity - 1));
}

uint32_t lockdep_port_context(void)
{
	const struct thread *t = current_thread();
	uint32_t masked = 0, entered = 0;

	if (t->preempt_depth)
		masked |= HF_STATE_no_preempt;
	if (t->deferred_off)
		masked |= HF_STATE_no_softirq;
	if (daif_irq_masked())
		masked |= HF_STATE_no_irq;
	if (t->irq_depth)
		entered = HF_BIT(irq);
	else if (t->in_deferred)
		entered = HF_BIT(softirq);
	return entered << 16 | masked | (pinned(t) ? LOCKDEP_PINNED : 0);
}

HF_TRUST("lockdep's own exclusion: takes a lock that lockdep does not see")
HF_ENTERS(no_irq)
unsigned long lockdep_port_enter(void)
{
	unsigned long flags = sysreg_read(daif);

	daif_mask_irq();
	spin_core_take(&exclusion, CALLER_SITE());
	return flags;
}

HF_TRUST("lockdep's own exclusion; a switch that came due meanwhile happens at the "
	 "caller's next opening or tick")
HF_LEAVES(no_irq)
void lockdep_port_leave(unsigned long flags)
{
	spin_core_drop(&exclusion);
	sysreg_write(daif, flags);
}

unsigned lockdep_port_cpu(void)
{
	return current_thread()->cpu->index;
}

const char *lockdep_port_thread_name(void)
{
	return current_thread()->name;
}

unsigned lockdep_port_backtrace(const void **pcs, unsigned cap)
{
	return backtrace(current_thread(), __builtin_frame_address(0), pcs, cap);
}

void lockdep_port_symbol(const void *pc, char *buf, size_t cap)
{
	symbol_format_return(pc, buf, cap);
}

void lockdep_port_report(const char *text, size_t len)
{
	console_write_unchecked(text, len);
}

void lockdep_port_panic(enum lockdep_rule rule)
{
	panic("lockdep=panic: %s", lockdep_rule_name(rule));
}

uint64_t lockdep_port_clock_ns(void)
{
	return clock_ns();
}

#endif
