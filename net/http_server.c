/* SPDX-License-Identifier: MIT
 *
 * http_server.c: a bounded pool of threads, each of which serves one connection
 * at a time, HTTP or HTTPS, from one queue.
 *
 * The threads share nothing but the queue, which belongs to net_core_lock.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "http_conn.h"
#include "http_server.h"
#include "tcp_stream.h"
#include "tls.h"

#define PORT_HTTP 80
#define PORT_HTTPS 443
#define CERT_PATH "/etc/tls/cert.der"
#define KEY_PATH "/etc/tls/key.der"
#define WORKERS 16u

enum { CARRIED_BY_TCP, CARRIED_BY_TLS };

static struct tcp_acceptor acceptor;

static bool crowded(void)
{
	return tcp_acceptor_waiting(&acceptor);
}

static void worker(void *arg)
{
	struct http_conn *c = arg;

	c->crowded = crowded;
	for (;;) {
		struct stream *s;
		int carried_by;

		thread_step("http: accept");
		s = tcp_acceptor_next(&acceptor, &carried_by);
		c->stream = carried_by == CARRIED_BY_TLS ? tls_stream_new(s) : s;
		if (c->stream)
			http_serve(c);
		else
			stream_close(s);        /* no memory for TLS */
	}
}

static int workers_start(void)
{
	for (unsigned i = 0; i < WORKERS; i++) {
		struct http_conn *c = kmalloc(sizeof(*c));
		char name[16];
		int err;

		if (!c)
			return -ENOMEM;
		snprintf(name, sizeof(name), "http-%u", i);
		err = thread_create(name, worker, c, NULL);
		if (err) {
			kfree(c);
			return err;
		}
	}
	return 0;
}

/* HTTPS needs an identity; without one HTTP still serves, and the log says why. */
static int listen_https(void)
{
	int err = tls_server_init(CERT_PATH, KEY_PATH);

	if (err) {
		kprintf(LOG_ERR, "https: no certificate and P-256 key in %s and %s (%d)\n",
			CERT_PATH, KEY_PATH, err);
		return 0;
	}
	err = tcp_acceptor_listen(&acceptor, PORT_HTTPS, CARRIED_BY_TLS);
	if (!err)
		kprintf(LOG_INFO, "https: port %d\n", PORT_HTTPS);
	return err;
}

int http_server_start(void)
{
	int err;

	tcp_acceptor_init(&acceptor);
	err = workers_start();
	if (err)
		return err;
	err = tcp_acceptor_listen(&acceptor, PORT_HTTP, CARRIED_BY_TCP);
	if (err)
		return err;
	kprintf(LOG_INFO, "http: port %d\n", PORT_HTTP);
	return listen_https();
}
