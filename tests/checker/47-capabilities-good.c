/* SPDX-License-Identifier: MIT
 *
 * clang's own attributes, kept.
 */
#define CAPABILITY(name) __attribute__((capability(name)))
#define ACQUIRE(l) __attribute__((acquire_capability(l)))
#define TRY_ACQUIRE(v, l) __attribute__((try_acquire_capability(v, l)))
#define RELEASE(l) __attribute__((release_capability(l)))
#define REQUIRES(l) __attribute__((requires_capability(l)))
#define EXCLUDES(l) __attribute__((locks_excluded(l)))
#define GUARDED_BY(l) __attribute__((guarded_by(l)))

struct CAPABILITY("mutex") mutex { int v; };
struct CAPABILITY("role") role { int v; };
struct device { struct mutex lock; int users GUARDED_BY(lock); };

void mutex_lock(struct mutex *m) ACQUIRE(m);
_Bool mutex_trylock(struct mutex *m) TRY_ACQUIRE(1, m);
void mutex_unlock(struct mutex *m) RELEASE(m);
void take_role(struct role *r) ACQUIRE(r);
void drop_role(struct role *r) RELEASE(r);
void needs(struct device *d) REQUIRES(d->lock);
void without(struct device *d) EXCLUDES(d->lock);
static struct role main_thread;

void keeps(struct device *d)
{
	if (!mutex_trylock(&d->lock))
		return;
	d->users++;
	needs(d);
	mutex_unlock(&d->lock);
	without(d);
}

void sleeps(struct device *d)
{
	take_role(&main_thread);
	mutex_lock(&d->lock);
	d->users++;
	mutex_unlock(&d->lock);
	drop_role(&main_thread);
}
