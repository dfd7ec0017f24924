/* SPDX-License-Identifier: MIT
 *
 * faults_stuck.c: what does not go on, for the watchdog to find, each beside what takes
 * long but not too long.  Each lock here is used as it is declared: what is wrong is only
 * for how long, and that no rule about contexts can see.
 */
#include <kernel/irq.h>
#include <kernel/mmio.h>
#include <kernel/mutex.h>
#include <kernel/preempt.h>
#include <kernel/rw_sem.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include <kernel/watchdog.h>
#include "faults.h"
#include "kernel/arch/sysreg.h"
#include "kernel/dev/platform.h"

#define TOO_LONG_US     20000000        /* whatever watchdog_ms is */
#define LONG_US         400000          /* with watchdog_ms=1000 */

static DEFINE_SPINLOCK(fault_lock, no_preempt);
static DEFINE_IRQ_SPINLOCK(fault_irq_lock, no_irq);

static void hold_too_long(void *arg)
{
	(void)arg;
	thread_step("holding");
	spin_lock(&fault_lock);
	delay_us(TOO_LONG_US);
	spin_unlock(&fault_lock);
}

/* Two CPUs: one holds a lock, the other spins on it. */
void fault_held(void)
{
	if (thread_create("holder", hold_too_long, NULL, NULL))
		return;
	thread_sleep_ns(100 * NSEC_PER_MSEC);
	thread_step("spinning");
	spin_lock(&fault_lock);
	spin_unlock(&fault_lock);
}

/* Interrupts off: only another CPU can see it. */
void fault_irq_off(void)
{
	irq_spin_lock(&fault_irq_lock);
	delay_us(TOO_LONG_US);
	irq_spin_unlock(&fault_irq_lock);
}

/* Not a fault: long stretches, each within the limit, together far over it. */
void fault_not_too_long(void)
{
	for (unsigned i = 0; i < 8; i++) {
		spin_lock(&fault_lock);
		delay_us(LONG_US);
		spin_unlock(&fault_lock);
	}
}

/* Interrupts off for long, and on again: what a CPU alone can see. */
void fault_irq_late(void)
{
	irq_spin_lock(&fault_irq_lock);
	delay_us(3 * LONG_US);
	irq_spin_unlock(&fault_irq_lock);
	delay_us(LONG_US);
}

/* A mutex is kept while another thread waits for it. */
static DEFINE_MUTEX(fault_mutex);

static void keep_mutex(void *arg)
{
	const uint64_t *ns = arg;

	thread_step("keeping");
	mutex_lock(&fault_mutex);
	thread_sleep_ns(*ns);
	mutex_unlock(&fault_mutex);
}

static void wait_behind(uint64_t *ns) HF_MAY_BLOCK;
static void wait_behind(uint64_t *ns)
{
	if (thread_create("keeper", keep_mutex, ns, NULL))
		return;
	thread_sleep_ns(50 * NSEC_PER_MSEC);
	mutex_lock(&fault_mutex);
	mutex_unlock(&fault_mutex);
}

/* With hung_ms=1000. */
void fault_hung(void)
{
	static uint64_t ns = 3 * NSEC_PER_SEC;

	thread_step("waiting");
	wait_behind(&ns);
}

/* The same with a semaphore that another thread keeps for writing. */
static DEFINE_RW_SEM(fault_sem);

static void keep_sem(void *arg)
{
	(void)arg;
	thread_step("writing");
	rw_sem_write_lock(&fault_sem);
	thread_sleep_ns(3 * NSEC_PER_SEC);
	rw_sem_write_unlock(&fault_sem);
}

void fault_hung_reader(void)
{
	if (thread_create("writer", keep_sem, NULL, NULL))
		return;
	thread_sleep_ns(50 * NSEC_PER_MSEC);
	rw_sem_read_lock(&fault_sem);
	rw_sem_read_unlock(&fault_sem);
}

void fault_not_hung(void)
{
	static uint64_t ns = 400 * NSEC_PER_MSEC;

	for (unsigned i = 0; i < 4; i++)
		wait_behind(&ns);
}

/* The real-time clock's alarm (PL031, ARM DDI 0224) is now, and its line stays up until the
 * alarm is cleared. */
