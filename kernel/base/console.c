/* SPDX-License-Identifier: MIT
 *
 * console.c: output to the serial line.  What is written waits in a ring, so that each
 * call's text stays in one piece, and leaves it in pieces of PIECE_BYTES: one of
 * those at a time, under console_lock, is how long output masks interrupts.
 *
 * Who writes brings the text out itself, and whatever stands before it, if interrupts
 * are open; else the thread `console` does.  Any number may do so at a time: order
 * is the ring's.  A full ring is emptied by whoever meets it.  Before the thread runs, and
 * for reports, output is at once.
 */
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <kernel/wait.h>
#include "console.h"
#include "log.h"
#include "kernel/arch/sysreg.h"
#include "kernel/dev/uart.h"
#include "kernel/lock/spin_core.h"

#define RING_BYTES 16384u
#define PIECE_BYTES 32u

DEFINE_IRQ_SPINLOCK(console_lock, no_irq);
/* Positions count bytes since boot; ring positions are those modulo its size. */
static char ring[RING_BYTES] HF_GUARDED_BY(console_lock);
static uint64_t in HF_GUARDED_BY(console_lock);
static uint64_t out HF_GUARDED_BY(console_lock);
static bool mid_line HF_GUARDED_BY(console_lock);
static bool seized;             /* atomic */

static struct wait_queue work;
static bool threaded;           /* atomic; `work` has a thread */

/* Text goes out, and what the line looks like afterwards. */
static void emit_locked(const char *text, size_t len) HF_REQUIRES(console_lock);
static void emit_locked(const char *text, size_t len)
{
	uart_write(text, len);
	if (len)
		mid_line = text[len - 1] != '\n';
}

/* One piece; false: nothing was waiting, or there is no line yet. */
static bool bring_out_locked(void) HF_REQUIRES(console_lock);
static bool bring_out_locked(void)
{
	uint64_t start = out % RING_BYTES;
	uint64_t len = in - out;

	if (!len || !uart_ready())
		return false;
	if (len > PIECE_BYTES)
		len = PIECE_BYTES;
	if (len > RING_BYTES - start)
		len = RING_BYTES - start;
	emit_locked(ring + start, len);
	out += len;
	return true;
}

static void bring_out_until(uint64_t position)
{
	bool more;

	do {
		irq_spin_lock(&console_lock);
		more = bring_out_locked() && out < position;
		irq_spin_unlock(&console_lock);
	} while (more);
}

/* Room for `len` bytes, if need be by bringing others out; false: there is no line to
 * bring them out to. */
static bool make_room_locked(size_t len) HF_REQUIRES(console_lock);
static bool make_room_locked(size_t len)
{
	while (RING_BYTES - (in - out) < len)
		if (!bring_out_locked())
			return false;
	return true;
}

static uint64_t put(const char *text, size_t len)
{
	uint64_t position;

	irq_spin_lock(&console_lock);
	if (make_room_locked(len))
		for (size_t i = 0; i < len; i++)
			ring[in++ % RING_BYTES] = text[i];
	position = in;
	irq_spin_unlock(&console_lock);
	return position;
}

void console_write(const char *text, size_t len)
{
	uint64_t position = 0;

	if (console_seized()) {
		console_write_unchecked(text, len);
		return;
	}
	for (size_t done = 0; done < len; done += RING_BYTES / 4)
		position = put(text + done, len - done < RING_BYTES / 4 ? len - done : RING_BYTES / 4);
	if (!__atomic_load_n(&threaded, __ATOMIC_ACQUIRE) || !irq_masked())
		bring_out_until(position);
	else
		wake_one(&work);
}

void console_flush(void)
{
	if (!console_seized())
		bring_out_until(UINT64_MAX);
}

static bool waiting(void)
{
	return READ_ONCE(in) != READ_ONCE(out);
}

static void console_thread(void *arg)
{
	(void)arg;
	for (;;) {
		wait_event(&work, waiting());
		console_flush();
	}
}

int console_start(void)
{
	wait_queue_init(&work);
	__atomic_store_n(&threaded, true, __ATOMIC_RELEASE);
	log_follow_start();
	return thread_create("console", console_thread, NULL, NULL);
}

HF_TRUST("for reports about locks: takes the lock past lockdep, or not at all where it "
	 "could not be had; a switch that came due meanwhile happens at the next opening")
void console_write_unchecked(const char *text, size_t len)
{
	uint64_t flags = sysreg_read(daif);
	bool take = !console_seized() && !spin_core_mine(&console_lock.core);

	daif_mask_irq();
	if (take)
		spin_core_take(&console_lock.core, CALLER_SITE());
	while (bring_out_locked())
		;
	if (mid_line)
		emit_locked("\n", 1);
	emit_locked(text, len);
	if (take)
		spin_core_drop(&console_lock.core);
	sysreg_write(daif, flags);
}

void console_seize(void)
{
	__atomic_store_n(&seized, true, __ATOMIC_RELEASE);
}

bool console_seized(void)
{
	return __atomic_load_n(&seized, __ATOMIC_ACQUIRE);
}
