/* SPDX-License-Identifier: MIT
 *
 * preload.c: pthread's locks and POSIX semaphores, checked, in a program that knows nothing of
 * it: a shared library that is preloaded (lockdep-preload) or linked before the C library.
 *
 * Each function tells lockdep and calls the C library's own.  A thread is preemptible all the time, so
 * what is found is order, recursion, imbalance, lives of locks, and blocking under a
 * spinlock.  A condition variable's wait releases its mutex, blocks, and takes the mutex again: in
 * that order, with whatever else is held.  A semaphore that begins with 1 is a lock, until a thread
 * posts it that didn't wait for it: from then on it counts.
 *
 * LOCKDEP_PRELOAD in the environment: exit=N, refuse, panic, summary, log=FD, dump=FD, joined by commas.
 */
#define _GNU_SOURCE
#include "posix.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "objects.h"

#define SITE __builtin_return_address(0)
#define HELD_SEMAPHORES 8

static struct {
	int status;                     /* of a program with reports; 0: its own */
	int log, dump;                  /* file descriptors */
	bool summary;
	pid_t pid;                      /* of the process that was started */
} options = { .log = STDERR_FILENO, .dump = -1 };

/* Semaphores that this thread waited for, to find those that count by now. */
static _Thread_local struct object *semaphores[HELD_SEMAPHORES];
static _Thread_local unsigned semaphore_count;

/* ---- the C library's own ------------------------------------------------- */

static void *find(const char *name)
{
	/* Condition variables were once others: the default version is wanted. */
	void *fn = strncmp(name, "pthread_cond", 12) ? NULL : dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");

	if (!fn)
		fn = dlsym(RTLD_NEXT, name);
	if (!fn) {
		fprintf(stderr, "lockdep: the C library has no %s\n", name);
		abort();
	}
	return fn;
}

#define REAL(name, ...)                                                          \
	({                                                                       \
		static __typeof__(name) *real_;                                  \
		__typeof__(name) *fn_ = __atomic_load_n(&real_, __ATOMIC_RELAXED); \
		if (!fn_) {                                                      \
			fn_ = (__typeof__(name) *)find(#name);                   \
			__atomic_store_n(&real_, fn_, __ATOMIC_RELAXED);         \
		}                                                                \
		fn_(__VA_ARGS__);                                                \
	})

/* ---- taking and releasing ------------------------------------------------- */

/* Those of this thread's semaphores that another one posted: it holds nothing by them. */
static void drop_counting(void)
{
	for (unsigned i = 0; i < semaphore_count;)
		if (__atomic_load_n(&semaphores[i]->counts, __ATOMIC_RELAXED)) {
			lockdep_release(&semaphores[i]->map, SITE);
			semaphores[i] = semaphores[--semaphore_count];
		} else {
			i++;
		}
}

/* About to wait.  False: refused. */
static bool wait_for(struct object *o, unsigned flags, const void *site)
{
	if (semaphore_count)
		drop_counting();
	return !o || !lockdep_refuses(lockdep_acquire(&o->map, flags, site));
}

static void got_by_trying(struct object *o, unsigned flags, const void *site)
{
	if (o)
		lockdep_acquire(&o->map, flags | LOCKDEP_TRY, site);
}

static void release(struct object *o, const void *site)
{
	if (o)
		lockdep_release(&o->map, site);
}

/* The result of a wait that lockdep was told of. */
static int waited(struct object *o, int result, const void *site)
{
	if (result && result != EOWNERDEAD)
		release(o, site);
	return result;
}

/* ---- mutexes ---------------------------------------------------------------- */

static bool may_be_taken_again(const pthread_mutex_t *m)
{
	int type = m->__data.__kind & 3;

	return type == PTHREAD_MUTEX_RECURSIVE_NP || type == PTHREAD_MUTEX_ERRORCHECK_NP;
}

/* Waits by `call`, unless the mutex copes by itself with being held by the waiter. */
#define MUTEX_WAIT(m, call)                                                      \
	({                                                                       \
		struct object *o_ = object_get(m, HF_KIND_mutex, SITE);          \
		int result_;                                                     \
		if (o_ && may_be_taken_again(m) && lockdep_is_held(&o_->map)) {  \
			result_ = call;                                          \
			if (!result_)                                            \
				got_by_trying(o_, 0, SITE);                      \
		} else {                                                         \
			result_ = wait_for(o_, 0, SITE) ? waited(o_, call, SITE) : EDEADLK; \
		}                                                                \
		result_;                                                         \
	})

int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr)
{
	object_init(m, HF_KIND_mutex, SITE);
	return REAL(pthread_mutex_init, m, attr);
}

