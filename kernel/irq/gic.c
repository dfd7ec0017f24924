/* SPDX-License-Identifier: MIT
 *
 * gic.c: which interrupt controller this machine has.
 */
#include <kernel/panic.h>
#include "gic.h"
#include "kernel/dev/platform.h"

const struct gic *gic;

void gic_init(void)
{
	switch (platform.gic_version) {
	case 2:
		gic_v2_init();
		gic = &gic_v2;
		break;
	case 3:
		gic_v3_init();
		gic = &gic_v3;
		break;
	default:
		panic("device tree: neither a GICv2 nor a GICv3");
	}
}
