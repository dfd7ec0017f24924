/* SPDX-License-Identifier: MIT
 *
 * keys.h: sequences of words, each with a value.  None is ever removed.
 */
#ifndef ANALYSIS_KEYS_H
#define ANALYSIS_KEYS_H

#include <stdint.h>

struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *k);
/* The value that belongs to these words, fewer than a thousand; 0 when new. */
uint32_t *keys_lookup(struct keys *k, const uint32_t *words, unsigned count);

#endif
