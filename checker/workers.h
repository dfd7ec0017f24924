/* SPDX-License-Identifier: MIT
 *
 * workers.h: extractors that stay, for one file after the other (extract/serve.cc).  To start
 * a compiler takes a tenth of what reading a file of a kernel does, and so do the pages that a new process asks for.
 *
 * One that dies takes its file with it; the next file gets a new one.
 */
#ifndef CHECKER_WORKERS_H
#define CHECKER_WORKERS_H

#include <glib.h>
#include <stdbool.h>

struct workers;

/* Takes `arguments`: the program and what it is given, NULL at the end.  Nothing is started yet. */
struct workers *workers_new(char **arguments);
/* Starts up to `count` of them.  They end with the calling thread at the latest. */
void workers_start(struct workers *w, unsigned count);
enum worker_answer { WORKER_DONE, WORKER_FAILED, WORKER_DIED };

/* From any thread: runs `words` in `directory`, and waits for it.  `messages`: what was said, perhaps nothing. */
enum worker_answer workers_run(struct workers *w, const char *directory, const GPtrArray *words, char **messages);
/* Ends those that have nothing to do.  Others are started when they are needed. */
void workers_stop(struct workers *w);

#endif
