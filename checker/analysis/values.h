/* SPDX-License-Identifier: MIT
 *
 * values.h: what is known of a variable, as one byte: a fact_value_kind from unknown and zero
 * to not negative; users keep flags of their own above ENV_VALUE.
 */
#ifndef ANALYSIS_VALUES_H
#define ANALYSIS_VALUES_H

#include <facts/facts.h>

#define ENV_VALUE 0x0f

/* What holds where either is known, and whether both can be true of one value. */
uint8_t value_join(uint8_t a, uint8_t b);
bool values_overlap(uint8_t a, uint8_t b);

/* `v` where the variables are as in `env`; of a variable, its whole byte. */
uint8_t value_evaluate(const struct fact_value *v, const uint8_t *env);

/* Leaves the branch `node` by its edge `way` (0: true): false if that can't be; otherwise
 * `env` gets to know what that says. */
bool value_branch(const struct fact_node *node, unsigned way, uint8_t *env);

#endif
