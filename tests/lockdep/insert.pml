/* SPDX-License-Identifier: MIT
 *
 * insert.pml: how classes, edges and chains get into the tables while other CPUs read them
 * without a lock, for spin.  Each CPU acquires twice; two objects of the host mean one class, and two
 * chains share a hash slot and differ in their context only (0 is a valid one).
 *
 * What chain 0 teaches is guarded by an outer lock, as long as each acquire is inside it.
 *
 * What must hold: who finds a chain finds what it teaches learned and checked, and, outside of that lock, known
 * to happen without it; who finds an id finds the
 * class's entry complete; nothing is added twice.  With one of BROKEN_ORDER (the key's first word is stored before
 * the rest), BROKEN_CHECK (published before the rules ran), BROKEN_AGAIN (the slow path doesn't look
 * again), BROKEN_ENTRY (the id before the entry), BROKEN_PLACE (the key before its guard) or BROKEN_GUARD (the
 * chain's guard goes before the fact's) defined it must not hold.  CLASSES_ONLY leaves the chains out.
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

byte links[SLOTS];
byte context[SLOTS];
bool guarded[SLOTS];
bool learned[2], checked[2];
bool guard[2];                          /* of what the chain teaches: always inside the lock */
byte edges[2], published[2];
byte done;

inline enter() { atomic { !slow_path -> slow_path = true } }
inline leave() { slow_path = false }

/* Loads of a key's words are separate steps.  Not found where its guard isn't held. */
inline find(key, inside, there, hit)
{
	slot = 0;
	hit = false;
	there = false;
	do
	:: links[slot] == 0 -> break
	:: links[slot] == LINK ->
		if
		:: context[slot] == key ->
			there = true;
			hit = inside || !guarded[slot];
			break
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
	:: links[slot] != 0 -> slot++
	:: else -> break
	od;
#ifdef BROKEN_ORDER
	links[slot] = LINK;
	context[slot] = key;
	guarded[slot] = guard[key];
#else
	context[slot] = key;
#ifdef BROKEN_PLACE
	links[slot] = LINK;
	guarded[slot] = guard[key];
#else
	guarded[slot] = guard[key];
	links[slot] = LINK;
#endif
#endif
	published[key]++
}

inline learn(key, inside)
{
	if
	:: learned[key] ->
#ifdef BROKEN_GUARD
		guarded[slot] = guard[key] && inside;
#endif
		guard[key] = guard[key] && inside
	:: else ->
		guard[key] = inside;
		learned[key] = true;
		edges[key]++
	fi
}

inline acquire(key, inside)
{
	find(key, inside, there, hit);
	if
	:: hit -> assert(learned[key] && checked[key] && (inside || !guard[key]))
	:: else ->
		enter();
#ifndef BROKEN_AGAIN
		find(key, inside, there, hit);
#endif
		if
		:: hit -> skip
		:: else ->
#ifdef BROKEN_CHECK
			if
			:: there -> skip
			:: else -> publish(key)
			fi;
#endif
			learn(key, inside);
			checked[key] = true;
#ifndef BROKEN_CHECK
			if
			:: there -> guarded[slot] = guard[key]
			:: else -> publish(key)
			fi
#else
			guarded[slot] = guard[key]
#endif
		fi;
		leave()
	fi
}

proctype cpu(byte me)
{
	byte slot, id;
	bool hit, there;

	class_id(me % 2);
#ifndef CLASSES_ONLY
	if
	:: acquire(0, true)
	:: acquire(0, false)
	:: acquire(1, true)
	fi;
	if
	:: acquire(0, true)
	:: acquire(0, false)
	:: acquire(1, true)
	fi;
#endif
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
