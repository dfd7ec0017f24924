/* SPDX-License-Identifier: MIT
 *
 * threads.c: threads of one program, and the words that they wait at.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FUTEX_WAIT, FUTEX_WAKE, FUTEX_CMP_REQUEUE = 4, FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET,
       FUTEX_WAIT_PRIVATE = 128 };
enum { THREADS = 8, ROUNDS = 3000 };

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000l }, NULL);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long total, turn;
static _Thread_local long own;

static void *adds(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		total++;
		own++;
		pthread_mutex_unlock(&mutex);
	}
	return (void *)(own + (intptr_t)arg);
}

static void exclude(void)
{
	pthread_t t[THREADS];
	void *result;

	total = 0;
	for (intptr_t i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&t[i], NULL, adds, (void *)i), 0);
	for (intptr_t i = 0; i < THREADS; i++) {
		EXPECT(pthread_join(t[i], &result), 0);
		EXPECT((intptr_t)result, ROUNDS + i);
	}
	EXPECT(total, THREADS * ROUNDS);
}

static void *takes_turns(void *arg)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&mutex);
		while (turn % THREADS != (intptr_t)arg)
			pthread_cond_wait(&changed, &mutex);
		turn++;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void conditions(void)
{
	pthread_t t[THREADS];
	struct timespec soon;

	turn = 0;
	for (intptr_t i = 0; i < THREADS; i++)
		EXPECT(pthread_create(&t[i], NULL, takes_turns, (void *)i), 0);
	for (int i = 0; i < THREADS; i++)
		EXPECT(pthread_join(t[i], NULL), 0);
	EXPECT(turn, THREADS * 200);
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 20000000;
	pthread_mutex_lock(&mutex);
	EXPECT(pthread_cond_timedwait(&changed, &mutex, &soon), ETIMEDOUT);
	pthread_mutex_unlock(&mutex);
}

/* A process ends with all its threads, whoever says so and whatever the others do. */
static void *spins(void *arg) { (void)arg; for (;;) ; }
static void *waits(void *arg) { (void)arg; pause(); return NULL; }
static void *ends_later(void *arg) { pause_ms(50); return arg; }
static void *exits_7(void *arg) { (void)arg; pause_ms(10); exit(7); }
static void *crashes(void *arg) { return (void *)(intptr_t)*(volatile int *)arg; }

static void start(void *(*fn)(void *))
{
	pthread_t t;

	if (pthread_create(&t, NULL, fn, NULL))
		_exit(98);
}
static void thread_exits(void) { start(spins); start(waits); start(exits_7); pause(); }
static void main_exits(void) { start(spins); start(waits); exit(7); }
static void thread_crashes(void) { start(spins); start(waits); start(crashes); pause(); }
/* The first thread by itself: the others go on. */
static void main_leaves(void) { start(exits_7); syscall(SYS_exit, 3); }
static void last_leaves(void) { start(ends_later); syscall(SYS_exit, 3); }

static void group_exit(void)
{
	EXPECT(status_of(thread_exits), 7 << 8);
	EXPECT(status_of(main_exits), 7 << 8);
	EXPECT(status_of(thread_crashes), SIGSEGV);
	EXPECT(status_of(main_leaves), 7 << 8);
	EXPECT(status_of(last_leaves), 0);
}

static void *execs(void *arg)
{
	(void)arg;
	execve("/bin/systest", (char *[]){ "systest", "args", "one word", "", NULL },
	       (char *[]){ "GIVEN=environment", NULL });
	return NULL;
}
static void thread_execs(void) { start(spins); start(waits); start(execs); pause(); }

static void exec_alone(void)
{
	EXPECT(status_of(thread_execs), 0);
}

/* Numbers, and signals that are for one thread. */
static volatile sig_atomic_t got_by, all_got;
static void notes(int signal) { (void)signal; got_by = syscall(SYS_gettid); all_got++; }
static volatile int ids[2];

static void *has_id(void *arg)
{
	sigset_t set;

	(void)arg;
	ids[1] = getpid();
	ids[0] = syscall(SYS_gettid);
	sigemptyset(&set);
	while (got_by != ids[0])
		sigsuspend(&set);
	return NULL;
}

static void one_thread(void)
{
	struct sigaction action = { .sa_handler = notes }, old;
	sigset_t usr1, before;
	pthread_t t;

	got_by = all_got = ids[0] = 0;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	EXPECT(sigaction(SIGUSR1, &action, &old), 0);
	EXPECT(pthread_sigmask(SIG_BLOCK, &usr1, &before), 0);
	EXPECT(pthread_create(&t, NULL, has_id, NULL), 0);
	while (!ids[0])
		sched_yield();
	EXPECT(ids[1], getpid());
	EXPECT_TRUE(ids[0] != getpid());
	/* For the process: the one that does not mask it takes it. */
	EXPECT(kill(getpid(), SIGUSR1), 0);
	EXPECT(pthread_join(t, NULL), 0);
	EXPECT(got_by, ids[0]);
	EXPECT(all_got, 1);
	EXPECT_ERRNO(syscall(SYS_tgkill, getpid(), ids[0], 0), ESRCH);
	EXPECT(pthread_sigmask(SIG_SETMASK, &before, NULL), 0);
	EXPECT(pthread_kill(pthread_self(), SIGUSR1), 0);
	EXPECT(got_by, getpid());
	EXPECT(sigaction(SIGUSR1, &old, NULL), 0);
}

