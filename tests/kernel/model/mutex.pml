/* SPDX-License-Identifier: MIT
 *
 * mutex.pml: the mutex (kernel/lock/mutex.c) for spin: threads that take it twice each, by the fast path or in
 * line, woken and raced, or handed over.
 *
 * A thread's place in line is any: priorities decide it.  What must hold: one owner at a time, and nobody waits for ever.  It must not hold with one of BROKEN_FAST (the
 * fast release doesn't look for the bit), BROKEN_MARK (who joins the line doesn't set it), BROKEN_LINE
 * (a release clears it though others are in line), BROKEN_WAKE (a release wakes nobody) or BROKEN_FIRST (who was woken
 * leaves a free mutex to another one that is the first in line by now).
 */
#ifndef THREADS
#define THREADS 3
#endif
#define NOBODY 0

byte owner;                             /* 1 + thread, or NOBODY */
bool waiters;                           /* bit 0 of mutex.owner: the same word */
bool line_lock;
byte line[THREADS];                     /* 1 + thread */
bool granted[THREADS];
bool token[THREADS];                    /* wait.pml is about this */
byte inside, finished;

inline acquire() { atomic { !line_lock -> line_lock = true } }
inline release() { line_lock = false }

inline join(i)
{
	k = 0;
	do
	:: k < THREADS && line[k] != 0 -> k++
	:: else -> break
	od;
	do
	:: k > 0 -> line[k] = line[k - 1]; k--
	:: break
	od;
	line[k] = i + 1
}

inline drop(i)
{
	k = 0;
	do
	:: k < THREADS && line[k] != i + 1 -> k++
	:: else -> break
	od;
	do
	:: k + 1 < THREADS -> line[k] = line[k + 1]; k++
	:: else -> break
	od;
	line[THREADS - 1] = 0
}

/* With line_lock: the mutex is free or handed over. */
inline own(i)
{
	atomic { owner = i + 1; waiters = (line[0] != 0) }
}

inline lock_slowly(i)
{
	acquire();
	mine = false;
	do
	:: line[0] == 0 ->
		/* Nobody in line: those on the fast path change the word meanwhile. */
		if
		:: atomic { owner == NOBODY && !waiters -> owner = i + 1 } -> mine = true; break
#ifdef BROKEN_MARK
		:: atomic { owner != NOBODY } -> break
#else
		:: atomic { owner != NOBODY -> waiters = true } -> break
#endif
		fi
	:: line[0] != 0 && owner == NOBODY ->
		/* Goes first unless the first in line is more urgent or has waited for long. */
		if
		:: own(i); mine = true
		:: true
		fi;
		break
	:: line[0] != 0 && owner != NOBODY -> break
	od;
	if
	:: !mine -> granted[i] = false; join(i)
	:: else
	fi;
	release();
	do
	:: mine -> break
	:: else ->
		atomic { token[i] -> token[i] = false };        /* thread_block */
		acquire();
		if
		:: granted[i] -> mine = true
#ifdef BROKEN_FIRST
		:: !granted[i] && owner == NOBODY && line[0] == i + 1 ->
#else
		:: !granted[i] && owner == NOBODY ->
#endif
			drop(i);
			own(i);
			mine = true
		:: else
		fi;
		release()
	od
}

inline unlock_slowly(i)
{
	acquire();
	first = line[0] - 1;
	if
	:: /* it has waited for long: handed over */
		drop(first);
		own(first);
		granted[first] = true
	:: atomic { owner = NOBODY;
#ifdef BROKEN_LINE
		waiters = false
#else
		waiters = true
#endif
	   }
	fi;
#ifndef BROKEN_WAKE
	token[first] = true;
#endif
	release()
}

proctype thread(byte i)
{
	byte k, first, round;
	bool mine, fast;

	do
	:: round < 2 ->
		round++;
		atomic {
			if
			:: owner == NOBODY && !waiters -> owner = i + 1; fast = true
			:: else -> fast = false
			fi
		};
		if
		:: !fast -> lock_slowly(i)
		:: else
		fi;
		inside++;
		assert(inside == 1);
		inside--;
		atomic {
			if
#ifdef BROKEN_FAST
			:: true -> owner = NOBODY; waiters = false; fast = true
#else
			:: owner == i + 1 && !waiters -> owner = NOBODY; fast = true
			:: else -> fast = false
#endif
			fi
		};
		if
		:: !fast -> unlock_slowly(i)
		:: else
		fi
	:: else -> break
	od;
	finished++
}

init
{
	byte i;

	atomic {
		for (i : 0 .. THREADS - 1) {
			run thread(i)
		}
	};
	finished == THREADS
}
