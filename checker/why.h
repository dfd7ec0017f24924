/* SPDX-License-Identifier: MIT
 *
 * why.h: the states in which one lock is used.
 */
#ifndef CHECKER_WHY_H
#define CHECKER_WHY_H

#include <analysis/analysis.h>

/* The exit status: 2 if there is no such lock class. */
int why(struct analysis *a, const char *lock, bool color);

#endif
