/* SPDX-License-Identifier: MIT
 *
 * fdt.c: reads the flattened device tree (Devicetree Specification 0.4) with
 * libfdt.  Runs on the first CPU before everything else and needs no lock.
 * The distribution's libfdt is built to use FP registers and a stack canary: it is
 * called only here, where no process's FP registers are live.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/platform.h>
#include <kernel/string.h>
#include "libfdt_api.h"
#include "platform.h"

struct platform platform;

/* What libfdt's functions compare and call if their stack frame was overwritten. */
extern const uintptr_t __stack_chk_guard;
const uintptr_t __stack_chk_guard = 0x00a7c3d9e1b50f00;
__noreturn void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	panic("device tree: libfdt overran its stack frame");
}

#define for_each_subnode(node, tree, parent)                                  \
	for (int node = fdt_first_subnode((tree), (parent)); node >= 0;       \
	     node = fdt_next_subnode((tree), node))

static const void *property(const void *tree, int node, const char *name, int min_len)
{
	int len;
	const void *p = fdt_getprop(tree, node, name, &len);

	return p && len >= min_len ? p : NULL;
}

/* The i-th (address, size) pair of a node under a parent with two cells for each,
 * which is what QEMU's virt has. */
static bool reg(const void *tree, int node, unsigned i, uint64_t *address, uint64_t *len)
{
	const void *p = property(tree, node, "reg", (int)(i + 1) * 16);

	if (!p)
		return false;
	*address = fdt_cell_pair(p, 4 * i);
	if (len)
		*len = fdt_cell_pair(p, 4 * i + 2);
	return true;
}

static uint64_t device(const void *tree, const char *compatible, unsigned i)
{
	uint64_t phys;
	int node = fdt_node_offset_by_compatible(tree, -1, compatible);

	return node >= 0 && reg(tree, node, i, &phys, NULL) ? phys : 0;
}

static void read_memory(const void *tree)
{
	for_each_subnode(node, tree, 0) {
		const char *type = property(tree, node, "device_type", 7);

		if (type && !strcmp(type, "memory") &&
		    reg(tree, node, 0, &platform.ram_phys, &platform.ram_len))
			return;
	}
	panic("device tree: no memory");
}

static void read_cpus(const void *tree)
{
	int cpus = fdt_path_offset(tree, "/cpus");

	if (cpus < 0)
		panic("device tree: no cpus");
	for_each_subnode(node, tree, cpus) {
		const char *type = property(tree, node, "device_type", 4);
		int cells = fdt_address_cells(tree, cpus);
		const void *p = property(tree, node, "reg", 4 * cells);

		if (!type || strcmp(type, "cpu") || !p || platform.cpu_count == MAX_CPUS)
			continue;
		platform.cpu_mpidr[platform.cpu_count++] =
			cells == 2 ? fdt_cell_pair(p, 0) : fdt_cell(p, 0);
	}
}

static void read_virtio(const void *tree)
{
	int node = -1;

	while ((node = fdt_node_offset_by_compatible(tree, node, "virtio,mmio")) >= 0) {
		/* <type number flags>; type 0 are the shared interrupts, from 32 */
		const void *irq = property(tree, node, "interrupts", 12);
		uint64_t phys;
		unsigned i = platform.virtio_slots;

		if (i == MAX_VIRTIO_SLOTS)
			break;
		if (!irq || fdt_cell(irq, 0) != 0 || !reg(tree, node, 0, &phys, NULL))
			continue;
		while (i > 0 && platform.virtio[i - 1].phys > phys) {
			platform.virtio[i] = platform.virtio[i - 1];
			i--;
		}
		platform.virtio[i].phys = phys;
		platform.virtio[i].irq = 32 + fdt_cell(irq, 1);
		platform.virtio_slots++;
	}
}

