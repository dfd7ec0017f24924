/* SPDX-License-Identifier: MIT
 *
 * A thread waits for the semaphore.
 */
#include "kernel.h"

K_SEM_DEFINE(ready, 0, 10);
static struct k_thread thread;
static long stack[128];
static unsigned int rounds;

static void serve(void *a, void *b, void *c)
{
	(void)a;
	(void)b;
	(void)c;
	for (;;) {
		k_sem_take(&ready, K_FOREVER);
		rounds++;
	}
}

void start(void)
{
	k_thread_create(&thread, stack, sizeof(stack), serve, NULL, NULL, NULL, 5, 0, K_NO_WAIT);
}
