/* SPDX-License-Identifier: MIT
 *
 * clang's own attributes, and none of holdfast.h: read as they are.
 *
 * expect: lock-imbalance: bad.c:37:
 * expect: lock-recursion: bad.c:43:
 * expect: requires: bad.c:51:
 * expect: requires: bad.c:59:
 * expect: guarded-by: bad.c:67:
 * expect: block-in-atomic: bad.c:76:
 * chain: twice: acquires `device.lock`
 */
#define CAPABILITY(name) __attribute__((capability(name)))
#define ACQUIRE(l) __attribute__((acquire_capability(l)))
#define TRY_ACQUIRE(v, l) __attribute__((try_acquire_capability(v, l)))
#define RELEASE(l) __attribute__((release_capability(l)))
#define REQUIRES(l) __attribute__((requires_capability(l)))
#define EXCLUDES(l) __attribute__((locks_excluded(l)))
#define GUARDED_BY(l) __attribute__((guarded_by(l)))

struct CAPABILITY("mutex") mutex { int v; };
struct CAPABILITY("spin") spin { int v; };
struct device { struct mutex lock; int users GUARDED_BY(lock); };

void mutex_lock(struct mutex *m) ACQUIRE(m);
_Bool mutex_trylock(struct mutex *m) TRY_ACQUIRE(1, m);
void mutex_unlock(struct mutex *m) RELEASE(m);
void spin_lock(struct spin *s) ACQUIRE(s);
void spin_unlock(struct spin *s) RELEASE(s);
void needs(struct device *d) REQUIRES(d->lock);
void without(struct device *d) EXCLUDES(d->lock);
static struct spin s;

void forgets(struct device *d)
{
	if (mutex_trylock(&d->lock))
		return;
}

void twice(struct device *d)
{
	mutex_lock(&d->lock);
	mutex_lock(&d->lock);
	mutex_unlock(&d->lock);
}

void lacks(struct device *d)
{
	mutex_lock(&d->lock);
	mutex_unlock(&d->lock);
	needs(d);
}

void has(struct device *d)
{
	mutex_lock(&d->lock);


	without(d);
	mutex_unlock(&d->lock);
}

int reads(struct device *d)
{


	return d->users;
}

void sleeps(struct device *d)
{
	spin_lock(&s);



	mutex_lock(&d->lock);
	mutex_unlock(&d->lock);
	spin_unlock(&s);
}
