/* SPDX-License-Identifier: MIT
 *
 * faults.c: what a program may not do ends the program, with the signal's status.
 */
#include "systest.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char constant[] = "constant";
static uint32_t code_in_data[] = { 0xd65f03c0 };        /* ret */

static void call(void *volatile address)
{
	void (*fn)(void);

	*(void **)&fn = address;
	fn();
}

static void read_null(void) { (void)*(volatile char *)0; }
static void read_kernel(void) { (void)*(volatile char *)KERNEL_ADDRESS; }
static void read_outside(void) { (void)*(volatile char *)OUTSIDE_ADDRESS; }
static void write_constant(void) { *(volatile char *)(uintptr_t)constant = 1; }
static void write_code(void) { *(volatile char *)(uintptr_t)write_code = 1; }
static void run_data(void) { call(code_in_data); }
static void run_null(void) { call(NULL); }
static void run_kernel(void) { call(KERNEL_ADDRESS); }
static void run_misaligned(void) { call((char *)(uintptr_t)run_null + 2); }
static void undefined(void) { __asm__ volatile(".inst 0x00000000"); }
static void system_register(void) { __asm__ volatile("mrs x0, sctlr_el1" ::: "x0"); }
static void mask_interrupts(void) { __asm__ volatile("msr daifset, #15"); }
static void timer_register(void) { __asm__ volatile("msr cntp_ctl_el0, xzr"); }
static void hypervisor(void) { __asm__ volatile(".inst 0xd4000002"); }   /* hvc #0 */
static void breakpoint(void) { __asm__ volatile("brk #1"); }
static int recurse(volatile int *depth)
{
	volatile char room[4096];

	room[0] = (char)++*depth;
	if (*depth == 1 << 20)
		return 0;
	return recurse(depth) + room[0];
}
static void stack_overflow(void)
{
	volatile int depth = 0;

	(void)recurse(&depth);
}
static void aborts(void) { abort(); }

static const struct {
	void (*fn)(void);
	int signal;
	const char *name;
} bad[] = {
	{ read_null, SIGSEGV, "reading address 0" },
	{ read_kernel, SIGSEGV, "reading the kernel" },
	{ read_outside, SIGSEGV, "reading outside" },
	{ write_constant, SIGSEGV, "writing a constant" },
	{ write_code, SIGSEGV, "writing code" },
	{ run_data, SIGSEGV, "running data" },
	{ run_null, SIGSEGV, "running address 0" },
	{ run_kernel, SIGSEGV, "running the kernel" },
	{ run_misaligned, SIGBUS, "running a misaligned address" },
	{ undefined, SIGILL, "an undefined instruction" },
	{ system_register, SIGILL, "a system register" },
	{ mask_interrupts, SIGILL, "masking interrupts" },
	{ timer_register, SIGILL, "the timer" },
	{ hypervisor, SIGILL, "a hypervisor call" },
	{ breakpoint, SIGTRAP, "a breakpoint" },
	{ stack_overflow, SIGSEGV, "a stack overflow" },
	{ aborts, SIGABRT, "abort" },
};

static void faults(void)
{
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int status = status_of(bad[i].fn);

		if (status != bad[i].signal)
			failed(__FILE__, __LINE__, "%s: status 0x%x, not signal %d", bad[i].name,
			       status, bad[i].signal);
	}
}

/* The nearest things that a program may do. */
static void fine(void)
{
	uint64_t word;
	volatile char room[65536];

	room[0] = constant[0];
	(void)room[0];
	__asm__ volatile("mrs %0, ctr_el0" : "=r"(word));
	__asm__ volatile("mrs %0, tpidr_el0" : "=r"(word));
	code_in_data[0]++;
	(void)*(volatile char *)(uintptr_t)fine;
}

static void no_faults(void)
{
	EXPECT(status_of(fine), 0);
}

static void unknown_calls(void)
{
	EXPECT_ERRNO(syscall(9999), ENOSYS);
	EXPECT_ERRNO(syscall(-1), ENOSYS);
	EXPECT_ERRNO(syscall(0x7fffffffffffffff), ENOSYS);
	EXPECT_ERRNO(syscall(0), ENOSYS);
}

const struct test fault_tests[] = {
	{ "fault-signals", faults },
	{ "fault-neighbours", no_faults },
	{ "fault-unknown-calls", unknown_calls },
	{ 0 },
};
