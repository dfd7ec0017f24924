/* SPDX-License-Identifier: MIT
 *
 * gic.c: GICv2.  Register writes here are single stores to set-only bits or to this
 * CPU's own interface, so nothing needs a lock.
 */
#include <kernel/mmio.h>
#include "gic.h"
#include "kernel/arch/sysreg.h"

enum {                                  /* distributor */
	GICD_CTLR = 0x000, GICD_ISENABLER = 0x100, GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800, GICD_SGIR = 0xf00,
};
enum {                                  /* CPU interface */
	GICC_CTLR = 0x00, GICC_PMR = 0x04, GICC_IAR = 0x0c, GICC_EOIR = 0x10,
};

static volatile void *distributor, *cpu_interface;

void gic_init(uint64_t distributor_phys, uint64_t cpu_phys)
{
	distributor = mmio_map(distributor_phys, 0x1000);
	cpu_interface = mmio_map(cpu_phys, 0x1000);
	mmio_write32(distributor, GICD_CTLR, 1);
}

void gic_cpu_init(void)
{
	mmio_write32(cpu_interface, GICC_PMR, 0xff);
	mmio_write32(cpu_interface, GICC_CTLR, 1);
	for (unsigned sgi = 0; sgi < 16; sgi++)
		gic_enable(sgi);
}

void gic_enable(unsigned irq)
{
	mmio_write8(distributor, GICD_IPRIORITYR + irq, 0x80);
	if (irq >= IRQ_SHARED)
		mmio_write8(distributor, GICD_ITARGETSR + irq, 1);
	mmio_write32(distributor, GICD_ISENABLER + irq / 32 * 4, 1u << irq % 32);
}

unsigned gic_acknowledge(uint32_t *token)
{
	*token = mmio_read32(cpu_interface, GICC_IAR);
	return *token & 0x3ff;
}

void gic_done(uint32_t token)
{
	mmio_write32(cpu_interface, GICC_EOIR, token);
}

void gic_send(unsigned cpu_index, unsigned sgi)
{
	/* What was written before is visible to the CPU that is interrupted. */
	__asm__ volatile("dsb ishst" ::: "memory");
	mmio_write32(distributor, GICD_SGIR, 1u << (16 + cpu_index) | sgi);
}
