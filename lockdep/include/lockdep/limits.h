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
#ifndef LOCKDEP_MAX_EDGES      /* order pairs between classes */
#define LOCKDEP_MAX_EDGES 2048
#endif
#ifndef LOCKDEP_MAX_CHAINS     /* distinct held stacks; a power of two, at most 16384 */
#define LOCKDEP_MAX_CHAINS 2048
#endif
#ifndef LOCKDEP_THREAD_CACHE   /* of them, the recent ones of each thread; a power of two */
#define LOCKDEP_THREAD_CACHE 16
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
