/* SPDX-License-Identifier: MIT
 *
 * Looks every millisecond whether there is something, and always finds it late.
 */
#include <semaphore.h>
#include <unistd.h>

static sem_t items;

void next(void)
{

	while (sem_trywait(&items) < 0) // expect: poll-loop
		usleep(1000);

}