/* <type number flags>, type 0 being the shared ones: a GIC id; 0: none. */
static unsigned device_irq(const void *tree, const char *compatible)
{
	int node = fdt_node_offset_by_compatible(tree, -1, compatible);
	const void *irq = node >= 0 ? property(tree, node, "interrupts", 12) : NULL;

	return irq && fdt_cell(irq, 0) == 0 ? 32 + fdt_cell(irq, 1) : 0;
}

/* The power button: gpio-keys has a child whose `gpios` is <controller line flags>. */
static void read_power_button(const void *tree)
{
	int gpio = fdt_node_offset_by_compatible(tree, -1, "arm,pl061");
	int keys = fdt_node_offset_by_compatible(tree, -1, "gpio-keys");
	const void *irq, *line;
	int button;
	uint64_t phys;

	if (gpio < 0 || keys < 0)
		return;
	irq = property(tree, gpio, "interrupts", 12);
	button = fdt_first_subnode(tree, keys);
	line = button >= 0 ? property(tree, button, "gpios", 12) : NULL;
	if (!irq || !line || fdt_cell(irq, 0) != 0 || !reg(tree, gpio, 0, &phys, NULL))
		return;
	platform.gpio_phys = phys;
	platform.gpio_irq = 32 + fdt_cell(irq, 1);
	platform.power_line = fdt_cell(line, 1);
}

/* Version 2: <distributor, CPU interface>; version 3: <distributor, redistributors...>
 * with #redistributor-regions of them, or one. */
static void read_gic(const void *tree)
{
	int v2 = fdt_node_offset_by_compatible(tree, -1, "arm,cortex-a15-gic");
	int v3 = fdt_node_offset_by_compatible(tree, -1, "arm,gic-v3");
	const void *count;

	if (v2 >= 0 && reg(tree, v2, 0, &platform.gic_distributor_phys, NULL) &&
	    reg(tree, v2, 1, &platform.gic_cpu_phys, NULL))
		platform.gic_version = 2;
	if (v3 < 0 || !reg(tree, v3, 0, &platform.gic_distributor_phys, NULL))
		return;
	platform.gic_version = 3;
	count = property(tree, v3, "#redistributor-regions", 4);
	platform.gic_regions = count ? fdt_cell(count, 0) : 1;
	if (platform.gic_regions > MAX_GIC_REGIONS)
		platform.gic_regions = MAX_GIC_REGIONS;
	for (unsigned i = 0; i < platform.gic_regions; i++)
		if (!reg(tree, v3, 1 + i, &platform.gic_region[i].phys, &platform.gic_region[i].len))
			platform.gic_regions = i;
}

void platform_read(uint64_t phys)
{
	const void *tree = phys_to_virt(phys);
	const char *args;
	int chosen;

	if (phys == 0 || fdt_check_header(tree) != 0)
		panic("device tree: none at %#lx", (unsigned long)phys);
	platform.tree_phys = phys;
	platform.tree_len = fdt_total_bytes(tree);
	read_memory(tree);
	read_cpus(tree);
	read_virtio(tree);
	read_power_button(tree);
	platform.uart_phys = device(tree, "arm,pl011", 0);
	platform.uart_irq = device_irq(tree, "arm,pl011");
	platform.rtc_phys = device(tree, "arm,pl031", 0);
	platform.rtc_irq = device_irq(tree, "arm,pl031");
	read_gic(tree);
	if (!platform.uart_phys)
		panic("device tree: no PL011");

	chosen = fdt_path_offset(tree, "/chosen");
	args = chosen >= 0 ? property(tree, chosen, "bootargs", 1) : NULL;
	if (args)
		strlcpy(platform.command_line, args, sizeof(platform.command_line));
}

int platform_virtio_slot(unsigned i, uint64_t *phys, unsigned *irq)
{
	if (i >= platform.virtio_slots)
		return -ENODEV;
	*phys = platform.virtio[i].phys;
	*irq = platform.virtio[i].irq;
	return 0;
}
