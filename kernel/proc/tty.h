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

/* A file on the terminal, for process 1: it is no session's by that. */
int tty_open_console(struct file **out);

/* The session's leader ends: the terminal is free, and who was using it is told. */
void tty_session_ends_locked(int session) HF_REQUIRES(process_table_lock);
/* Which session has it, and which of its groups uses it; 0: none. */
void tty_owner_locked(int *session, int *group) HF_REQUIRES(process_table_lock);

#endif
