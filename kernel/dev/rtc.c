/* SPDX-License-Identifier: MIT
 *
 * rtc.c: PL031 (ARM DDI 0224): seconds since 1970, read once at boot and carried
 * on by the counter.
 */
#include <kernel/mmio.h>
#include <kernel/time.h>
#include "platform.h"
#include "rtc.h"

static uint64_t boot_unix_s;

void rtc_init(void)
{
	if (platform.rtc_phys)
		boot_unix_s = mmio_read32(mmio_map(platform.rtc_phys, PAGE_SIZE), 0) -
			      clock_ns() / NSEC_PER_SEC;
}

uint64_t clock_unix_ns(void)
{
	return boot_unix_s * NSEC_PER_SEC + clock_ns();
}

uint64_t clock_unix_s(void)
{
	return boot_unix_s + clock_ns() / NSEC_PER_SEC;
}
