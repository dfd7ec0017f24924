/* SPDX-License-Identifier: MIT
 *
 * tty.c: the terminal (tty.h).  A thread takes bytes from the serial line through the line
 * discipline, shows them, sends the signals that keys stand for, and wakes readers.
 *
 * Job control: whoever belongs to the session that has the terminal, but not to its
 * foreground group, is stopped when it reads, or changes the terminal, or writes with TOSTOP.
 *
 * Locks: tty_lock, a mutex, guards the line discipline.  process_table_lock guards the session and
 * the foreground group, and is taken inside it.  tty_output_lock keeps writes apart: a
 * long text goes out in short pieces, because the console masks interrupts.
 */
#include "tty.h"

#include "group.h"
#include "process.h"
#include "tty_line.h"
#include "user_copy.h"

#include "kernel/dev/platform.h"
#include "kernel/dev/uart.h"

#include <kernel/chardev.h>
#include <kernel/errno.h>
#include <kernel/mutex.h>
#include <kernel/poll.h>
#include <kernel/print.h>
#include <kernel/process.h>
#include <kernel/thread.h>
#include <kernel/time.h>

enum { PIECE_BYTES = 256, INPUT_BYTES = 64, TENTH_NS = 100000000 };

static DEFINE_MUTEX(tty_output_lock);
static DEFINE_MUTEX(tty_lock);
static struct tty_line line HF_GUARDED_BY(tty_lock);
static struct abi_winsize size HF_GUARDED_BY(tty_lock) = { .rows = 24, .columns = 80 };
static struct wait_queue readable;

static int session HF_GUARDED_BY(process_table_lock);   /* 0: nobody's */
static int foreground HF_GUARDED_BY(process_table_lock);

static const struct signal_info from_kernel = { .code = ABI_SI_KERNEL };

static void signal_foreground(int signal)
{
	spin_lock(&process_table_lock);
	if (foreground)
		(void)signal_send_group_locked(foreground, signal, &from_kernel);
	spin_unlock(&process_table_lock);
}

static void take_input(void *arg)
{
	char typed[INPUT_BYTES];

	(void)arg;
	for (;;) {
		size_t n = uart_read(typed, sizeof(typed));

		mutex_lock(&tty_lock);
		for (size_t i = 0; i < n; i++) {
			int signal = tty_line_type(&line, typed[i]);

			console_write(line.echo, line.echo_len);
			if (signal)
				signal_foreground(signal);
		}
		mutex_unlock(&tty_lock);
		wake_all(&readable);
	}
}

int tty_init(void)
{
	wait_queue_init(&readable);
	mutex_lock(&tty_lock);
	tty_line_init(&line);
	mutex_unlock(&tty_lock);
	if (!platform.uart_irq)
		return 0;
	if (uart_input_init(platform.uart_irq))
		return -EBUSY;
	return thread_create("tty", take_input, NULL, NULL);
}

/* 0: the caller may go on.  -EINTR: its group was sent `signal`, which stops it, and it shall
 * try again.  -EIO: stopping it would be for ever, or it does not want to know (only of
 * reading). */
static int check_foreground(int signal)
{
	const struct process *me = process_current();
	bool refused = signal_is_refused(signal);
	int rc = 0;

	spin_lock(&process_table_lock);
	if (me->session != session || me->group == foreground || !session)
		rc = 0;
	else if (refused)
		rc = signal == ABI_SIGTTIN ? -EIO : 0;
	else if (group_is_orphaned_locked(me->group, me->session, NULL))
		rc = -EIO;
	else
		rc = -EINTR;
	if (rc == -EINTR)
		(void)signal_send_group_locked(me->group, signal, &from_kernel);
	spin_unlock(&process_table_lock);
	return rc;
}

/* How long a read may wait, which the modes say. */
struct patience {
	unsigned least;                         /* bytes to wait for */
	uint64_t deadline_ns;                   /* 0: none */
	bool none;
};

static struct patience patience_locked(size_t len, uint64_t begin_ns) HF_REQUIRES(tty_lock);
static struct patience patience_locked(size_t len, uint64_t begin_ns)
{
	const uint8_t *cc = line.termios.cc;
	struct patience p = { .least = 1 };

	if (line.termios.lflag & ABI_ICANON)
		return p;
	if (cc[ABI_VMIN] && !cc[ABI_VTIME])
		p.least = cc[ABI_VMIN] < len ? cc[ABI_VMIN] : len;
	if (!cc[ABI_VMIN] && cc[ABI_VTIME])
		p.deadline_ns = begin_ns + (uint64_t)cc[ABI_VTIME] * TENTH_NS;
	p.none = !cc[ABI_VMIN] && !cc[ABI_VTIME];
	return p;
}

/* What there is; -EAGAIN: nothing that a read could return with yet. */
static ssize_t take_some(void *buf, size_t len, uint64_t begin_ns, struct patience *p)
{
	ssize_t n = -EAGAIN;

	mutex_lock(&tty_lock);
	*p = patience_locked(len, begin_ns);
	if (tty_line_is_ready(&line, p->least)) {
		n = tty_line_take(&line, buf, len);
		if (!n && !(line.termios.lflag & ABI_ICANON))
			n = -EAGAIN;
	}
	mutex_unlock(&tty_lock);
	return n;
}