static void destroyed(const void *address, const void *site)
{
	struct object *o = object_find(address);

	if (!o || !o->map.cls)
		return;
	lockdep_destroy(&o->map, site);
	__atomic_store_n(&o->map.cls, NULL, __ATOMIC_RELAXED);
	o->map.number = 0;
}

int pthread_mutex_destroy(pthread_mutex_t *m)
{
	destroyed(m, SITE);
	return REAL(pthread_mutex_destroy, m);
}

int pthread_mutex_lock(pthread_mutex_t *m)
{
	return MUTEX_WAIT(m, REAL(pthread_mutex_lock, m));
}

int pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *t)
{
	return MUTEX_WAIT(m, REAL(pthread_mutex_timedlock, m, t));
}

int pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock, const struct timespec *t)
{
	return MUTEX_WAIT(m, REAL(pthread_mutex_clocklock, m, clock, t));
}

int pthread_mutex_trylock(pthread_mutex_t *m)
{
	int result = REAL(pthread_mutex_trylock, m);

	if (!result || result == EOWNERDEAD)
		got_by_trying(object_get(m, HF_KIND_mutex, SITE), 0, SITE);
	return result;
}

int pthread_mutex_unlock(pthread_mutex_t *m)
{
	release(object_get(m, HF_KIND_mutex, SITE), SITE);
	return REAL(pthread_mutex_unlock, m);
}

/* ---- spinlocks --------------------------------------------------------------- */

int pthread_spin_init(pthread_spinlock_t *s, int shared)
{
	object_init((const void *)s, HF_KIND_posix_spin, SITE);
	return REAL(pthread_spin_init, s, shared);
}

int pthread_spin_destroy(pthread_spinlock_t *s)
{
	destroyed((const void *)s, SITE);
	return REAL(pthread_spin_destroy, s);
}

int pthread_spin_lock(pthread_spinlock_t *s)
{
	struct object *o = object_get((const void *)s, HF_KIND_posix_spin, SITE);

	return wait_for(o, 0, SITE) ? waited(o, REAL(pthread_spin_lock, s), SITE) : EDEADLK;
}

int pthread_spin_trylock(pthread_spinlock_t *s)
{
	int result = REAL(pthread_spin_trylock, s);

	if (!result)
		got_by_trying(object_get((const void *)s, HF_KIND_posix_spin, SITE), 0, SITE);
	return result;
}

int pthread_spin_unlock(pthread_spinlock_t *s)
{
	release(object_get((const void *)s, HF_KIND_posix_spin, SITE), SITE);
	return REAL(pthread_spin_unlock, s);
}

/* ---- reader-writer locks -------------------------------------------------------- */

/* By default the C library lets readers pass waiting writers. */
static unsigned reader(const pthread_rwlock_t *rw)
{
	return rw->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP ?
	       LOCKDEP_READ : LOCKDEP_READ_RECURSIVE;
}

#define RWLOCK_WAIT(rw, flags, call)                                             \
	({                                                                       \
		struct object *o_ = object_get(rw, HF_KIND_rwlock, SITE);        \
		wait_for(o_, flags, SITE) ? waited(o_, call, SITE) : EDEADLK;    \
	})

#define RWLOCK_TRY(rw, flags, call)                                              \
	({                                                                       \
		int result_ = call;                                              \
		if (!result_)                                                    \
			got_by_trying(object_get(rw, HF_KIND_rwlock, SITE), flags, SITE); \
		result_;                                                         \
	})

