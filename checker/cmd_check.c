// SPDX-License-Identifier: MIT
/*
 * cmd_check.c: `holdfast check`: the rules over the files of a build folder.
 */
#include "command.h"

static bool find_program(const struct options *o, struct program *p)
{
	return program_find(o, o->rest, p);
}

static bool read_program(const struct options *o, struct program *p)
{
	return program_read(o, o->rest, p);
}

static int run(struct options *o)
{
	return verdict(o, o->rest != NULL, find_program, read_program);
}

static const struct command_example examples[] = {
	{ "holdfast check", "everything in compile_commands.json, here or in build; the models of a known tree" },
	{ "holdfast check -p build", "everything in build/compile_commands.json" },
	{ "holdfast check -p build drivers fs/inode.c", "only these files and folders" },
	{ "holdfast check -p build --whole-program --require-closed",
	  "a kernel: nothing calls in but declared entry points, and nothing may be left unseen" },
	{ "holdfast check -p build --model linux --model ours.ini",
	  "code that can't be annotated: a model that came along, and corrections of your own" },
	{ "holdfast check -p build --format sarif -o holdfast.sarif", "for code scanning in CI" },
	{ "holdfast check -p build --write-baseline holdfast.baseline --reason 'found on adoption'",
	  "accept what is there today" },
	{ "holdfast check -p build --baseline holdfast.baseline", "fail on what is new" },
	{ NULL, NULL }
};

const struct command command_check = {
	.name = "check",
	.arguments = "[-p BUILD] [OPTION]... [FILE|FOLDER]...",
	.summary = "check the C files of a build folder",
	.description =
"Reads the C files that BUILD/compile_commands.json names (CMake writes it with "
"-DCMAKE_EXPORT_COMPILE_COMMANDS=ON, other builds through bear), follows every path from every entry "
"point, and reports each broken rule with the chains of calls that lead to it.\n"
"\n"
"Facts and the last reports are kept in BUILD/.holdfast: only files that changed, or that include one that "
"did, are parsed again, and where all facts, models, the baseline and the options are the same, the report is the "
"kept one. With -o it is without colour.\n"
"\n"
"A finding may be in doubt: which lock it is isn't known, or it is a guess from what other code does; in a program too large to "
"be followed exactly also where the way is long, or a function on it leaves its callers in doubt. Those are counted, and shown with "
	"--all, each with its reason.\n"
	"\n"
	"What could not be seen (calls through unknown pointers, functions without a body, files that don't "
"parse or are not C) is counted at the end of every report. Unknown is never clean.\n"
"\n"
"A model says what code does that can't be annotated: one that came along (`linux`, `posix`, `zephyr`, `freertos`, "
"`nuttx`, `rt-thread`, `lwip`, `sparse`). Where none is named, and the code includes no holdfast.h, a tree that one of them "
"knows is recognised by its compile commands, headers and calls: a line says which models were taken and why, and --model none "
"takes none. `holdfast init model` proposes one for other trees. Or a model is a file of lines such as\n"
"\n"
"    [type struct my_lock]\n"
"    kind = spin\n"
"    [function my_lock, my_lock_nested]\n"
"    acquires = $1\n"
"    [function my_alloc]\n"
"    may-block-if = flags & 0x400\n"
"    [function my_timer]\n"
"    param 2 called-in = in_softirq\n"
"\n"
"docs/models.md has all of its keys. Later models win over earlier ones, and the code's own annotations over "
"all. --check-model lists what in them meets nothing.\n"
"\n"
"A finding in the baseline is listed, with its reason, and doesn't count. It is known by its rule, its "
"lock class and the functions in which its chains end, so it survives edits elsewhere. Entries that "
"match nothing any more are listed, to be removed.\n",
	.examples = examples,
	.status = "0 clean, 1 findings that no baseline accepts, 2 could not analyse (some file did not "
		  "parse, declarations contradict each other, or nothing could be read)",
	.rest_max = UINT_MAX,
	.run = run,
};
