// SPDX-License-Identifier: MIT
/*
 * model.c: any text as a model file; what is accepted can be asked.
 */
#include "fuzz.h"

#include <model_file/model_file.h>

static void ask(const struct model_section *section, void *user)
{
	const GPtrArray *sections = model_set_find(user, section->kind, section->name);
	const struct model_section *where;

	(void)model_find_statement(sections, "acquires", NULL, 0, &where);
	(void)model_find_statement(sections, "called-in", "fn", 1, &where);
	(void)model_find_statement(sections, "may-block-unless", NULL, 0, &where);
	(void)model_find_statement(sections, "makes", "gate", 1, &where);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	GError *error = NULL;
	struct model_file *file = model_read((const char *)data, len, "model", &error);

	fuzz_judge(file != NULL, &error);
	if (!file)
		return 0;
	struct model_set *set = model_set_new();

	model_set_add(set, file);
	for (unsigned kind = 0; kind < MODEL_KINDS; kind++)
		model_set_each(set, kind, ask, set);
	model_set_free(set);
	return 0;
}
