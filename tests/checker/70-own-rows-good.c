/* SPDX-License-Identifier: MIT
 *
 * A context, a lock kind and an effect of one's own, each used as it must be.  The rows are
 * written once, for the compiler; the checker finds them there.
 */
#define HF_USER_CONTEXTS "70-own-rows.def"
#define HF_USER_LOCK_KINDS "70-own-rows.def"
#define HF_USER_EFFECTS "70-own-rows.def"
#include "case.h"

typedef struct HF_LOCK_TYPE(smi_spin) smi_lock { int v; } smi_lock_t;
void smi_lock(smi_lock_t *l) HF_ACQUIRES(l);
void smi_unlock(smi_lock_t *l) HF_RELEASES(l);
void smi_attach(void (*fn)(void) HF_CALLED_IN(in_smi)) HF_TRUST("test: keeps fn");
void flash_erase(void) HF_EFFECT(flashes);

static smi_lock_t log HF_HELD_IN(no_smi);
static smi_lock_t store HF_HELD_IN(no_smi);

static void smi_entry(void)
{
	smi_lock(&log);
	smi_unlock(&log);
}

void print(void)
{
	smi_lock(&log);
	smi_unlock(&log);
}

void erase(void)
{
	smi_lock(&store);
	smi_unlock(&store);
	flash_erase();
	sleep_ms(1);
}

void start(void) { smi_attach(smi_entry); }
