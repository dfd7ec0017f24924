/* SPDX-License-Identifier: MIT
 *
 * A program that knows of sparse, and of nothing else: its compiler sees no annotation.
 */
#ifdef __CHECKER__
#define __acquires(x) __attribute__((context(x, 0, 1)))
#define __releases(x) __attribute__((context(x, 1, 0)))
#define __must_hold(x) __attribute__((context(x, 1, 1)))
#define __acquire(x) __context__(x, 1)
#define __release(x) __context__(x, -1)
#else
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __acquire(x) (void)0
#define __release(x) (void)0
#endif
#define BOTH(x) __must_hold(x)
/* A project that spells it out, for all compilers. */
#define TAKES(x) __attribute__((context(x, 0, 1)))
#define held_here(x) ((void)0)
#define OWNED_BY(x)

struct spin { int v; };
struct sleeper { int v; };
struct device { struct spin lock; int users OWNED_BY(lock); int users_max; };

void spin_lock(struct spin *s) __acquires(s);
extern void spin_unlock(struct spin *s)
	__releases(s);
void sleeper_wait(struct sleeper *s) TAKES(s);
void sleeper_wake(struct sleeper *s) __attribute__((context(s, 1, 0)));
int try_both(struct spin *s) __attribute__((context(s, 0, -1))), unrelated(struct spin *s);
void needs(int how, struct device *d) BOTH(&d->lock);
__must_hold(&d->lock) void needs_too(struct device *d);
void wait_ms(int ms);
static inline void poll_lock(struct device *d) __acquires(&d->lock)
{
	struct spin *s = &d->lock;

	__acquire(s);
}
