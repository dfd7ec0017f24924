/* SPDX-License-Identifier: MIT
 *
 * device.h: a virtio device on the host, made of memory, that does what a test says:
 * also what no device should.
 */
#ifndef TESTS_FS_DEVICE_H
#define TESTS_FS_DEVICE_H

#include <kernel/base.h>

struct device_chain {
	uint16_t head;                  /* its descriptor */
	unsigned n;
	struct { uint8_t *data; uint32_t len; bool writable; } part[20];
};

/* The one device on the bus, as after power-on.  `features` stands for both words:
 * bit 0 is VERSION_1 in the upper. */
void device_reset(unsigned id, uint32_t features, uint32_t queue_max);
void device_config(unsigned offset, uint32_t value);
uint32_t device_status(void);
/* The next chain that the driver made available. */
bool device_next(struct device_chain *out);
/* Puts an entry on the used ring, right or wrong. */
void device_use(uint32_t id, uint32_t len);
void device_skip(unsigned entries);     /* moves the used index alone */
void device_interrupt(void);

/* Called when a driver sleeps. */
extern void (*device_while_asleep)(void);

void expect(const char *name, bool condition, const char *why);
#define EXPECT(name, condition) expect(name, condition, #condition)

void test_block(void);
void test_random(void);

#endif