/* All threads stop, and all go on. */
static volatile long beats[2];
static void *beat(void *arg) { for (;;) beats[(intptr_t)arg]++; return NULL; }

static void all_stop(void)
{
	int status;
	long *shown = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = fork();

	if (pid == 0) {
		pthread_t t[2];

		for (intptr_t i = 0; i < 2; i++)
			pthread_create(&t[i], NULL, beat, (void *)i);
		for (;;) {
			shown[0] = beats[0];
			shown[1] = beats[1];
			sched_yield();
		}
	}
	while (!((volatile long *)shown)[0] || !((volatile long *)shown)[1])
		sched_yield();
	for (int i = 0; i < 3; i++) {
		long before;

		EXPECT(kill(pid, SIGSTOP), 0);
		EXPECT(waitpid(pid, &status, WUNTRACED), pid);
		EXPECT_TRUE(WIFSTOPPED(status));
		before = ((volatile long *)shown)[0];
		pause_ms(10);
		EXPECT(((volatile long *)shown)[0], before);
		EXPECT(kill(pid, SIGCONT), 0);
		while (((volatile long *)shown)[0] == before)
			sched_yield();
	}
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(waitpid(pid, &status, 0), pid);
	EXPECT(status, SIGKILL);
	EXPECT(munmap(shown, 4096), 0);
}

static long futex(volatile int *word, int op, int value, const void *timeout, void *word2, int value3)
{
	return syscall(SYS_futex, word, op, value, timeout, word2, value3);
}

static volatile int words[2];
static void *waits_at(void *arg)
{
	return (void *)(intptr_t)(futex(words, FUTEX_WAIT_BITSET, 0, NULL, NULL,
					(int)(intptr_t)arg) ? errno : 0);
}

