/* SPDX-License-Identifier: MIT
 *
 * systest.h: the test program that runs as a service at EL0 and asks the kernel for
 * everything that a program may, rightly and wrongly.
 */
#ifndef SYSTEST_H
#define SYSTEST_H

#include <stdbool.h>

struct test {
	const char *name;
	void (*run)(void);
};

/* Says why the running test failed. */
void failed(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* `call` gives `want`. */
#define EXPECT(call, want)                                                         \
	do {                                                                       \
		long got_ = (long)(call), want_ = (long)(want);                    \
		if (got_ != want_)                                                 \
			failed(__FILE__, __LINE__, "%s: %ld (errno %d), not %ld", #call, \
			       got_, errno, want_);                                \
	} while (0)

/* `call` gives -1 and errno `want`. */
#define EXPECT_ERRNO(call, want)                                                   \
	do {                                                                       \
		errno = 0;                                                         \
		long got_ = (long)(call);                                          \
		if (got_ != -1 || errno != (want))                                 \
			failed(__FILE__, __LINE__, "%s: %ld, errno %d, not errno %s", #call, \
			       got_, errno, #want);                                \
	} while (0)

#define EXPECT_TRUE(condition)                                                     \
	do {                                                                       \
		if (!(condition))                                                  \
			failed(__FILE__, __LINE__, "not true: %s (errno %d)", #condition, \
			       errno);                                             \
	} while (0)

/* The wait status of a child that runs `fn` and then exits with status 0. */
int status_of(void (*fn)(void));

/* Addresses that no program can use. */
#define KERNEL_ADDRESS ((void *)0xffff000040080000)
#define OUTSIDE_ADDRESS ((void *)0x0001000000000000)

extern const struct test file_tests[], process_tests[], memory_tests[], fault_tests[],
	misc_tests[], chance_tests[], signal_tests[], poll_tests[], thread_tests[],
	group_tests[], leak_tests[], tty_tests[], socket_tests[];

/* For tty_tests: the console becomes the terminal of a session of its own. */
bool tty_begin(void);

#endif
