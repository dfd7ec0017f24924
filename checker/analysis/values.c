// SPDX-License-Identifier: MIT
/*
 * values.c: arithmetic on what is known of variables.
 */
#include "values.h"

static uint8_t choose(uint8_t known, uint8_t nonzero, uint8_t zero)
{
	return known == FACT_VALUE_UNKNOWN ? known : known == FACT_VALUE_ZERO ? zero : nonzero;
}

uint8_t value_evaluate(const struct fact_value *v, const uint8_t *env)
{
	switch (v->kind) {
	case FACT_VALUE_ZERO:
	case FACT_VALUE_NONZERO:
	case FACT_VALUE_NEGATIVE:
	case FACT_VALUE_POSITIVE:
		return v->kind;
	case FACT_VALUE_VAR:
		return env[v->id];
	case FACT_VALUE_NOT_VAR:
		return choose(env[v->id] & ENV_VALUE, FACT_VALUE_ZERO, FACT_VALUE_NONZERO);
	case FACT_VALUE_NEGATIVE_IF:
		return choose(env[v->id] & ENV_VALUE, FACT_VALUE_NEGATIVE, FACT_VALUE_ZERO);
	case FACT_VALUE_NEGATIVE_UNLESS:
		return choose(env[v->id] & ENV_VALUE, FACT_VALUE_ZERO, FACT_VALUE_NEGATIVE);
	default:
		return FACT_VALUE_UNKNOWN;
	}
}

struct value_ways value_branch(uint32_t test, uint8_t known)
{
	uint8_t sign = test == FACT_TEST_NEGATIVE ? FACT_VALUE_NEGATIVE : FACT_VALUE_POSITIVE;
	bool is_truth = test == FACT_TEST_TRUTH;
	bool is_signed = known == FACT_VALUE_NEGATIVE || known == FACT_VALUE_POSITIVE;
	struct value_ways w;

	w.if_true = !is_truth ? sign : is_signed ? known : FACT_VALUE_NONZERO;
	w.if_false = is_truth ? FACT_VALUE_ZERO : known;
	w.may_be_true = is_truth || !is_signed ? known != FACT_VALUE_ZERO : known == sign;
	w.may_be_false = is_truth ? known == FACT_VALUE_ZERO || known == FACT_VALUE_UNKNOWN : known != sign;
	return w;
}
