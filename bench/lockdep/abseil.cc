// SPDX-License-Identifier: MIT
//
// abseil.cc: Abseil's mutex with its deadlock detection, which knows locks, not classes.
#include <absl/synchronization/mutex.h>

struct bench_lock {
	absl::Mutex mutex;
};

#include "bench.h"
#include <new>

static void bench_init(struct bench_lock *lock, unsigned cls)
{
	(void)cls;
	new (&lock->mutex) absl::Mutex;
}

static void bench_lock(struct bench_lock *lock)
{
	lock->mutex.Lock();
}

static void bench_unlock(struct bench_lock *lock)
{
	lock->mutex.Unlock();
}

int main(int argc, char **argv)
{
	absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kReport);
	bench_run(argc, argv, 3);
	return EXIT_SUCCESS;
}
