// SPDX-License-Identifier: MIT
/*
 * cmd_init.c: `holdfast init`: what a project begins with: its options, its header, or a model.
 */
#include "command.h"
#include "compile_db.h"
#include "propose.h"
#include "recognise.h"

#include <string.h>

static const char header[] =
"/* The lock discipline of this project, for holdfast.  Fill in your own names, include\n"
" * this header where the primitives are declared, and run `holdfast check -p BUILD`.\n"
" * What you cannot touch gets a model instead, a file beside the code: `holdfast check --help`.\n"
" * Without a tool that reads them, the HF_ macros are empty. */\n"
"#ifndef LOCK_DISCIPLINE_H\n"
"#define LOCK_DISCIPLINE_H\n"
"\n"
"#include <holdfast.h>\n"
"#include <stdbool.h>\n"
"\n"
"/* 1. Your lock types.  The kind says whether waiters spin or sleep, and what an acquire\n"
" *    masks: raw_spin nothing, spin preemption, softirq_spin deferred work, irq_spin\n"
" *    interrupts; mutex sleeps. */\n"
"typedef struct HF_LOCK_TYPE(spin) spinlock { int value; } spinlock_t;\n"
"typedef struct HF_LOCK_TYPE(mutex) mutex { int value; } mutex_t;\n"
"\n"
"/* 2. What takes and releases them. */\n"
"void spin_lock(spinlock_t *l) HF_ACQUIRES(l);\n"
"bool spin_trylock(spinlock_t *l) HF_TRY_ACQUIRES(true, l);\n"
"void spin_unlock(spinlock_t *l) HF_RELEASES(l);\n"
"void mutex_lock(mutex_t *l) HF_ACQUIRES(l);\n"
"void mutex_unlock(mutex_t *l) HF_RELEASES(l);\n"
"\n"
"/* 3. What changes the context. */\n"
"void preempt_disable(void) HF_ENTERS(no_preempt);\n"
"void preempt_enable(void) HF_LEAVES(no_preempt);\n"
"unsigned long irq_save(void) HF_ENTERS(no_irq);\n"
"void irq_restore(unsigned long flags) HF_LEAVES(no_irq);\n"
"\n"
"/* 4. What sleeps. */\n"
"void sleep_ms(unsigned ms) HF_MAY_BLOCK;\n"
"\n"
"/* 5. Where the system calls your code: handlers, timers, threads.  Said once, on the\n"
" *    parameter of the registration. */\n"
"int irq_register(int irq, void (*handler)(void *) HF_CALLED_IN(in_irq), void *arg);\n"
"int thread_create(void (*fn)(void *) HF_CALLED_IN(in_thread), void *arg);\n"
"\n"
"/* 6. Beside each lock, the state in which it is held:\n"
" *\n"
" *        static spinlock_t table_lock HF_HELD_IN(no_preempt);\n"
" *        struct inode { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };\n"
" *\n"
" *    `holdfast why table_lock -p BUILD` shows the states in which it is held today. */\n"
"#endif\n";

/* Options of one run, not of a project. */
static bool is_for_projects(const struct option_row *row)
{
	static const char *const others[] = {
		"config", "help", "output", "write-baseline", "reason", "check-model", NULL
	};

	return option_is_for(row, &command_check) && !g_strv_contains(others, row->name);
}

static void print_config(void)
{
	puts("# How this project is checked: `holdfast check` reads this file where it is started.\n"
	     "# The command line wins.  File names are relative to this file.\n"
	     "\n"
	     "# the folder of compile_commands.json (CMake: -DCMAKE_EXPORT_COMPILE_COMMANDS=ON)\n"
	     "build = build");
	for (unsigned i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		if (is_for_projects(row) && strcmp(row->name, "build"))
			printf("\n# %s\n# %s = %s\n", row->text, row->name, row->argument ? row->argument : "yes");
	}
}

/* From the program's functions, whatever is known of the tree. */
static int print_model(const struct options *o)
{
	GError *error = NULL;

	if (!o->build)
		return command_fail("-p BUILD is missing: the folder of compile_commands.json (holdfast init --help)");
	GPtrArray *commands = compile_db_read(o->build, NULL, &error);
	struct recognition *known = commands ? recognise(commands, &error) : NULL;
	struct looks_all *all = known ? looks_read(commands, (unsigned)o->jobs, &error) : NULL;

	if (!all || !propose_model(all, known->models, known->line, o->build, stdout, &error))
		return command_fail("%s", error->message);
	return all->failed ? EXIT_NOT_ANALYSED : EXIT_CLEAN;
}

static int run(struct options *o)
{
	const char *what = o->rest && o->rest[0] ? o->rest[0] : "config";

	if (!strcmp(what, "config"))
		print_config();
	else if (!strcmp(what, "header"))
		fputs(header, stdout);
	else if (!strcmp(what, "model"))
		return print_model(o);
	else
		return command_fail("there is no `%s` to begin with; config, header or model", what);
	return EXIT_CLEAN;
}

static const struct command_example examples[] = {
	{ "holdfast init > holdfast.ini", "then take away the `#` where an option is yours" },
	{ "holdfast init header > include/lock_discipline.h", "then fill in your own names" },
	{ "holdfast init model -p build > ours.ini", "then `holdfast check -p build --model ours.ini`" },
	{ NULL, NULL }
};

const struct command command_init = {
	.name = "init",
	.arguments = "[config|header|model] [-p BUILD] [-j N]",
	.summary = "what a project begins with: its options, a header, or a model",
	.description =
"config (the default) prints a commented holdfast.ini: the options with which everybody checks this "
"project. It works as it is where the build folder is `build`.\n"
"\n"
"header prints a commented header that shows where each annotation belongs, in the order in which a "
"project needs them. It compiles as it is.\n"
"\n"
"Code that can't be annotated needs no header: a model is a file that says the same beside "
"the code; those of POSIX threads, of Linux and of some RTOSes came along, and `holdfast check` recognises their trees.\n"
"\n"
"model reads the C files of BUILD and prints a model for a tree of its own: types that look like locks, functions that take "
"and release them, that mask interrupts or preemption, that sleep, and that register callbacks; by their names, by "
"what they do (a compare-and-exchange loop on a field, an instruction that masks, a call of a primitive that is known), and by how they are "
"used: how often the one is followed by the other on all paths. Each has its evidence in a comment, and a "
"confidence; the weak ones are comments as a whole. `--model` takes it as it is.\n",
	.examples = examples,
	.status = "0; 2 when there is no such thing, or some file could not be read for a model",
	.rest_max = 1,
	.run = run,
};
