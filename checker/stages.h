/* SPDX-License-Identifier: MIT
 *
 * stages.h: what is being done, for whoever watches, and how long it took.  From one thread.
 */
#ifndef CHECKER_STAGES_H
#define CHECKER_STAGES_H

#include <stdbool.h>

/* `keeps_times`: for stages_print. */
void stages_begin(bool keeps_times);
/* Ends the stage before, and begins this one (`linking`), which a terminal shows; NULL: none. */
void stage(const char *name);
/* On standard error, a line for each stage: seconds by the clock and of this process' CPU time, and the most memory that
 * this process had until then.  Nothing without keeps_times. */
void stages_print(void);

#endif