enum { RTC_DATA = 0x00, RTC_MATCH = 0x04, RTC_MASK = 0x10, RTC_CLEAR = 0x1c };
static volatile void *rtc;

static void alarm_ignored(void *arg)
{
	(void)arg;
}

static void alarm_taken(void *arg)
{
	(void)arg;
	mmio_write32(rtc, RTC_CLEAR, 1);
}

static void alarm(void (*handler)(void *arg) HF_CALLED_IN(in_irq))
{
	if (!platform.rtc_phys || irq_register(platform.rtc_irq, "alarm", handler, NULL))
		return;
	rtc = mmio_map(platform.rtc_phys, PAGE_SIZE);
	mmio_write32(rtc, RTC_MASK, 1);
	mmio_write32(rtc, RTC_MATCH, mmio_read32(rtc, RTC_DATA));
	delay_us(LONG_US);
	mmio_write32(rtc, RTC_MASK, 0);
}

void fault_storm(void)
{
	alarm(alarm_ignored);
}

void fault_no_storm(void)
{
	alarm(alarm_taken);
}

/* A timer that is off while it should be on; with timer_lost_ms=300.  The thread sleeps,
 * so that it is an idle CPU that must notice. */
static struct timeout lost;
static struct wait_queue lost_wait;
static bool lost_came;

static void lost_comes(struct timeout *t)
{
	(void)t;
	WRITE_ONCE(lost_came, true);
	wake_all(&lost_wait);
}

static void set_lost(uint64_t ns, bool lose)
{
	unsigned long flags = irq_save();

	timeout_set(&lost, clock_ns() + ns, lost_comes);
	if (lose)
		sysreg_write(cntv_ctl_el0, 0);
	irq_restore(flags);
}

void fault_lost_timer(void)
{
	wait_queue_init(&lost_wait);
	set_lost(50 * NSEC_PER_MSEC, true);
	wait_event(&lost_wait, READ_ONCE(lost_came));
}

void fault_late_timer(void)
{
	wait_queue_init(&lost_wait);
	set_lost(500 * NSEC_PER_MSEC, false);
	wait_event(&lost_wait, READ_ONCE(lost_came));
}

/* The tick is off while a thread runs; on another CPU, or by the timeouts on this one. */
static void comes_again(struct timeout *t)
{
	timeout_set(t, clock_ns() + 10 * NSEC_PER_MSEC, comes_again);
}

void fault_lost_tick(void)
{
	unsigned long flags = irq_save();

	timeout_set(&lost, clock_ns() + NSEC_PER_MSEC, comes_again);
	sysreg_write(cntp_ctl_el0, 0);
	irq_restore(flags);
	delay_us(4 * TOO_LONG_US / 20);
}

/* With starved_ms=500: a thread with work that does not do it, one that gets no CPU, and one
 * that rests or works. */
static void work_never_done(void *arg)
{
	static struct watch watch;

	(void)arg;
	if (watchdog_watch(&watch, "work", thread_current()))
		return;
	thread_step("working");
	for (;;) {
		watchdog_beat(&watch);
		thread_sleep_ns(10 * NSEC_PER_SEC);
	}
}

void fault_no_progress(void)
{
	if (thread_create("worker", work_never_done, NULL, NULL))
		return;
	for (unsigned i = 0; i < 20; i++)
		delay_us(LONG_US / 4);
}

static void work_and_rest(void *arg)
{
	static struct watch watch;

	(void)arg;
	if (watchdog_watch(&watch, "work", thread_current()))
		return;
	for (;;) {
		watchdog_beat(&watch);
		delay_us(1000);
		watchdog_rest(&watch);
		thread_sleep_ns(10 * NSEC_PER_MSEC);
	}
}

void fault_starved(void)
{
	if (thread_create("worker", work_and_rest, NULL, NULL))
		return;
	thread_sleep_ns(50 * NSEC_PER_MSEC);
	preempt_disable();
	delay_us(4 * LONG_US);
	preempt_enable();
}

void fault_work_and_rest(void)
{
	if (thread_create("worker", work_and_rest, NULL, NULL))
		return;
	for (unsigned i = 0; i < 20; i++)
		delay_us(LONG_US / 4);
}
