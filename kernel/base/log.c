/* SPDX-License-Identifier: MIT
 *
 * log.c: the log: text in a ring, newest over oldest.  Positions count bytes since boot
 * and never go back, so that a reader is a number: whoever fell behind by more than
 * the ring's size goes on with the oldest line that is whole.  log_lock guards the ring
 * and is held for one line, or for one piece of a reader's copy.
 */
#include <kernel/init.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include "console.h"
#include "log.h"
#include "kernel/arch/sysreg.h"
#include "kernel/lock/spin_core.h"

#define PIECE_BYTES 512u
#define LINE_BYTES 320
#define PREFIX_BYTES 3          /* "<6>": for readers, not for the console */

static DEFINE_IRQ_SPINLOCK(log_lock, no_irq);
static char ring[LOG_BYTES] HF_GUARDED_BY(log_lock);
static uint64_t end HF_GUARDED_BY(log_lock);            /* also read without: atomic */
static enum log_level shown = LOG_INFO;                 /* constant after log_init */
static struct wait_queue followers;
static bool followed;                                   /* atomic; once threads can wait */

void log_init(void)
{
	static const struct { const char *name; enum log_level level; } levels[] = {
		{ "err", LOG_ERR }, { "warning", LOG_WARNING }, { "info", LOG_INFO },
		{ "debug", LOG_DEBUG },
	};
	const char *wanted = command_line_get("loglevel");

	for (unsigned i = 0; wanted && i < ARRAY_LEN(levels); i++)
		if (!strcmp(wanted, levels[i].name)) {
			shown = levels[i].level;
			return;
		}
	if (wanted)
		kprintf(LOG_WARNING, "command line: loglevel=%s: none of err, warning, info, debug\n",
			wanted);
}

static void copy_in_locked(const char *text, size_t len) HF_REQUIRES(log_lock);
static void copy_in_locked(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ring[(end + i) % LOG_BYTES] = text[i];
	__atomic_store_n(&end, end + len, __ATOMIC_RELEASE);
}

static void add(const char *text, size_t len)
{
	irq_spin_lock(&log_lock);
	copy_in_locked(text, len);
	irq_spin_unlock(&log_lock);
}

HF_TRUST("for reports about locks: takes the lock past lockdep, or not at all where it "
	 "could not be had; a switch that came due meanwhile happens at the next opening")
void log_add_unchecked(const char *text, size_t len)
{
	uint64_t flags = sysreg_read(daif);
	bool take = !console_seized() && !spin_core_mine(&log_lock.core);

	daif_mask_irq();
	if (take)
		spin_core_take(&log_lock.core, CALLER_SITE());
	copy_in_locked(text, len);
	if (take)
		spin_core_drop(&log_lock.core);
	sysreg_write(daif, flags);
}

void kprintf(enum log_level level, const char *format, ...)
{
	char line[LINE_BYTES];
	uint64_t us = clock_ns() / NSEC_PER_USEC;
	va_list args;
	int stamp, len;

	stamp = snprintf(line, sizeof(line), "<%d>[%5lu.%06lu] ", level, us / 1000000, us % 1000000);
	va_start(args, format);
	len = stamp + vsnprintf(line + stamp, sizeof(line) - (size_t)stamp, format, args);
	va_end(args);
	if (len >= LINE_BYTES) {        /* cut, but still a line */
		len = LINE_BYTES - 1;
		line[len - 1] = '\n';
	}
	add(line, (size_t)len);
	if (level <= shown)
		console_write(line + PREFIX_BYTES, (size_t)len - PREFIX_BYTES);
	if (__atomic_load_n(&followed, __ATOMIC_ACQUIRE))
		wake_all(&followers);
}

void log_follow_start(void)
{
	wait_queue_init(&followers);
	__atomic_store_n(&followed, true, __ATOMIC_RELEASE);
}

void log_wait(uint64_t cursor)
{
	wait_event(&followers, log_end() != cursor);
}

uint64_t log_end(void)
{
	return __atomic_load_n(&end, __ATOMIC_ACQUIRE);
}

/* The first position from *cursor on that is still there and starts a line. */
static uint64_t resume_locked(uint64_t cursor) HF_REQUIRES(log_lock);
static uint64_t resume_locked(uint64_t cursor)
{
	if (cursor > end)
		return end;
	if (end - cursor <= LOG_BYTES)
		return cursor;
	cursor = end - LOG_BYTES;
	while (cursor < end && ring[cursor++ % LOG_BYTES] != '\n')
		;
	return cursor;
}

/* One piece, up to the end of its last line if it has one.  Returns its length. */
static size_t read_piece(uint64_t *cursor, char *buf, size_t cap)
{
	size_t len = 0, whole = 0;

	irq_spin_lock(&log_lock);
	*cursor = resume_locked(*cursor);
	while (len < cap && *cursor + len < end) {
		buf[len] = ring[(*cursor + len) % LOG_BYTES];
		if (buf[len++] == '\n')
			whole = len;
	}
	irq_spin_unlock(&log_lock);
	if (whole)
		len = whole;
	*cursor += len;
	return len;
}

size_t log_read(uint64_t *cursor, char *buf, size_t cap)
{
	size_t done = 0, got = 0;

	while (done < cap) {
		size_t room = cap - done < PIECE_BYTES ? cap - done : PIECE_BYTES;
		uint64_t before = *cursor;

		got = read_piece(cursor, buf + done, room);
		if (!got)
			break;
		/* The last piece is not a whole line: leave it to the next call. */
		if (done && buf[done + got - 1] != '\n') {
			*cursor = before;
			break;
		}
		done += got;
	}
	return done;
}