static void futexes(void)
{
	struct timespec soon = { .tv_nsec = 20000000 }, wrong = { .tv_nsec = -1 };
	pthread_t t[4];
	void *result;
	int woken = 0;

	words[0] = words[1] = 0;
	EXPECT_ERRNO(futex(words, FUTEX_WAIT, 1, NULL, NULL, 0), EAGAIN);
	EXPECT_ERRNO(futex(words, FUTEX_WAIT, 0, &soon, NULL, 0), ETIMEDOUT);
	EXPECT_ERRNO(futex(words, FUTEX_WAIT, 0, &wrong, NULL, 0), EINVAL);
	EXPECT_ERRNO(futex(words, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), EINVAL);
	EXPECT_ERRNO(futex((void *)((char *)words + 1), FUTEX_WAKE, 1, NULL, NULL, 0), EINVAL);
	EXPECT_ERRNO(futex(KERNEL_ADDRESS, FUTEX_WAKE, 1, NULL, NULL, 0), EFAULT);
	EXPECT_ERRNO(futex(NULL, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0), EFAULT);
	EXPECT_ERRNO(futex(words, 77, 1, NULL, NULL, 0), ENOSYS);
	EXPECT(futex(words, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	for (intptr_t i = 0; i < 4; i++)
		EXPECT(pthread_create(&t[i], NULL, waits_at, (void *)(1 + i % 2)), 0);
	while ((woken += futex(words, FUTEX_WAKE_BITSET, 10, NULL, NULL, 1)) < 2)
		sched_yield();
	EXPECT_ERRNO(futex(words, FUTEX_CMP_REQUEUE, 0, (void *)10l, (void *)(words + 1), 5), EAGAIN);
	for (woken = 0; woken < 2;)
		woken += futex(words, FUTEX_CMP_REQUEUE, 0, (void *)10l, (void *)(words + 1), 0);
	EXPECT(futex(words, FUTEX_WAKE, 10, NULL, NULL, 0), 0);
	EXPECT(futex(words + 1, FUTEX_WAKE, 10, NULL, NULL, 0), 2);
	for (int i = 0; i < 4; i++) {
		EXPECT(pthread_join(t[i], &result), 0);
		EXPECT((intptr_t)result, 0);
	}
}

/* Processes that share memory can wait for each other. */
static void futex_shared(void)
{
	sem_t *s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	EXPECT(sem_init(&s[0], 1, 0) | sem_init(&s[1], 1, 0), 0);
	if (fork() == 0) {
		for (int i = 0; i < 50; i++) {
			sem_wait(&s[0]);
			sem_post(&s[1]);
		}
		_exit(0);
	}
	for (int i = 0; i < 50; i++) {
		EXPECT(sem_post(&s[0]), 0);
		EXPECT(sem_wait(&s[1]), 0);
	}
	EXPECT_TRUE(wait(&status) > 0 && status == 0);
	EXPECT(munmap(s, 4096), 0);
}

/* A thread that ends with a lock leaves it marked, and who waits for it is told. */
static void robust_lock(void)
{
	pthread_mutex_t *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	EXPECT(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT(pthread_mutex_init(m, &attr), 0);
	for (int waits = 0; waits < 2; waits++) {
		pid_t pid = fork();

		if (pid == 0) {
			pthread_mutex_lock(m);
			if (waits) {
				pause_ms(5);
				raise(SIGSTOP);
			}
			syscall(SYS_exit, 0);
		}
		if (waits) {
			EXPECT(waitpid(pid, NULL, WUNTRACED), pid);
			EXPECT(kill(pid, SIGCONT), 0);
		} else {
			EXPECT(waitpid(pid, NULL, 0), pid);
		}
		EXPECT(pthread_mutex_lock(m), EOWNERDEAD);
		EXPECT(pthread_mutex_consistent(m), 0);
		EXPECT(pthread_mutex_unlock(m), 0);
		while (wait(NULL) > 0)
			;
	}
	EXPECT(munmap(m, 4096), 0);
}

/* A file stays open for a call that uses it, and is then as closed as another thread has made
 * it; memory goes while another thread runs in it. */
static int ends[2];
static void *reads(void *arg) { char c; (void)arg; return (void *)read(ends[0], &c, 1); }

static void shared_files(void)
{
	pthread_t t;
	void *result;
	char c;

	EXPECT(pipe(ends), 0);
	EXPECT(pthread_create(&t, NULL, reads, NULL), 0);
	pause_ms(20);
	EXPECT(close(ends[0]), 0);
	EXPECT_ERRNO(read(ends[0], &c, 1), EBADF);
	EXPECT(write(ends[1], "x", 1), 1);
	EXPECT(pthread_join(t, &result), 0);
	EXPECT((intptr_t)result, 1);
	EXPECT(close(ends[1]), 0);
}

static void *maps(void *arg)
{
	for (int i = 0; i < 200; i++) {
		char *p = mmap(NULL, 16 * 4096, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		for (int j = 0; j < 16; j++) {
			if (p[j * 4096])
				return (void *)1;
			p[j * 4096] = (char)(intptr_t)arg;
		}
		munmap(p, 16 * 4096);
	}
	return NULL;
}

static void *forks(void *arg)
{
	(void)arg;
	for (int i = 0; i < 20; i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(total == 77 ? 0 : 1);
		if (waitpid(pid, &status, 0) != pid || status)
			return (void *)1;
	}
	return NULL;
}

static void shared_memory(void)
{
	pthread_t t[6];
	void *result;

	total = 77;
	for (intptr_t i = 0; i < 6; i++)
		EXPECT(pthread_create(&t[i], NULL, i < 4 ? maps : forks, (void *)(i + 1)), 0);
	for (int i = 0; i < 6; i++) {
		EXPECT(pthread_join(t[i], &result), 0);
		EXPECT((intptr_t)result, 0);
	}
}

static void *cancelled(void *arg) { (void)arg; for (;;) pause(); return NULL; }

static void cancel(void)
{
	pthread_t t;
	void *result;

	EXPECT(pthread_create(&t, NULL, cancelled, NULL), 0);
	EXPECT(pthread_cancel(t), 0);
	EXPECT(pthread_join(t, &result), 0);
	EXPECT_TRUE(result == PTHREAD_CANCELED);
}

/* Threads fill the table, and it empties again. */
static void *waits_for_word(void *arg)
{
	(void)arg;
	while (!words[0])
		futex(words, FUTEX_WAIT, 0, NULL, NULL, 0);
	return NULL;
}

static void too_many(void)
{
	static pthread_t t[400];
	int count = 0, rc = 0;
	pthread_attr_t attr;

	words[0] = 0;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 16384);
	while (count < 400 && !(rc = pthread_create(&t[count], &attr, waits_for_word, NULL)))
		count++;
	EXPECT(rc, EAGAIN);
	EXPECT_TRUE(count > 100);
	words[0] = 1;
	futex(words, FUTEX_WAKE, 1000, NULL, NULL, 0);
	for (int i = 0; i < count; i++)
		EXPECT(pthread_join(t[i], NULL), 0);
	EXPECT(pthread_create(&t[0], NULL, waits_for_word, NULL), 0);
	EXPECT(pthread_join(t[0], NULL), 0);
}

const struct test thread_tests[] = {
	{ "thread-exclude", exclude },
	{ "thread-conditions", conditions },
	{ "thread-group-exit", group_exit },
	{ "thread-exec", exec_alone },
	{ "thread-signal", one_thread },
	{ "thread-stop", all_stop },
	{ "thread-futex", futexes },
	{ "thread-futex-shared", futex_shared },
	{ "thread-robust", robust_lock },
	{ "thread-files", shared_files },
	{ "thread-memory", shared_memory },
	{ "thread-cancel", cancel },
	{ "thread-too-many", too_many },
	{ 0 },
};
