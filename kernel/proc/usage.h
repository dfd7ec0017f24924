/* SPDX-License-Identifier: MIT
 *
 * usage.h: the time that processes have spent on a CPU.
 */
#ifndef KERNEL_PROC_USAGE_H
#define KERNEL_PROC_USAGE_H

#include "process.h"

/* Of the calling thread; of its process; of the process's children that were waited for. */
uint64_t usage_thread_ns(void);
uint64_t usage_process_ns(void);
uint64_t usage_children_ns(void);

/* Of any process: all its threads, those that ended too. */
uint64_t usage_of_locked(struct process *p) HF_REQUIRES(p->lock);

#endif
