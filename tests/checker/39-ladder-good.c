/* SPDX-License-Identifier: MIT
 *
 * Ladders, switches, rounds and macros that are right: one switch value that is tested
 * twice, also in another order; a function that doesn't return.
 */
#include "case.h"

static spinlock_t a HF_HELD_IN(no_preempt);
static mutex_t m HF_HELD_IN(preemptible);

int prepare(int step);
void die(void) __attribute__((noreturn)) HF_TRUST("test: stops the machine");

#define BAIL_OUT_IF(c) do { if (c) { spin_unlock(&a); return -1; } } while (0)
#define MUST(c) do { if (!(c)) die(); } while (0)

enum how { PLAIN, LOCKED, TWICE };

int ladder(void)
{
	int error;

	mutex_lock(&m);
	error = prepare(1);
	if (error)
		goto out_m;
	spin_lock(&a);
	error = prepare(2);
	if (error)
		goto out_a;
	spin_unlock(&a);
	mutex_unlock(&m);
	sleep_ms(1);
	return 0;
out_a:
	spin_unlock(&a);
out_m:
	mutex_unlock(&m);
	sleep_ms(1);
	return error;
}

void cases(enum how how)
{
	switch (how) {
	case LOCKED:
	case TWICE:
		spin_lock(&a);
		break;
	default:
		break;
	}
	switch (how) {
	case PLAIN:
		sleep_ms(1);
		break;
	case TWICE:
	case LOCKED:
		spin_unlock(&a);
		break;
	}
}

void case_and_if(enum how how)
{
	switch (how) {
	case LOCKED:
		spin_lock(&a);
		break;
	default:
		sleep_ms(1);
	}
	if (how == LOCKED)
		spin_unlock(&a);
	sleep_ms(1);
}

int bail(int n)
{
	spin_lock(&a);
	BAIL_OUT_IF(n > 3);
	spin_unlock(&a);
	return 0;
}

void rounds(int n)
{
	while (n--) {
		spin_lock(&a);
		if (prepare(n)) {
			spin_unlock(&a);
			continue;
		}
		spin_unlock(&a);
		sleep_ms(1);
	}
	sleep_ms(1);
}

void dies(int n)
{
	spin_lock(&a);
	if (n < 0)
		die();
	MUST(n != 4);
	spin_unlock(&a);
	sleep_ms(1);
}
