/* SPDX-License-Identifier: MIT
 *
 * limits.h: the sizes of lockdep's static tables.  Define any of them before
 * including lockdep.h, for all files alike, to size another system.
 */
#ifndef LOCKDEP_LIMITS_H
#define LOCKDEP_LIMITS_H

#ifndef LOCKDEP_MAX_HELD       /* locks held by one thread at once */
#define LOCKDEP_MAX_HELD 16
#endif
#ifndef LOCKDEP_MAX_CLASSES    /* at most 65534 */
#define LOCKDEP_MAX_CLASSES 256
#endif
#ifndef LOCKDEP_MAX_LEVELS     /* nesting levels of a class, at most 16 */
#define LOCKDEP_MAX_LEVELS 4
#endif
#ifndef LOCKDEP_MAX_EDGES      /* order pairs between classes */
#define LOCKDEP_MAX_EDGES 2048
#endif
#ifndef LOCKDEP_MAX_CHAINS     /* distinct held stacks; a power of two, at most 32768 */
#define LOCKDEP_MAX_CHAINS 2048
#endif
#ifndef LOCKDEP_MAX_NUMBERED   /* locks of a class that are told apart as outer locks, at most 3 */
#define LOCKDEP_MAX_NUMBERED 1
#endif
#ifndef LOCKDEP_MAX_GUARDS     /* common outer locks that are kept of a fact */
#define LOCKDEP_MAX_GUARDS 4
#endif
#ifndef LOCKDEP_MAX_PATH       /* order pairs of a way that is told in full */
#define LOCKDEP_MAX_PATH 16
#endif
#ifndef LOCKDEP_MAX_STEPS      /* edges tried in one search for a cycle without common outer locks */
#define LOCKDEP_MAX_STEPS 2000
#endif
#ifndef LOCKDEP_TIMES          /* keep hold, wait and mask times */
#define LOCKDEP_TIMES 1
#endif
#ifndef LOCKDEP_MAX_TRACES     /* backtraces of first uses */
#define LOCKDEP_MAX_TRACES 1024
#endif
#ifndef LOCKDEP_MAX_TRACE      /* return addresses in each of them */
#define LOCKDEP_MAX_TRACE 10
#endif
#ifndef LOCKDEP_MAX_REPORTS    /* distinct reports */
#define LOCKDEP_MAX_REPORTS 128
#endif
#ifndef LOCKDEP_MAX_TEXT       /* bytes of the longest report */
#define LOCKDEP_MAX_TEXT 6144
#endif

#endif
