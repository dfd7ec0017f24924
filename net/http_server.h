/* SPDX-License-Identifier: MIT
 *
 * http_server.h: the HTTP and HTTPS server.
 */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include <kernel/base.h>

/* Listens on ports 80 and, if the image holds a certificate and its key, 443.  0 or
 * -E.... */
int http_server_start(void) __must_check HF_MAY_BLOCK;

#endif
