/* SPDX-License-Identifier: MIT
 *
 * policy.h: what happens after a report, for each rule.
 */
#ifndef LOCKDEP_POLICY_H
#define LOCKDEP_POLICY_H

#include <lockdep/lockdep.h>

enum lockdep_policy lockdep_policy_of(enum lockdep_rule rule);
bool lockdep_policy_any_refuses(void);

#endif
