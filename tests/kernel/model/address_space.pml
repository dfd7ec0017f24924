/* SPDX-License-Identifier: MIT
 *
 * address_space.pml: whose TLB is told of a change (kernel/sched/address_space.c), for spin: a CPU takes an entry
 * away from tables, twice, and may leave and come back between; another one comes, looks, and goes, again and again.
 *
 * What must hold: once a flush is over, no CPU that is on the tables finds an entry from before it.  It must
 * not hold with one of BROKEN_COME (who comes looks at `known` before it says that it is there), BROKEN_CLEAR
 * (who flushes looks for others before it clears their bits) or BROKEN_EMPTY (who comes back does not empty its
 * TLB).
 */
#define CPUS 2
#define FLUSHES 2

byte version;                           /* of the tables */
byte promised;                          /* nobody uses what is older */
byte tlb[CPUS];                         /* the version that it holds an entry of; 0: none */
bool here[CPUS];                        /* cpu.space: each access is one atomic operation */
bool on[CPUS];                          /* it runs the program */
bool known[CPUS];                       /* space.known: likewise */

inline come(i)
{
#ifdef BROKEN_COME
	atomic { knew = known[i]; known[i] = true };
	here[i] = true;
#else
	here[i] = true;
	atomic { knew = known[i]; known[i] = true };
#endif
#ifndef BROKEN_EMPTY
	if
	:: !knew -> tlb[i] = 0
	:: else
	fi;
#endif
	on[i] = true
}

inline leave(i)
{
	on[i] = false;
	here[i] = false
}

/* The program touches the page: by the TLB, or by a walk that fills it. */
inline touch(i)
{
	atomic {
		if
		:: tlb[i] == 0 -> tlb[i] = version
		:: else
		fi;
		assert(tlb[i] >= promised)
	}
}

inline clear_bits(i)
{
	atomic {
		other_knew = known[1 - i];
		known[1 - i] = false;
		known[i] = known[i] && here[i]
	}
}

/* By a CPU that is on the tables. */
inline flush(i)
{
	version++;
#ifdef BROKEN_CLEAR
	other_here = here[1 - i];
	clear_bits(i);
#else
	clear_bits(i);
	other_here = here[1 - i];
#endif
	if
	:: other_here ->
		atomic { known[1 - i] = known[1 - i] || other_knew };
		atomic { tlb[i] = 0; tlb[1 - i] = 0 }
	:: else -> tlb[i] = 0
	fi;
	promised = version
}

proctype changer()
{
	bool knew, other_knew, other_here;
	byte n;

	come(0);
	for (n : 1 .. FLUSHES) {
		touch(0);
		flush(0);
		touch(0);
		if
		:: leave(0); come(0)
		:: true
		fi
	}
}

proctype visitor()
{
	bool knew;

end:	do
	:: come(1);
		do
		:: touch(1)
		:: break
		od;
		leave(1)
	od
}

init
{
	atomic {
		version = 1;
		run changer();
		run visitor()
	}
}
