/* SPDX-License-Identifier: MIT
 *
 * What a model says of functions without a body: they change what their arguments lead to, and so not what decides
 * here. Bytes that are written are no field.
 *
 * args: --model 772-writes-arguments.ini
 */
#include <stdarg.h>
struct gate { int closed; };
struct pool { struct gate gate; int is_shared; int used; char name[9]; };
void gate_take(struct gate *g);
void gate_give(struct gate *g);
void log_line(const char *text, ...);
unsigned count_bytes(const void *from);
void fill(void *to, unsigned count);

int use(struct pool *p, char *to, ...)
{
	va_list args;

	if (p->is_shared)
		gate_take(&p->gate);
	log_line("used", p->used);
	fill(p->name, count_bytes(p));
	fill(&p->used, 4);
	va_start(args, to);
	*to++ = 'x';
	va_end(args);
	if (p->is_shared)
		gate_give(&p->gate);
	return 0;
}
