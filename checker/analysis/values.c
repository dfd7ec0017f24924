// SPDX-License-Identifier: MIT
/*
 * values.c: arithmetic on what is known of variables: sets of signs.
 */
#include "values.h"

/* The signs that a value may have: 1 negative, 2 zero, 4 positive. */
static const uint8_t signs_of[FACT_VALUE_KINDS] = {
	[FACT_VALUE_UNKNOWN] = 7, [FACT_VALUE_ZERO] = 2, [FACT_VALUE_NONZERO] = 5,
	[FACT_VALUE_NEGATIVE] = 1, [FACT_VALUE_POSITIVE] = 4, [FACT_VALUE_ONE] = 4,
	[FACT_VALUE_NOT_POSITIVE] = 3, [FACT_VALUE_NOT_NEGATIVE] = 6,
};

static uint8_t value_of(unsigned signs)
{
	static const uint8_t values[] = {
		FACT_VALUE_UNKNOWN, FACT_VALUE_NEGATIVE, FACT_VALUE_ZERO, FACT_VALUE_NOT_POSITIVE,
		FACT_VALUE_POSITIVE, FACT_VALUE_NONZERO, FACT_VALUE_NOT_NEGATIVE, FACT_VALUE_UNKNOWN,
	};

	return values[signs];
}

uint8_t value_join(uint8_t a, uint8_t b)
{
	return a == b ? a : value_of(signs_of[a] | signs_of[b]);
}

bool values_overlap(uint8_t a, uint8_t b)
{
	return signs_of[a] & signs_of[b];
}

static uint8_t choose(uint8_t known, uint8_t nonzero, uint8_t zero)
{
	return known == FACT_VALUE_ZERO ? zero : signs_of[known] & 2 ? FACT_VALUE_UNKNOWN : nonzero;
}

uint8_t value_evaluate(const struct fact_value *v, const uint8_t *env)
{
	switch (v->kind) {
	case FACT_VALUE_ZERO:
	case FACT_VALUE_NONZERO:
	case FACT_VALUE_NEGATIVE:
	case FACT_VALUE_POSITIVE:
	case FACT_VALUE_ONE:
	case FACT_VALUE_NOT_POSITIVE:
	case FACT_VALUE_NOT_NEGATIVE:
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

/* On `var`, which is the truth of the comparison of another variable with a constant. */
static bool branch_on_equality(const struct fact_node *node, unsigned way, uint8_t *env)
{
	uint8_t truth = env[node->var] & ENV_VALUE, *value = &env[node->value.id];
	uint8_t wanted = node->test == FACT_TEST_IS_ONE ? FACT_VALUE_ONE :
			 node->test == FACT_TEST_IS_POSITIVE ? FACT_VALUE_POSITIVE : FACT_VALUE_NEGATIVE;
	uint8_t known = *value & ENV_VALUE;
	bool is_one = known == FACT_VALUE_ONE && wanted == FACT_VALUE_ONE;

	if (way) {
		env[node->var] = FACT_VALUE_ZERO;
		return (truth == FACT_VALUE_ZERO || truth == FACT_VALUE_UNKNOWN) && !is_one;
	}
	env[node->var] = FACT_VALUE_NONZERO;
	*value = (*value & ~ENV_VALUE) | wanted;
	return truth != FACT_VALUE_ZERO && values_overlap(known, wanted) && (known != FACT_VALUE_ONE || is_one);
}

bool value_branch(const struct fact_node *node, unsigned way, uint8_t *env)
{
	static const uint8_t wanted[] = {
		[FACT_TEST_TRUTH] = 5, [FACT_TEST_POSITIVE] = 4, [FACT_TEST_NEGATIVE] = 1,
	};

	if (fact_test_compares(node->test))
		return branch_on_equality(node, way, env);
	uint8_t known = env[node->var] & ENV_VALUE;
	unsigned all = signs_of[known];
	unsigned left = way ? all & ~wanted[node->test] : all & wanted[node->test];

	if (left != all)
		env[node->var] = (env[node->var] & ~ENV_VALUE) | value_of(left);
	return left;
}
