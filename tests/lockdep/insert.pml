/* SPDX-License-Identifier: MIT
 *
 * insert.pml: how classes, edges and chains get into the tables while other CPUs read them
 * without a lock, for spin.  Each CPU acquires twice; two objects of the host mean one class, and two
 * chains share a hash slot and differ in their context only (0 is a valid one).
 *
 * What must hold: who finds a chain finds what it teaches learned and checked; who finds an id finds the
 * class's entry complete; nothing is added twice.  With one of BROKEN_ORDER (the key's first word is stored before
 * the rest), BROKEN_CHECK (published before the rules ran), BROKEN_AGAIN (the slow path doesn't look
 * again) or BROKEN_ENTRY (the id before the entry) defined it must not hold.
 */
#ifndef CPUS
#define CPUS 2
#endif
#define SLOTS 4
#define LINK 1                          /* of both keys; the key's number is its context */

bool slow_path;                         /* lockdep_port_enter() */

byte ids[2];                            /* lockdep_class.id of two objects */
bool entry_complete[3];
byte class_count;

byte link[SLOTS];
byte context[SLOTS];
bool learned[2], checked[2];
byte edges[2], published[2];
byte done;

inline enter() { atomic { !slow_path -> slow_path = true } }
inline leave() { slow_path = false }

/* Loads of a key's words are separate steps. */
inline find(key, hit)
{
	slot = 0;
	hit = false;
	do
	:: link[slot] == 0 -> break
	:: link[slot] == LINK ->
		if
		:: context[slot] == key -> hit = true; break
		:: else -> slot++
		fi
	od
}

inline class_id(object)
{
	if
	:: ids[object] != 0 -> skip
	:: else ->
		enter();
#ifndef BROKEN_AGAIN
		if
		:: ids[object] == 0 ->
#endif
			if
			:: ids[1 - object] != 0 -> id = ids[1 - object]     /* found by its name */
			:: else ->
				id = class_count + 1;
#ifdef BROKEN_ENTRY
				ids[object] = id;
#endif
				entry_complete[id] = true;
				class_count = id
			fi;
			ids[object] = id
#ifndef BROKEN_AGAIN
		:: else -> skip
		fi
#endif
		;
		leave()
	fi;
	id = ids[object];
	assert(entry_complete[id])
}

inline publish(key)
{
	slot = 0;
	do
	:: link[slot] != 0 -> slot++
	:: else -> break
	od;
#ifdef BROKEN_ORDER
	link[slot] = LINK;
	context[slot] = key;
#else
	context[slot] = key;
	link[slot] = LINK;
#endif
	published[key]++
}

inline acquire(key)
{
	find(key, hit);
	if
	:: hit -> assert(learned[key] && checked[key])
	:: else ->
		enter();
#ifndef BROKEN_AGAIN
		find(key, hit);
#endif
		if
		:: hit -> skip
		:: else ->
#ifdef BROKEN_CHECK
			publish(key);
#endif
			learned[key] = true;
			edges[key]++;
			checked[key] = true;
#ifndef BROKEN_CHECK
			publish(key)
#endif
		fi;
		leave()
	fi
}

proctype cpu(byte me)
{
	byte slot, id;
	bool hit;

	class_id(me % 2);
	if
	:: acquire(0)
	:: acquire(1)
	fi;
	if
	:: acquire(0)
	:: acquire(1)
	fi;
	done++
}

init
{
	byte i = 0;

	atomic {
		do
		:: i < CPUS -> run cpu(i); i++
		:: else -> break
		od
	}
	done == CPUS;
	assert(class_count == 1 && !slow_path);
	assert(edges[0] <= 1 && edges[1] <= 1 && published[0] == edges[0] && published[1] == edges[1])
}
