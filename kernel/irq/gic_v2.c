/* SPDX-License-Identifier: MIT
 *
 * gic_v2.c: GICv2 (ARM IHI 0048B): one distributor, and a CPU interface that each CPU
 * sees at the same address.  Up to 8 CPUs, each with a bit by which the others name
 * its interface.
 */
#include <kernel/mmio.h>
#include "gic.h"
#include "kernel/dev/platform.h"

enum {                                  /* distributor, 4.3 */
	GICD_CTLR = 0x000, GICD_ISENABLER = 0x100, GICD_ICENABLER = 0x180,
	GICD_IPRIORITYR = 0x400, GICD_ITARGETSR = 0x800, GICD_SGIR = 0xf00,
};
enum {                                  /* CPU interface, 4.4 */
	GICC_CTLR = 0x00, GICC_PMR = 0x04, GICC_IAR = 0x0c, GICC_EOIR = 0x10,
};

static volatile void *distributor, *cpu_interface;
static uint8_t interface_bit[MAX_CPUS]; /* constant once the CPU is online */

void gic_v2_init(void)
{
	distributor = mmio_map(platform.gic_distributor_phys, 0x1000);
	cpu_interface = mmio_map(platform.gic_cpu_phys, 0x1000);
	mmio_write32(distributor, GICD_CTLR, 1);
}

static void enable(unsigned irq)
{
	mmio_write8(distributor, GICD_IPRIORITYR + irq, IRQ_PRIORITY);
	mmio_write32(distributor, GICD_ISENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void disable(unsigned irq)
{
	mmio_write32(distributor, GICD_ICENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void cpu_init(struct cpu *cpu)
{
	/* The targets of its own interrupts: itself.  With one CPU the register is 0. */
	uint8_t bit = mmio_read8(distributor, GICD_ITARGETSR);

	interface_bit[cpu->index] = bit ? bit : 1;
	for (unsigned sgi = 0; sgi < IRQ_PRIVATE; sgi++)
		enable(sgi);
	mmio_write32(cpu_interface, GICC_PMR, 0xff);
	mmio_write32(cpu_interface, GICC_CTLR, 1);
}

static void route(unsigned irq, const struct cpu *cpu)
{
	mmio_write8(distributor, GICD_ITARGETSR + irq, interface_bit[cpu->index]);
}

static unsigned acknowledge(uint32_t *token)
{
	*token = mmio_read32(cpu_interface, GICC_IAR);
	return *token & 0x3ff;
}

static void done(uint32_t token)
{
	mmio_write32(cpu_interface, GICC_EOIR, token);
}

static void send(const struct cpu *cpu, unsigned sgi)
{
	/* What was written before is visible to the CPU that is interrupted. */
	__asm__ volatile("dsb ishst" ::: "memory");
	mmio_write32(distributor, GICD_SGIR, (uint32_t)interface_bit[cpu->index] << 16 | sgi);
}

const struct gic gic_v2 = {
	.name = "GICv2",
	.cpu_init = cpu_init,
	.enable = enable,
	.disable = disable,
	.route = route,
	.acknowledge = acknowledge,
	.done = done,
	.send = send,
};
