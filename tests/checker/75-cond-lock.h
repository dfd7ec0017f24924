/* SPDX-License-Identifier: MIT
 *
 * Trylocks as sparse knows them, of a program whose compiler sees no annotation.
 */
#ifdef __CHECKER__
#define __cond_lock(x, c) ((c) ? ({ __acquire(x); 1; }) : 0)
#define __cond_acquires(x) __attribute__((context(x, 0, -1)))
#define __releases(x) __attribute__((context(x, 1, 0)))
#else
#define __cond_lock(x, c) (c)
#define __cond_acquires(x)
#define __releases(x)
#endif

struct spin { int v; };
struct pair { struct spin first, second; };

int raw_try(struct spin *s);
int count_down(int *n, struct spin *s);
#define spin_trylock(s) __cond_lock(s, raw_try(s))
#define last_and_lock(n, s) __cond_lock(s, count_down(n, s))
int both_trylock(struct spin *s) __cond_acquires(s);
void spin_unlock(struct spin *s) __releases(s);
void wait_ms(int ms);
static inline int header_try(struct pair *p)
{
	return spin_trylock(&p->first);
}
