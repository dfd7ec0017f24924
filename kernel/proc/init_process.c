/* SPDX-License-Identifier: MIT
 *
 * init_process.c: process 1, the supervisor.
 */
#include "alarm.h"
#include "exec.h"
#include "process.h"
#include "tty.h"

#include <kernel/errno.h>
#include <kernel/print.h>
#include <kernel/string.h>

static const char init_path[] = "/sbin/herd";

/* Standard input, output and error: one file, the console. */
static int open_console(struct process *p) HF_MAY_BLOCK;
static int open_console(struct process *p)
{
	struct file *console;
	int rc = tty_open_console(&console);

	if (rc)
		return rc;
	rc = fd_install(&p->files, console, false, 0);
	if (rc < 0) {
		file_put(console);
		return rc;
	}
	rc = fd_dup_to(&p->files, 0, 1, false);
	if (rc >= 0)
		rc = fd_dup_to(&p->files, 0, 2, false);
	return rc < 0 ? rc : 0;
}

static int load(struct task *t) HF_MAY_BLOCK;
static int load(struct task *t)
{
	static const char *const environment[] = { "PATH=/bin:/sbin", "HOME=/" };
	const struct file_at at = { .path = init_path };
	struct exec_strings strings;
	struct exec_image image;
	int rc;

	rc = exec_strings_init(&strings);
	if (rc)
		return rc;
	strings.argc = 1;
	strings.envc = ARRAY_LEN(environment);
	rc = exec_strings_add(&strings, init_path);
	for (unsigned i = 0; i < ARRAY_LEN(environment) && !rc; i++)
		rc = exec_strings_add(&strings, environment[i]);
	if (!rc)
		rc = exec_load(&at, &strings, &image);
	exec_strings_free(&strings);
	if (rc)
		return rc;
	t->process->vm = image.vm;
	fd_set_program(&t->process->files, image.file);
	t->start.pc = image.entry;
	t->start.sp = image.stack;
	process_set_name(t->process, "herd");
	return 0;
}

int process_init(void)
{
	struct task *first;
	int rc;

	process_table_init();
	rc = vm_init();
	if (!rc)
		rc = tty_init();
	if (!rc)
		rc = alarm_init();
	if (!rc)
		rc = process_alloc(NULL, &first);
	if (rc)
		return rc;
	rc = load(first);
	if (!rc)
		rc = open_console(first->process);
	if (!rc)
		rc = process_start(first);
	if (rc) {
		kprintf(LOG_ERR, "%s: can't be started: error %d\n", init_path, -rc);
		process_abandon(first);
	}
	return 0;
}
