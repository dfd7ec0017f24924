/* SPDX-License-Identifier: MIT
 *
 * group.h: process groups and sessions, as system calls ask for them.
 */
#ifndef KERNEL_PROC_GROUP_H
#define KERNEL_PROC_GROUP_H

#include <kernel/base.h>
#include <kernel/spinlock.h>

extern spinlock_t process_table_lock;

/* setpgid(2): 0 means the caller and the process's own number. */
int group_set(int pid, int group);
/* getpgid(2), getsid(2). */
int group_get(int pid, bool session);
/* setsid(2): the new session's number. */
int session_begin(void);

bool group_is_in_session_locked(int group, int session) HF_REQUIRES(process_table_lock);

#endif