static ssize_t tty_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	const uint64_t begin_ns = clock_ns();
	struct patience patience;
	struct waiter waiter;
	ssize_t rc;

	(void)offset;
	if (!len)
		return 0;
	for (;;) {
		rc = check_foreground(ABI_SIGTTIN);
		if (rc)
			return rc;
		wait_prepare(&readable, &waiter);
		rc = take_some(buf, len, begin_ns, &patience);
		if (rc != -EAGAIN || (__atomic_load_n(&f->flags, __ATOMIC_RELAXED) & O_NONBLOCK))
			break;
		rc = patience.none ? -ETIMEDOUT :
		     wait_sleep_interruptible(&readable, &waiter, patience.deadline_ns);
		if (rc)
			break;
	}
	wait_finish(&readable, &waiter);
	return rc == -ETIMEDOUT ? 0 : rc;
}

static bool output_stops(void)
{
	bool stops;

	mutex_lock(&tty_lock);
	stops = line.termios.lflag & ABI_TOSTOP;
	mutex_unlock(&tty_lock);
	return stops;
}

static ssize_t tty_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	int rc = output_stops() ? check_foreground(ABI_SIGTTOU) : 0;

	(void)f;
	(void)offset;
	if (rc)
		return rc;
	mutex_lock(&tty_output_lock);
	for (size_t done = 0; done < len; done += PIECE_BYTES)
		console_write((const char *)buf + done,
			      len - done < PIECE_BYTES ? len - done : PIECE_BYTES);
	mutex_unlock(&tty_output_lock);
	return len;
}

static unsigned tty_poll(struct file *f, struct poll_table *table)
{
	unsigned events = POLL_OUT | POLL_WRNORM, least;

	(void)f;
	poll_wait(table, &readable);
	mutex_lock(&tty_lock);
	least = line.termios.cc[ABI_VTIME] ? 1 : line.termios.cc[ABI_VMIN];
	if (tty_line_is_ready(&line, least ? least : 1))
		events |= POLL_IN | POLL_RDNORM;
	mutex_unlock(&tty_lock);
	return events;
}

static int tty_stat(struct file *f, struct file_stat *out)
{
	char_device_stat(f->private_data, out);
	return 0;
}

/* ---- sessions ---- */

void tty_owner_locked(int *session_out, int *group_out)
{
	*session_out = session;
	*group_out = foreground;
}

static void let_go_locked(void) HF_REQUIRES(process_table_lock);
static void let_go_locked(void)
{
	int group = foreground;

	session = 0;
	foreground = 0;
	if (!group)
		return;
	(void)signal_send_group_locked(group, ABI_SIGHUP, &from_kernel);
	(void)signal_send_group_locked(group, ABI_SIGCONT, &from_kernel);
}

void tty_session_ends_locked(int which)
{
	if (session == which)
		let_go_locked();
}

/* TIOCSCTTY; `steal`: from another session, too. */
static long take_tty(bool steal)
{
	const struct process *me = process_current();
	long rc = 0;

	spin_lock(&process_table_lock);
	if (me->session != me->pid) {
		rc = -EPERM;
	} else if (session != me->session) {
		if (session && !steal) {
			rc = -EPERM;
		} else {
			session = me->session;
			foreground = me->group;
		}
	}
	spin_unlock(&process_table_lock);
	return rc;
}

static long leave_tty(void)
{
	const struct process *me = process_current();
	long rc = 0;

	spin_lock(&process_table_lock);
	if (me->session != session)
		rc = -ENOTTY;
	else if (me->pid == session)
		let_go_locked();
	spin_unlock(&process_table_lock);
	return rc;
}

/* TIOCGPGRP, TIOCGSID. */
static long get_owner(bool of_session, user_addr_t to) HF_MAY_BLOCK;
static long get_owner(bool of_session, user_addr_t to)
{
	const struct process *me = process_current();
	int32_t id;
	bool ours;

	spin_lock(&process_table_lock);
	ours = session && me->session == session;
	id = of_session ? session : foreground;
	spin_unlock(&process_table_lock);
	return ours ? copy_to_user(to, &id, sizeof(id)) : -ENOTTY;
}

static long set_foreground(user_addr_t from) HF_MAY_BLOCK;
static long set_foreground(user_addr_t from)
{
	const struct process *me = process_current();
	int32_t group;
	int rc = copy_from_user(&group, from, sizeof(group));

	if (!rc)
		rc = check_foreground(ABI_SIGTTOU);
	if (rc)
		return rc;
	spin_lock(&process_table_lock);
	if (!session || me->session != session)
		rc = -ENOTTY;
	else if (group < 0)
		rc = -EINVAL;
	else if (!group_is_in_session_locked(group, session))
		rc = -EPERM;
	else
		foreground = group;
	spin_unlock(&process_table_lock);
	return rc;
}

