// SPDX-License-Identifier: MIT
/*
 * program.c: model, analysis and rules stand whatever fact_read accepts.  They keep their
 * memory until the process ends, so leaks are not looked for here.
 */
#include "fuzz.h"

#include <rules/rules.h>

const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	struct fact_unit *unit = fact_read(data, len, &error);

	fuzz_judge(unit != NULL, &error);
	if (!unit)
		return 0;
	GPtrArray *units = g_ptr_array_new();

	g_ptr_array_add(units, unit);
	struct model *m = model_link(units, data[len - 1] & 1);

	if (!rules_run(analysis_run(m), NULL, data[len - 1] & 2, &error))
		abort();
	return 0;
}
