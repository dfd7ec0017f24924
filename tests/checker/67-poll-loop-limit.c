/* SPDX-License-Identifier: MIT
 *
 * Not seen: the loop is made of two functions.
 */
#include "case.h"

struct pipe;
long pipe_try_read(struct pipe *p, char *buf, long len) HF_POLLS(-11) HF_TRUST("test: assembly");

void again(struct pipe *p);

void ask(struct pipe *p)
{
	char buf[80];

	if (pipe_try_read(p, buf, sizeof(buf)) < 0)
		again(p);
}

void again(struct pipe *p)
{
	ask(p);
}