/* ---- modes ---- */

static long get_termios(user_addr_t to) HF_MAY_BLOCK;
static long get_termios(user_addr_t to)
{
	struct abi_termios t;

	mutex_lock(&tty_lock);
	t = line.termios;
	mutex_unlock(&tty_lock);
	return copy_to_user(to, &t, sizeof(t));
}

static long set_termios(user_addr_t from, bool flush) HF_MAY_BLOCK;
static long set_termios(user_addr_t from, bool flush)
{
	struct abi_termios t;
	int rc = copy_from_user(&t, from, sizeof(t));

	if (!rc)
		rc = check_foreground(ABI_SIGTTOU);
	if (rc)
		return rc;
	mutex_lock(&tty_lock);
	if (flush)
		tty_line_flush(&line);
	tty_line_set(&line, &t);
	mutex_unlock(&tty_lock);
	wake_all(&readable);
	return 0;
}

static long get_size(user_addr_t to) HF_MAY_BLOCK;
static long get_size(user_addr_t to)
{
	struct abi_winsize s;

	mutex_lock(&tty_lock);
	s = size;
	mutex_unlock(&tty_lock);
	return copy_to_user(to, &s, sizeof(s));
}

static long set_size(user_addr_t from) HF_MAY_BLOCK;
static long set_size(user_addr_t from)
{
	struct abi_winsize s;
	int rc = copy_from_user(&s, from, sizeof(s));

	if (rc)
		return rc;
	mutex_lock(&tty_lock);
	size = s;
	mutex_unlock(&tty_lock);
	signal_foreground(ABI_SIGWINCH);
	return 0;
}

static long count_input(user_addr_t to) HF_MAY_BLOCK;
static long count_input(user_addr_t to)
{
	int32_t count;

	mutex_lock(&tty_lock);
	count = tty_line_count(&line);
	mutex_unlock(&tty_lock);
	return copy_to_user(to, &count, sizeof(count));
}

static long flush_input(uint64_t what)
{
	enum { INPUT, OUTPUT, BOTH };

	if (what > BOTH)
		return -EINVAL;
	if (what != OUTPUT) {
		mutex_lock(&tty_lock);
		tty_line_flush(&line);
		mutex_unlock(&tty_lock);
	}
	return 0;
}

static long tty_ioctl(struct file *f, unsigned command, uint64_t arg)
{
	(void)f;
	switch (command) {
	case ABI_TCGETS:
		return get_termios(arg);
	case ABI_TCSETS:
	case ABI_TCSETSW:
		return set_termios(arg, false);
	case ABI_TCSETSF:
		return set_termios(arg, true);
	case ABI_TCSBRK:
	case ABI_TCXONC:
		/* Output has gone out by the time that write returns, and is never held. */
		return 0;
	case ABI_TCFLSH:
		return flush_input(arg);
	case ABI_FIONREAD:
		return count_input(arg);
	case ABI_TIOCGWINSZ:
		return get_size(arg);
	case ABI_TIOCSWINSZ:
		return set_size(arg);
	case ABI_TIOCSCTTY:
		return take_tty(arg == 1);
	case ABI_TIOCNOTTY:
		return leave_tty();
	case ABI_TIOCGPGRP:
		return get_owner(false, arg);
	case ABI_TIOCGSID:
		return get_owner(true, arg);
	case ABI_TIOCSPGRP:
		return set_foreground(arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_ops tty_ops = {
	.stream = true,
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.stat = tty_stat,
	.ioctl = tty_ioctl,
};

/* As with Linux, a session's leader that has no terminal gets this one as its session's, unless
 * O_NOCTTY says otherwise or another session has it. */
static int open_device(const struct char_device *dev, unsigned flags, struct file *f)
{
	f->ops = &tty_ops;
	f->private_data = (void *)dev;
	/* Where it can't be had, it is just a file. */
	if (!(flags & O_NOCTTY))
		(void)take_tty(false);
	return 0;
}

/* The terminal of the caller's session. */
static int open_controlling(const struct char_device *dev, unsigned flags, struct file *f)
{
	const struct process *me = process_current();
	bool ours;

	(void)flags;
	spin_lock(&process_table_lock);
	ours = session && me->session == session;
	spin_unlock(&process_table_lock);
	if (!ours)
		return -ENXIO;
	f->ops = &tty_ops;
	f->private_data = (void *)dev;
	return 0;
}

static const struct char_device devices[] = {
	{ "console", FILE_DEV(5, 1), 0600, &tty_ops, open_device },
	{ "ttyAMA0", FILE_DEV(204, 64), 0600, &tty_ops, open_device },
	{ "tty", FILE_DEV(5, 0), 0666, &tty_ops, open_controlling },
};

int tty_devices_register(void)
{
	int rc = 0;

	for (unsigned i = 0; i < ARRAY_LEN(devices) && !rc; i++)
		rc = char_device_register(&devices[i]);
	return rc;
}

int tty_open_console(struct file **out)
{
	return file_create(&tty_ops, (void *)&devices[0], O_RDWR, out);
}
