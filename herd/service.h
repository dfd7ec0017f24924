/* SPDX-License-Identifier: MIT
 *
 * service.h: a service: its process, the process that collects its output, and what
 * becomes of it.
 */
#ifndef HERD_SERVICE_H
#define HERD_SERVICE_H

#include "conf.h"

#include <stdbool.h>
#include <sys/types.h>

enum { SERVICE_NAME_BYTES = 64 };

enum service_state {
	SERVICE_RUNNING,
	SERVICE_EXITED,                         /* its output may still be coming */
	SERVICE_WAITING,                        /* for its next start */
	SERVICE_DONE,
};

struct service {
	char name[SERVICE_NAME_BYTES];
	struct conf conf;
	enum service_state state;
	pid_t pid;
	pid_t collector;                        /* 0: has ended */
	int status;                             /* as from waitpid */
	long long at_ms;                        /* when it exited, or when to start it */
	long long delay_ms;                     /* before the next restart */
};

/* Starts the process with its output in a pipe, and the collector. */
void service_start(struct service *s, long long now_ms);
/* A child ended.  True if it was one of this service's. */
bool service_child_ended(struct service *s, pid_t pid, int status, long long now_ms);
/* What is due: the report of an exit once the output is complete, a restart. */
void service_tick(struct service *s, long long now_ms);

#endif
