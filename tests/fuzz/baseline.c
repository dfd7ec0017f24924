// SPDX-License-Identifier: MIT
/*
 * baseline.c: any text as a baseline.
 */
#include "fuzz.h"

#include <findings/baseline.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	GPtrArray *entries = baseline_parse((const char *)data, len, "baseline", len & 1, &error);

	fuzz_judge(entries != NULL, &error);
	if (entries)
		g_ptr_array_free(entries, TRUE);
	return 0;
}
