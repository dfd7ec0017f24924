/* SPDX-License-Identifier: MIT
 *
 * runner.h: the network runner, the thread that moves the TCP/IP stack on when no
 * other thread is in it.
 */
#ifndef NET_RUNNER_H
#define NET_RUNNER_H

#include <kernel/base.h>

/* Prepares what runner_wake needs; before the device is started. */
void runner_init(void);
/* Any context. */
void runner_wake(void);
/* Starts the thread.  0, -ENOMEM. */
int runner_start(void) __must_check HF_MAY_BLOCK;

#endif
