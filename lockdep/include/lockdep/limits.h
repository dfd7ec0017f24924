/* SPDX-License-Identifier: MIT
 *
 * limits.h: the sizes of lockdep's static tables.  Define any of them before
 * including lockdep.h, for all files alike, to size another system.
 */
#ifndef LOCKDEP_LIMITS_H
#define LOCKDEP_LIMITS_H

/* With LOCKDEP_SMALL defined, for a microcontroller: less than 8 KiB for all tables and one thread.
 * Sites stand for backtraces, and times are not kept. */
#ifdef LOCKDEP_SMALL
#define LOCKDEP_LIMIT(large, small) small
#else
#define LOCKDEP_LIMIT(large, small) large
#endif

#ifndef LOCKDEP_MAX_HELD       /* locks held by one thread at once, at most 32 */
#define LOCKDEP_MAX_HELD LOCKDEP_LIMIT(16, 6)
#endif
#ifndef LOCKDEP_MAX_CLASSES    /* at most 65534 */
#define LOCKDEP_MAX_CLASSES LOCKDEP_LIMIT(256, 32)
#endif
#ifndef LOCKDEP_MAX_LEVELS     /* nesting levels of a class, at most 16 */
#define LOCKDEP_MAX_LEVELS LOCKDEP_LIMIT(4, 2)
#endif
#ifndef LOCKDEP_MAX_EDGES      /* order pairs between classes */
#define LOCKDEP_MAX_EDGES LOCKDEP_LIMIT(2048, 40)
#endif
#ifndef LOCKDEP_MAX_CHAINS     /* distinct held stacks; a power of two, at most 32768 */
#define LOCKDEP_MAX_CHAINS LOCKDEP_LIMIT(2048, 64)
#endif
#ifndef LOCKDEP_MAX_GUARDS     /* the outermost held locks, which count as common outer locks */
#define LOCKDEP_MAX_GUARDS LOCKDEP_LIMIT(4, 1)
#endif
#ifndef LOCKDEP_MAX_OUTER      /* locks that were such in anything learned, at most 2047 */
#define LOCKDEP_MAX_OUTER LOCKDEP_LIMIT(1023, 24)
#endif
#ifndef LOCKDEP_MAX_PATH       /* order pairs of a way that is told in full */
#define LOCKDEP_MAX_PATH LOCKDEP_LIMIT(16, 8)
#endif
#ifndef LOCKDEP_MAX_STEPS      /* edges tried in one search for a cycle without common outer locks */
#define LOCKDEP_MAX_STEPS LOCKDEP_LIMIT(2000, 200)
#endif
#ifndef LOCKDEP_TIMES          /* keep hold, wait and mask times */
#define LOCKDEP_TIMES LOCKDEP_LIMIT(1, 0)
#endif
#ifndef LOCKDEP_MAX_TRACES     /* backtraces of first uses */
#define LOCKDEP_MAX_TRACES LOCKDEP_LIMIT(1024, 24)
#endif
#ifndef LOCKDEP_MAX_TRACE      /* return addresses in each of them */
#define LOCKDEP_MAX_TRACE LOCKDEP_LIMIT(10, 1)
#endif
#ifndef LOCKDEP_MAX_NAME       /* bytes of a thread's name in them */
#define LOCKDEP_MAX_NAME LOCKDEP_LIMIT(16, 8)
#endif
#ifndef LOCKDEP_MAX_UNDO       /* changes that are taken back of an acquire that is refused */
#define LOCKDEP_MAX_UNDO LOCKDEP_LIMIT(96, 8)
#endif
#ifndef LOCKDEP_MAX_REPORTS    /* distinct reports */
#define LOCKDEP_MAX_REPORTS LOCKDEP_LIMIT(128, 12)
#endif
#ifndef LOCKDEP_MAX_TEXT       /* bytes of the longest report */
#define LOCKDEP_MAX_TEXT LOCKDEP_LIMIT(6144, 832)
#endif

#endif
