/* SPDX-License-Identifier: MIT
 *
 * wait.pml: sleeping and waking (kernel/sched/sched.c, wait.c, run_queue.c), for spin: two threads each wait for one
 * of two things that are announced with wake_one, as in semaphore_down and semaphore_up; one may be woken by a
 * timeout as well.
 *
 * What must hold: nobody sleeps for ever; no thread is queued twice or runs on two CPUs.  It must not hold with one of
 * BROKEN_TOKEN (who decides to sleep doesn't look for a token), BROKEN_QUEUE (the condition is tested
 * before the thread is on the queue), BROKEN_PASS (a wake-up that wasn't needed is not passed on), BROKEN_ON_CPU
 * (a thread is run while another CPU still leaves it) or BROKEN_WOKEN (two wakers queue it).
 */
#define THREADS 2

byte count;                             /* things to be had */
bool lock;                              /* wait_queue.lock */
byte line[THREADS];                     /* who waits, 1 + thread; first come first served */
bool woken[THREADS];

bool token[THREADS], asleep[THREADS];   /* thread.sleep: each access is one atomic operation */
bool queued[THREADS], on_cpu[THREADS], running[THREADS];
byte satisfied;

inline acquire() { atomic { !lock -> lock = true } }
inline release() { lock = false }

inline append(i)
{
	if
	:: line[0] == 0 -> line[0] = i + 1
	:: else -> line[1] = i + 1
	fi
}

inline take_off(i)
{
	if
	:: line[0] == i + 1 -> line[0] = line[1]; line[1] = 0
	:: line[1] == i + 1 -> line[1] = 0
	:: else
	fi
}

inline wake(t)
{
	atomic {
		was_asleep = asleep[t];
		had_token = token[t];
		token[t] = true
	}
	if
#ifdef BROKEN_WOKEN
	:: was_asleep ->
#else
	:: was_asleep && !had_token ->
#endif
		assert(!queued[t]);
		queued[t] = true
	:: else
	fi
}

inline wake_one()
{
	acquire();
	if
	:: line[0] != 0 ->
		target = line[0] - 1;
		line[0] = line[1];
		line[1] = 0;
		woken[target] = true;
		wake(target)
	:: else
	fi;
	release()
}

/* thread_block: from the decision to the switch interrupts are masked, but other CPUs go on. */
inline block(i)
{
	atomic {
		sleeps = true;
#ifndef BROKEN_TOKEN
		if
		:: token[i] -> sleeps = false
		:: else
		fi;
#endif
		if
		:: sleeps -> asleep[i] = true
		:: else
		fi
	}
	if
	:: sleeps ->
		running[i] = false;             /* its registers are saved */
		on_cpu[i] = false;              /* by the thread that follows */
		running[i]                      /* until some CPU has chosen it */
	:: else
	fi;
	atomic { token[i] = false; asleep[i] = false }
}

proctype sleeper(byte i)
{
	bool was_asleep, had_token, sleeps, was_woken;
	byte target;

	do
	:: true ->
#ifdef BROKEN_QUEUE
		if
		:: atomic { count > 0 -> count-- } -> break
		:: count == 0
		fi;
#endif
		acquire();
		woken[i] = false;
		append(i);
		release();
#ifndef BROKEN_QUEUE
		if
		:: atomic { count > 0 -> count-- } -> break
		:: count == 0
		fi;
#endif
		if
		:: !woken[i] -> block(i)
		:: else
		fi;
		acquire();
		take_off(i);
		release()
	od;
	acquire();
	take_off(i);
	was_woken = woken[i];
	release();
#ifndef BROKEN_PASS
	if
	:: was_woken -> wake_one()
	:: else
	fi;
#endif
	satisfied++
}

proctype waker()
{
	bool was_asleep, had_token;
	byte target;

	atomic { count++ };
	wake_one()
}

/* A timeout of the first thread's: a wake-up that comes beside the queue's. */
proctype timer()
{
	bool was_asleep, had_token;

	wake(0)
}

#ifdef BROKEN_ON_CPU
#define may_run(i) (queued[i])
#else
#define may_run(i) (queued[i] && !on_cpu[i])
#endif

inline choose(i)
{
	queued[i] = false;
	on_cpu[i] = true;
	assert(!running[i]);
	running[i] = true
}

/* Any CPU that looks for a thread to run. */
active proctype cpu()
{
end:	do
	:: atomic { may_run(0) -> choose(0) }
	:: atomic { may_run(1) -> choose(1) }
	od
}

init
{
	byte i;

	atomic {
		for (i : 0 .. THREADS - 1) {
			on_cpu[i] = true;
			running[i] = true
		};
		run sleeper(0);
		run sleeper(1);
		run waker();
		run waker();
		run timer()
	};
	satisfied == THREADS
}
