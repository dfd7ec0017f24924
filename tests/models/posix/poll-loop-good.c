/* SPDX-License-Identifier: MIT
 *
 * Waits for it.
 */
#include <semaphore.h>
#include <unistd.h>

static sem_t items;

void next(void)
{

	while (sem_wait(&items) < 0)
		;

}
