/* SPDX-License-Identifier: MIT
 *
 * wait_child.h: how a parent learns of its children.
 */
#ifndef KERNEL_PROC_WAIT_CHILD_H
#define KERNEL_PROC_WAIT_CHILD_H

#include <abi/signal.h>
#include <kernel/base.h>

struct child_news {
	int pid;
	int status;                             /* wait4's status word */
	uint64_t run_ns;                        /* of a child that ended, and its children */
};

/* The pid of a child that has news (pid as in wait4; which, the options say as in waitid), which
 * is taken away but with WNOWAIT; 0 when there is none
 * yet and the options say WNOHANG; -ECHILD when there is no such child; -EINTR. */
int process_wait(int pid, unsigned options, struct child_news *out) HF_MAY_BLOCK;

/* As waitid tells of it. */
void child_news_to_abi(const struct child_news *news, struct abi_siginfo *out);

#endif
