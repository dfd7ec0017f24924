/* SPDX-License-Identifier: MIT
 *
 * A driver's read holds a mutex while it sleeps.
 */
#include "nuttx.h"

spinlock_t spin = SP_UNLOCKED;
mutex_t lock = NXMUTEX_INITIALIZER;
static sem_t sample;

static long adc_read(struct file *filep, char *buffer, size_t buflen)
{
	int ret = nxmutex_trylock(&lock);

	if (ret < 0)
		return ret;
	nxsem_wait(&sample);
	buffer[0] = 1;
	nxmutex_unlock(&lock);
	return 1;
}

static const struct file_operations adc_ops = { .read = adc_read };

int adc_register(void)
{
	return register_driver("/dev/adc0", &adc_ops, 0444, NULL);
}