int pthread_rwlock_init(pthread_rwlock_t *rw, const pthread_rwlockattr_t *attr)
{
	object_init(rw, HF_KIND_rwlock, SITE);
	return REAL(pthread_rwlock_init, rw, attr);
}

int pthread_rwlock_destroy(pthread_rwlock_t *rw)
{
	destroyed(rw, SITE);
	return REAL(pthread_rwlock_destroy, rw);
}

int pthread_rwlock_rdlock(pthread_rwlock_t *rw)
{
	return RWLOCK_WAIT(rw, reader(rw), REAL(pthread_rwlock_rdlock, rw));
}

int pthread_rwlock_wrlock(pthread_rwlock_t *rw)
{
	return RWLOCK_WAIT(rw, 0, REAL(pthread_rwlock_wrlock, rw));
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *rw, const struct timespec *t)
{
	return RWLOCK_WAIT(rw, reader(rw), REAL(pthread_rwlock_timedrdlock, rw, t));
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *rw, const struct timespec *t)
{
	return RWLOCK_WAIT(rw, 0, REAL(pthread_rwlock_timedwrlock, rw, t));
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *rw, clockid_t clock, const struct timespec *t)
{
	return RWLOCK_WAIT(rw, reader(rw), REAL(pthread_rwlock_clockrdlock, rw, clock, t));
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *rw, clockid_t clock, const struct timespec *t)
{
	return RWLOCK_WAIT(rw, 0, REAL(pthread_rwlock_clockwrlock, rw, clock, t));
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *rw)
{
	return RWLOCK_TRY(rw, reader(rw), REAL(pthread_rwlock_tryrdlock, rw));
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *rw)
{
	return RWLOCK_TRY(rw, 0, REAL(pthread_rwlock_trywrlock, rw));
}

int pthread_rwlock_unlock(pthread_rwlock_t *rw)
{
	release(object_get(rw, HF_KIND_rwlock, SITE), SITE);
	return REAL(pthread_rwlock_unlock, rw);
}

/* ---- condition variables --------------------------------------------------------- */

#define COND_WAIT(m, call)                                                       \
	({                                                                       \
		struct object *o_ = object_get(m, HF_KIND_mutex, SITE);          \
		int result_;                                                     \
		release(o_, SITE);                                               \
		lockdep_might_block(SITE);                                       \
		result_ = call;                                                  \
		wait_for(o_, 0, SITE);                                           \
		result_;                                                         \
	})

int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
	return COND_WAIT(m, REAL(pthread_cond_wait, c, m));
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *t)
{
	return COND_WAIT(m, REAL(pthread_cond_timedwait, c, m, t));
}

int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
			   const struct timespec *t)
{
	return COND_WAIT(m, REAL(pthread_cond_clockwait, c, m, clock, t));
}

/* ---- semaphores ------------------------------------------------------------------- */

int sem_init(sem_t *s, int shared, unsigned value)
{
	struct object *o = object_init(s, HF_KIND_semaphore, SITE);

	if (o)
		o->counts = value != 1 || shared;
	return REAL(sem_init, s, shared, value);
}

int sem_destroy(sem_t *s)
{
	destroyed(s, SITE);
	return REAL(sem_destroy, s);
}

/* NULL: not a lock; sem_open's never are. */
static struct object *lock_of(sem_t *s)
{
	struct object *o = object_find(s);

	return o && o->map.cls && !__atomic_load_n(&o->counts, __ATOMIC_RELAXED) ? o : NULL;
}

static void note_semaphore(struct object *o)
{
	if (!o)
		return;
	if (semaphore_count < HELD_SEMAPHORES)
		semaphores[semaphore_count++] = o;
	else
		__atomic_store_n(&o->counts, true, __ATOMIC_RELAXED);
}

static void forget_semaphore(const struct object *o)
{
	for (unsigned i = 0; i < semaphore_count; i++)
		if (semaphores[i] == o) {
			semaphores[i] = semaphores[--semaphore_count];
			return;
		}
}

