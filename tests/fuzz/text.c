// SPDX-License-Identifier: MIT
/*
 * text.c: what fact_parse accepts prints as a text that says the same: the same text again, and the
 * same bytes.
 */
#include "fuzz.h"

#include <facts/facts.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	struct fact_unit *unit = fact_parse((const char *)data, len, "a.txt", &error);

	/* Whatever it is, it has its place. */
	if (error && strncmp(error->message, "a.txt:", 6))
		abort();
	fuzz_judge(unit != NULL, &error);
	if (!unit)
		return 0;
	char *text = fact_print(unit);
	GByteArray *bytes = fact_write(unit);
	struct fact_unit *same = fact_parse(text, strlen(text), "again", &error);

	fuzz_judge(same != NULL, &error);
	if (!same)
		abort();
	char *same_text = fact_print(same);
	GByteArray *same_bytes = fact_write(same);

	if (strcmp(text, same_text) || bytes->len != same_bytes->len ||
	    memcmp(bytes->data, same_bytes->data, bytes->len))
		abort();
	g_free(text);
	g_free(same_text);
	g_byte_array_free(bytes, TRUE);
	g_byte_array_free(same_bytes, TRUE);
	fact_unit_free(same);
	fact_unit_free(unit);
	return 0;
}
