/* SPDX-License-Identifier: MIT
 *
 * tty.h: the terminal: the serial line as programs know it, and the controlling terminal of
 * one session.
 */
#ifndef KERNEL_PROC_TTY_H
#define KERNEL_PROC_TTY_H

#include <kernel/file.h>
#include <kernel/spinlock.h>

extern spinlock_t process_table_lock;

/* Once, before the first process: starts the thread that takes what is typed. */
int tty_init(void) HF_MAY_BLOCK;

/* A file on the terminal.  As with Linux, a session's leader that has no terminal gets this
 * one as its session's, unless O_NOCTTY says otherwise or another session has it. */
int tty_open(unsigned flags, struct file **out) HF_MAY_BLOCK;
/* The terminal of the calling process's session; -ENXIO: it has none. */
int tty_open_controlling(unsigned flags, struct file **out) HF_MAY_BLOCK;

/* The session's leader ends: the terminal is free, and who was using it is told. */
void tty_session_ends_locked(int session) HF_REQUIRES(process_table_lock);
/* Which session has it, and which of its groups uses it; 0: none. */
void tty_owner_locked(int *session, int *group) HF_REQUIRES(process_table_lock);

#endif
