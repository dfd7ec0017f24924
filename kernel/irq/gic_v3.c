/* SPDX-License-Identifier: MIT
 *
 * gic_v3.c: GICv3 (ARM IHI 0069): a distributor for what is shared, a redistributor for
 * each CPU's own interrupts, found by the CPU's affinity, and the CPU interface as
 * system registers.  Interrupts are of non-secure group 1, with affinity routing.
 */
#include <kernel/mmio.h>
#include <kernel/panic.h>
#include "gic.h"
#include "kernel/arch/sysreg.h"
#include "kernel/dev/platform.h"

enum {                                  /* distributor, 12.9 */
	GICD_CTLR = 0x0000, GICD_IGROUPR = 0x0080, GICD_ISENABLER = 0x0100,
	GICD_ICENABLER = 0x0180, GICD_IPRIORITYR = 0x0400, GICD_IROUTER = 0x6000,
};
enum { CTLR_GROUP1 = 1u << 1, CTLR_AFFINITY = 1u << 4, CTLR_PENDING = 1u << 31 };
enum { DISTRIBUTOR_BYTES = 0x10000 };

/* Redistributor, 12.11: a frame of control and one of the CPU's own interrupts, whose
 * registers lie as the distributor's; two more if it knows virtual LPIs. */
enum { GICR_TYPER = 0x0008, GICR_WAKER = 0x0014, GICR_OWN = 0x10000, FRAME_GICR_BYTES = 0x10000 };
enum { TYPER_VIRTUAL = 1u << 1, TYPER_LAST = 1u << 4 };
enum { WAKER_SLEEP = 1u << 1, WAKER_ASLEEP = 1u << 2 };

/* A wait for the controller itself, which has no other traffic. */
#define PATIENCE 1000000u

static volatile void *distributor;
static volatile void *redistributor[MAX_CPUS]; /* constant once the CPU is online */

/* The affinity of MPIDR_EL1: Aff3 in bits 39-32, Aff2 to Aff0 in 23-0. */
static uint32_t packed_affinity(uint64_t mpidr)
{
	return (uint32_t)(mpidr >> 8 & 0xff000000) | (uint32_t)(mpidr & 0xffffff);
}

static void wait_clear(volatile void *base, unsigned offset, uint32_t bits)
{
	for (unsigned i = 0; i < PATIENCE; i++)
		if (!(mmio_read32(base, offset) & bits))
			return;
	panic("GICv3: register %#x does not answer", offset);
}

void gic_v3_init(void)
{
	distributor = mmio_map(platform.gic_distributor_phys, DISTRIBUTOR_BYTES);
	mmio_write32(distributor, GICD_CTLR, 0);
	wait_clear(distributor, GICD_CTLR, CTLR_PENDING);
	for (unsigned irq = IRQ_SHARED; irq < IRQ_MAX; irq += 32)
		mmio_write32(distributor, GICD_IGROUPR + irq / 8, ~0u);
	mmio_write32(distributor, GICD_CTLR, CTLR_AFFINITY | CTLR_GROUP1);
	wait_clear(distributor, GICD_CTLR, CTLR_PENDING);
}

static volatile void *find_redistributor(const struct cpu *cpu)
{
	uint32_t wanted = packed_affinity(cpu->mpidr), type;

	for (unsigned region = 0; region < platform.gic_regions; region++) {
		uint64_t at = platform.gic_region[region].phys;
		uint64_t end = at + platform.gic_region[region].len;

		do {
			volatile void *frames = mmio_map(at, 2 * FRAME_GICR_BYTES);

			type = mmio_read32(frames, GICR_TYPER);
			if (mmio_read32(frames, GICR_TYPER + 4) == wanted)
				return frames;
			at += (type & TYPER_VIRTUAL ? 4 : 2) * FRAME_GICR_BYTES;
		} while (!(type & TYPER_LAST) && at < end);
	}
	panic("GICv3: no redistributor for CPU %u", cpu->index);
}

/* The registers of an interrupt's bits, and this CPU's own where it is a private one. */
static volatile void *frame_of(unsigned irq)
{
	return irq >= IRQ_SHARED ? distributor :
	       (volatile char *)redistributor[this_cpu()->index] + GICR_OWN;
}

static void enable(unsigned irq)
{
	volatile void *frame = frame_of(irq);

	mmio_write8(frame, GICD_IPRIORITYR + irq, IRQ_PRIORITY);
	mmio_write32(frame, GICD_ISENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void disable(unsigned irq)
{
	mmio_write32(frame_of(irq), GICD_ICENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void cpu_init(struct cpu *cpu)
{
	volatile void *frames = find_redistributor(cpu);

	redistributor[cpu->index] = frames;
	mmio_write32(frames, GICR_WAKER, mmio_read32(frames, GICR_WAKER) & ~(uint32_t)WAKER_SLEEP);
	wait_clear(frames, GICR_WAKER, WAKER_ASLEEP);
	mmio_write32(frames, GICR_OWN + GICD_IGROUPR, ~0u);
	for (unsigned sgi = 0; sgi < IRQ_PRIVATE; sgi++)
		enable(sgi);
	/* System registers, all priorities, group 1. */
	sysreg_write(icc_sre_el1, sysreg_read(icc_sre_el1) | 1);
	isb();
	sysreg_write(icc_pmr_el1, 0xff);
	sysreg_write(icc_igrpen1_el1, 1);
	isb();
}

static void route(unsigned irq, const struct cpu *cpu)
{
	mmio_write64(distributor, GICD_IROUTER + 8 * irq, cpu->mpidr & 0xff00ffffff);
}

static unsigned acknowledge(uint32_t *token)
{
	*token = (uint32_t)sysreg_read(icc_iar1_el1);
	__asm__ volatile("dsb sy" ::: "memory");
	return *token;
}

static void done(uint32_t token)
{
	sysreg_write(icc_eoir1_el1, token);
	isb();
}

static void send(const struct cpu *cpu, unsigned sgi)
{
	uint64_t mpidr = cpu->mpidr, aff0 = mpidr & 0xff;

	/* What was written before is visible to the CPU that is interrupted. */
	__asm__ volatile("dsb ishst" ::: "memory");
	/* Aff3, the range of 16 that Aff0 is in, Aff2, id, Aff1, its bit in the range. */
	sysreg_write(icc_sgi1r_el1, (mpidr >> 32 & 0xff) << 48 | (aff0 >> 4) << 44 |
				    (mpidr >> 16 & 0xff) << 32 | (uint64_t)sgi << 24 |
				    (mpidr >> 8 & 0xff) << 16 | 1ul << (aff0 & 15));
	isb();
}

const struct gic gic_v3 = {
	.name = "GICv3",
	.cpu_init = cpu_init,
	.enable = enable,
	.disable = disable,
	.route = route,
	.acknowledge = acknowledge,
	.done = done,
	.send = send,
};
