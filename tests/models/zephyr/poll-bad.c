/* SPDX-License-Identifier: MIT
 *
 * A thread asks a semaphore for its count, with a sleep of fixed length in between.
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
		while (k_sem_count_get(&ready) == 0) // expect: poll-loop: after a sleep of fixed length
			k_msleep(10);
		k_sem_take(&ready, K_NO_WAIT);
		rounds++;
	}
}

void start(void)
{
	k_thread_create(&thread, stack, sizeof(stack), serve, NULL, NULL, NULL, 5, 0, K_NO_WAIT);
}
