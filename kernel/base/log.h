/* SPDX-License-Identifier: MIT
 *
 * log.h: what print.h does not tell of the log.
 */
#ifndef KERNEL_BASE_LOG_H
#define KERNEL_BASE_LOG_H

#include <kernel/print.h>

/* Reads `loglevel` from the command line. */
void log_init(void);
/* From here on there are threads that log_wait. */
void log_follow_start(void);

/* Adds text without lockdep, also where this CPU is adding to the log already, or whoever
 * was has been stopped: for reports. */
void log_add_unchecked(const char *text, size_t len);

#endif
