/* SPDX-License-Identifier: MIT
 *
 * A context, a lock kind and an effect of one's own, each used wrongly.  The rows are
 * written once, for the compiler; the checker finds them there.
 *
 * expect: irq-inversion: irq-masking spinlock `log` is held while the firmware can interrupt the holder
 * expect: effect-in-context: `flash_erase` writes the flash while in state no_smi
 * expect: block-in-atomic: `sleep_ms` may block while firmware-masking spinlock `store` is held
 * chain: smi_entry: entry point (stored in `fn of smi_attach`, which is called in in_smi)
 * count: 3
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

static irq_spinlock_t log HF_HELD_IN(no_irq);
static smi_lock_t store HF_HELD_IN(no_smi);

static void smi_entry(void)
{
	irq_spin_lock(&log);
	irq_spin_unlock(&log);
}

void print(void)
{
	irq_spin_lock(&log);
	irq_spin_unlock(&log);
}

void erase(void)
{
	smi_lock(&store);
	flash_erase();
	sleep_ms(1);
	smi_unlock(&store);
}

void start(void) { smi_attach(smi_entry); }
