/* SPDX-License-Identifier: MIT
 *
 * machine.c: PSCI (ARM DEN 0022) starts CPUs and powers off; semihosting (Arm,
 * semihosting-spec 2.0) ends QEMU with an exit status.
 */
#include <kernel/errno.h>
#include <kernel/panic.h>
#include "machine.h"
#include "sysreg.h"

#define PSCI_SYSTEM_OFF 0x84000008
#define PSCI_CPU_ON     0xc4000003

#define SYS_EXIT_EXTENDED       0x20
#define ADP_STOPPED_APPLICATION 0x20026

static bool exiting;

static int64_t psci(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = a;
	register uint64_t x2 __asm__("x2") = b;
	register uint64_t x3 __asm__("x3") = c;

	__asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) :
			 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
			   "x14", "x15", "x16", "x17", "memory");
	return (int64_t)x0;
}

int machine_start_cpu(uint64_t mpidr, uint64_t entry_phys, uint64_t arg)
{
	return psci(PSCI_CPU_ON, mpidr, entry_phys, arg) == 0 ? 0 : -EIO;
}

void machine_power_off(void)
{
	psci(PSCI_SYSTEM_OFF, 0, 0, 0);
	daif_mask_irq();
	for (;;)
		cpu_wait_for_interrupt();
}

bool machine_exiting(void)
{
	return __atomic_load_n(&exiting, __ATOMIC_ACQUIRE);
}

void machine_exit(int status)
{
	uint64_t block[2] = { ADP_STOPPED_APPLICATION, (uint64_t)status };
	register uint64_t x0 __asm__("x0") = SYS_EXIT_EXTENDED;
	register void *x1 __asm__("x1") = block;

	/* Without semihosting the instruction is undefined, and the trap powers off. */
	__atomic_store_n(&exiting, true, __ATOMIC_RELEASE);
	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	machine_power_off();
}
