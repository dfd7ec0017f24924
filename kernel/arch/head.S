/* SPDX-License-Identifier: MIT
 *
 * head.S: from QEMU's jump to C.  Starts as an arm64 Image (Linux,
 * Documentation/arm64/booting.rst): loaded at RAM base + 0x80000, MMU off, x0 =
 * device tree.  The boot tables map the first GiB of RAM twice, where it is (so
 * that turning the MMU on does not move the ground) and in the kernel half;
 * mm/map.c replaces them.
 */
#include "asm.h"

#define MAIR        0xff04              /* 0: device nGnRE, 1: normal write-back */
#define TCR         0x12b5103510        /* 48-bit halves, 4 KiB pages, 40-bit PA, 16-bit ASID */
#define SCTLR       0x34d5d81d          /* MMU, caches, stack alignment; EL0: dc zva, ctr, wfi */

	.section .head, "ax"
	.global _head
_head:
	b	start
	.long	0
	.quad	0x80000                 /* load offset */
	.quad	_end - _head
	.quad	2                       /* little endian, 4 KiB pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:
	mov	x20, x0
	adrp	x0, _bss_start
	add	x0, x0, :lo12:_bss_start
	adrp	x1, _bss_end
	add	x1, x1, :lo12:_bss_end
1:	cmp	x0, x1
	b.hs	2f
	stp	xzr, xzr, [x0], #16
	b	1b
2:	adr	x30, 3f
	b	mmu_on
3:	ldr	x1, =boot_stack + STACK_BYTES
	mov	sp, x1
	ldr	x1, =boot_thread
	msr	tpidr_el1, x1
	mov	x29, #0
	mov	x30, #0
	mov	x0, x20
	ldr	x1, =kernel_main
	br	x1

/* Where PSCI starts the other CPUs, MMU off; x0 = the idle thread. */
	.global secondary_start
secondary_start:
	mov	x20, x0
	adr	x30, 1f
	b	mmu_on
1:	ldr	x2, =map_roots          /* its stack is not in the boot tables */
	ldp	x0, x1, [x2]
	bl	mmu_install
	msr	tpidr_el1, x20
	ldr	x1, [x20, #THREAD_SP]
	mov	sp, x1
	mov	x29, #0
	mov	x30, #0
	ldr	x1, =secondary_main
	br	x1

/* Turns the MMU on with the boot tables and returns to x30 in the kernel half. */
mmu_on:
	adrp	x1, boot_l0
	msr	ttbr0_el1, x1
	msr	ttbr1_el1, x1
	ldr	x1, =MAIR
	msr	mair_el1, x1
	ldr	x1, =TCR
	msr	tcr_el1, x1
	mov	x1, #(3 << 20)          /* FP and SIMD: processes and libfdt use them */
	msr	cpacr_el1, x1
	mov	x1, #2                  /* processes may read the virtual counter */
	msr	cntkctl_el1, x1
	ldr	x1, =vectors
	msr	vbar_el1, x1
	tlbi	vmalle1
	dsb	nsh
	isb
	ldr	x1, =SCTLR
	msr	sctlr_el1, x1
	isb
	ldr	x1, =KERNEL_OFFSET
	add	x30, x30, x1
	ret

/* void mmu_install(uint64_t ttbr1, uint64_t ttbr0): exchanges the kernel half's
 * tables while running on the boot tables' lower half. */
	.global mmu_install
	.type mmu_install, %function
mmu_install:
	ldr	x3, =KERNEL_OFFSET
	adr	x2, 1f
	sub	x2, x2, x3
	br	x2
1:	msr	ttbr1_el1, x0
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	adr	x2, 2f
	add	x2, x2, x3
	br	x2
2:	msr	ttbr0_el1, x1
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	ret
	.size mmu_install, . - mmu_install

	.ltorg

	.section .data.boot_tables, "aw"
	.balign 4096
boot_l0:
	.quad	boot_l1 - KERNEL_OFFSET + 3
	.fill	511, 8, 0
boot_l1:
	.quad	0
	.quad	0x40000000 + 0x705      /* 1 GiB of normal memory */
	.fill	510, 8, 0
