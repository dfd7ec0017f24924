/* SPDX-License-Identifier: MIT
 *
 * A driver's read sleeps with a spinlock held.
 */
#include "nuttx.h"

spinlock_t spin = SP_UNLOCKED;
mutex_t lock = NXMUTEX_INITIALIZER;
static sem_t sample;

static long adc_read(struct file *filep, char *buffer, size_t buflen)
{
	spin_lock(&spin);
	nxsem_wait(&sample); // expect: block-in-atomic
	buffer[0] = 1;
	spin_unlock(&spin);
	return 1;
}

static const struct file_operations adc_ops = { .read = adc_read };

int adc_register(void)
{
	return register_driver("/dev/adc0", &adc_ops, 0444, NULL);
}
