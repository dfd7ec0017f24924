// SPDX-License-Identifier: MIT
/*
 * config.c: any text as holdfast.ini.
 */
#include "fuzz.h"

#include "../../checker/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	GPtrArray *lines = config_parse((const char *)data, len, "config", &error);

	fuzz_judge(lines != NULL, &error);
	if (lines)
		g_ptr_array_free(lines, TRUE);
	return 0;
}