#define SEM_WAIT(s, call)                                                        \
	({                                                                       \
		struct object *o_ = lock_of(s);                                  \
		int result_;                                                     \
		if (o_ && lockdep_is_held(&o_->map)) {  /* another one will post it */ \
			__atomic_store_n(&o_->counts, true, __ATOMIC_RELAXED);   \
			o_ = NULL;                                               \
		}                                                                \
		if (!o_)                                                         \
			lockdep_might_block(SITE);                               \
		wait_for(o_, 0, SITE);                                           \
		result_ = call;                                                  \
		if (result_)                                                     \
			release(o_, SITE);                                       \
		else                                                             \
			note_semaphore(o_);                                      \
		result_;                                                         \
	})

int sem_wait(sem_t *s)
{
	return SEM_WAIT(s, REAL(sem_wait, s));
}

int sem_timedwait(sem_t *s, const struct timespec *t)
{
	return SEM_WAIT(s, REAL(sem_timedwait, s, t));
}

int sem_clockwait(sem_t *s, clockid_t clock, const struct timespec *t)
{
	return SEM_WAIT(s, REAL(sem_clockwait, s, clock, t));
}

int sem_trywait(sem_t *s)
{
	int result = REAL(sem_trywait, s);
	struct object *o = result ? NULL : lock_of(s);

	got_by_trying(o, 0, SITE);
	note_semaphore(o);
	return result;
}

int sem_post(sem_t *s)
{
	struct object *o = lock_of(s);

	if (o && lockdep_is_held(&o->map)) {
		lockdep_release(&o->map, SITE);
		forget_semaphore(o);
	} else if (o) {
		__atomic_store_n(&o->counts, true, __ATOMIC_RELAXED);
	}
	return REAL(sem_post, s);
}

/* ---- the program ------------------------------------------------------------------- */

static void write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

static void log_text(const char *text, size_t len)
{
	write_all(options.log, text, len);
}

static void dump_text(void *arg, const char *text, size_t len)
{
	write_all(*(int *)arg, text, len);
}

static void finish(void)
{
	struct lockdep_stats stats;
	char line[256];
	size_t len;

	lockdep_stats_get(&stats);
	if (options.summary && stats.classes) {
		lockdep_summary(line, sizeof(line) - 40);
		len = strlen(line);
		if (object_missed())
			len += (size_t)snprintf(line + len, sizeof(line) - len, ", %u locks not checked",
						object_missed());
		snprintf(line + len, sizeof(line) - len, "\n");
		log_text(line, strlen(line));
	}
	if (options.dump >= 0 && getpid() == options.pid)
		lockdep_dump_as(LOCKDEP_JSON, dump_text, &options.dump);
	if (!stats.reports_total || !options.status || getpid() != options.pid)
		return;
	fflush(NULL);
	syscall(SYS_exit_group, options.status);
}

void _exit(int status)
{
	finish();
	syscall(SYS_exit_group, status);
	__builtin_unreachable();
}

static void read_options(const char *text)
{
	char copy[256], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", text ? text : "");
	while ((word = strsep(&rest, ",")) != NULL) {
		if (!strncmp(word, "exit=", 5))
			options.status = atoi(word + 5);
		else if (!strncmp(word, "log=", 4))
			options.log = atoi(word + 4);
		else if (!strncmp(word, "dump=", 5))
			options.dump = atoi(word + 5);
		else if (!strcmp(word, "summary"))
			options.summary = true;
		else if (!strcmp(word, "panic"))
			lockdep_policy_set(LOCKDEP_RULE_NONE, LOCKDEP_PANIC);
		else if (!strcmp(word, "refuse")) {
			lockdep_policy_set(LOCKDEP_RULE_LOCK_ORDER, LOCKDEP_REFUSE);
			lockdep_policy_set(LOCKDEP_RULE_LOCK_RECURSION, LOCKDEP_REFUSE);
		}
	}
}

__attribute__((constructor)) static void begin(void)
{
	options.pid = getpid();
	read_options(getenv("LOCKDEP_PRELOAD"));
	lockdep_posix_on_report(log_text);
	atexit(finish);
}
