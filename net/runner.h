/* SPDX-License-Identifier: MIT
 *
 * runner.h: the network runner, the thread that moves the TCP/IP stack on.
 */
#ifndef NET_RUNNER_H
#define NET_RUNNER_H

#include <kernel/base.h>

/* Prepares what runner_event needs; before the device is started. */
void runner_init(void);
/* Something happened that the runner should look at. Any context. */
void runner_event(void);
/* Starts the thread.  0, -ENOMEM. */
int runner_start(void) __must_check HF_MAY_BLOCK;

#endif
