// SPDX-License-Identifier: MIT
/*
 * database.c: any text as compile_commands.json.
 */
#include "fuzz.h"

#include "../../checker/compile_db.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	GPtrArray *commands = compile_db_parse((const char *)data, len, "database", &error);

	fuzz_judge(commands != NULL, &error);
	if (commands)
		g_ptr_array_free(commands, TRUE);
	return 0;
}
