// SPDX-License-Identifier: MIT
/*
 * facts.c: what fact_read accepts can be printed, and written again as it was.
 */
#include "fuzz.h"

#include <facts/facts.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	struct fact_unit *unit = fact_read(data, len, &error);

	fuzz_judge(unit != NULL, &error);
	if (!unit)
		return 0;
	char *text = fact_print(unit);
	GByteArray *again = fact_write(unit);
	struct fact_unit *same = fact_read(again->data, again->len, &error);

	fuzz_judge(same != NULL, &error);
	if (!same)
		abort();
	char *same_text = fact_print(same);

	if (strcmp(text, same_text))
		abort();
	g_free(text);
	g_free(same_text);
	g_byte_array_free(again, TRUE);
	fact_unit_free(same);
	fact_unit_free(unit);
	return 0;
}
