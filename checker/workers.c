/* SPDX-License-Identifier: MIT
 *
 * workers.c: starts extractors, gives them files, and takes their answers.
 *
 * A worker has a socket as its input and output: a request is the number of its bytes as text, a
 * newline, and strings with a 0 behind each; the answer is one byte, '0' if all went well.  Its messages
 * go to a file without a name, which is emptied before each request.
 *
 * Locks: `lock` guards the list of idle workers; the others belong to the thread that took them.
 */
#define _GNU_SOURCE                     /* memfd_create */
#include "workers.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct worker {
	GPid pid;
	int socket, messages;
};

struct workers {
	char **arguments;               /* of the program, NULL at the end */
	GPtrArray *idle;                /* struct worker * */
	GMutex lock;
};

/* Who waits for it is the thread that starts it: if that ends (SIGINT), so does the worker. */
static void end_with_parent(gpointer user)
{
	(void)user;
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static struct worker *worker_start(char **arguments, char **why)
{
	struct worker *w = g_new0(struct worker, 1);
	GError *error = NULL;
	int ends[2];

	w->messages = memfd_create("messages", MFD_CLOEXEC);
	if (w->messages < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		*why = g_strdup_printf("holdfast: %s\n", g_strerror(errno));
		g_free(w);
		return NULL;
	}
	bool ok = g_spawn_async_with_fds(NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, end_with_parent, NULL,
					 &w->pid, ends[1], ends[1], w->messages, &error);

	close(ends[1]);
	w->socket = ends[0];
	if (ok)
		return w;
	*why = g_strdup_printf("holdfast: %s\n", error->message);
	g_error_free(error);
	close(w->socket);
	close(w->messages);
	g_free(w);
	return NULL;
}

/* It ends when there is nothing more to read. */
static void worker_stop(struct worker *w)
{
	close(w->socket);
	close(w->messages);
	while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
		;
	g_spawn_close_pid(w->pid);
	g_free(w);
}

static bool send_all(int socket, const char *data, size_t len_bytes)
{
	while (len_bytes) {
		ssize_t n = send(socket, data, len_bytes, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len_bytes -= (size_t)n;
	}
	return true;
}

/* '0' or '1'; 0 if it died. */
static char receive_answer(int socket)
{
	char answer;
	ssize_t n;

	do
		n = read(socket, &answer, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? answer : 0;
}

static char *take_messages(int file)
{
	off_t size_bytes = lseek(file, 0, SEEK_END);
	char *text = g_malloc0((gsize)size_bytes + 1);

	for (off_t at = 0; at < size_bytes;) {
		ssize_t n = pread(file, text + at, (size_t)(size_bytes - at), at);

		if (n <= 0)
			break;
		at += n;
	}
	return text;
}

static GString *request(const char *directory, const GPtrArray *words)
{
	GString *payload = g_string_new(directory);
	GString *all = g_string_new(NULL);

	g_string_append_c(payload, 0);
	for (guint i = 0; i < words->len; i++)
		g_string_append_len(payload, g_ptr_array_index(words, i),
				    (gssize)strlen(g_ptr_array_index(words, i)) + 1);
	g_string_printf(all, "%zu\n", (size_t)payload->len);
	g_string_append_len(all, payload->str, (gssize)payload->len);
	g_string_free(payload, TRUE);
	return all;
}

struct workers *workers_new(char **arguments)
{
	struct workers *w = g_new0(struct workers, 1);

	w->arguments = arguments;
	w->idle = g_ptr_array_new();
	g_mutex_init(&w->lock);
	return w;
}

static struct worker *take_idle(struct workers *w)
{
	struct worker *taken = NULL;

	g_mutex_lock(&w->lock);
	if (w->idle->len)
		taken = g_ptr_array_steal_index(w->idle, w->idle->len - 1);
	g_mutex_unlock(&w->lock);
	return taken;
}

static void put_idle(struct workers *w, struct worker *back)
{
	g_mutex_lock(&w->lock);
	g_ptr_array_add(w->idle, back);
	g_mutex_unlock(&w->lock);
}

void workers_start(struct workers *w, unsigned count)
{
	while (count--) {
		char *why = NULL;
		struct worker *fresh = worker_start(w->arguments, &why);

		/* Whoever needs one will try again, and say why not. */
		g_free(why);
		if (fresh)
			put_idle(w, fresh);
	}
}

enum worker_answer workers_run(struct workers *w, const char *directory, const GPtrArray *words, char **messages)
{
	GString *text = request(directory, words);
	struct worker *worker = NULL;
	bool is_sent = false;
	char *why = NULL;

	/* One that died while it was idle is no fault of this file's. */
	while (!is_sent && (worker = take_idle(w))) {
		is_sent = !ftruncate(worker->messages, 0) && lseek(worker->messages, 0, SEEK_SET) == 0 &&
			  send_all(worker->socket, text->str, text->len);
		if (!is_sent)
			worker_stop(worker);
	}
	if (!is_sent && (worker = worker_start(w->arguments, &why)))
		is_sent = send_all(worker->socket, text->str, text->len);
	g_string_free(text, TRUE);
	if (!worker) {
		*messages = why;
		return WORKER_FAILED;
	}
	char answer = is_sent ? receive_answer(worker->socket) : 0;

	*messages = take_messages(worker->messages);
	if (answer)
		put_idle(w, worker);
	else
		worker_stop(worker);
	return answer == '0' ? WORKER_DONE : answer ? WORKER_FAILED : WORKER_DIED;
}

void workers_stop(struct workers *w)
{
	struct worker *worker;

	while ((worker = take_idle(w)))
		worker_stop(worker);
}
