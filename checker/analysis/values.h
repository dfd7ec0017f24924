/* SPDX-License-Identifier: MIT
 *
 * values.h: what is known of a variable, as one byte: a fact_value_kind of unknown, zero,
 * nonzero, negative or positive; users keep flags of their own above ENV_VALUE.
 */
#ifndef ANALYSIS_VALUES_H
#define ANALYSIS_VALUES_H

#include <facts/facts.h>

#define ENV_VALUE 0x0f

/* `v` where the variables are as in `env`; of a variable, its whole byte. */
uint8_t value_evaluate(const struct fact_value *v, const uint8_t *env);

/* A branch on a variable of which `known` is known: which ways it may take, and what is
 * known behind them. */
struct value_ways {
	bool may_be_true, may_be_false;
	uint8_t if_true, if_false;
};
struct value_ways value_branch(uint32_t test, uint8_t known);

#endif
