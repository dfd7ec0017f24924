/* SPDX-License-Identifier: MIT
 *
 * clang's forms for readers, and its oldest names.
 *
 * expect: lock-imbalance: bad.c:36:
 * expect: lock-imbalance: bad.c:42:
 * expect: requires: bad.c:50:
 * expect: requires: bad.c:51:
 * expect: requires: bad.c:52:
 * expect: guarded-by: bad.c:57:
 * expect: requires: bad.c:64:
 */
#define F(name, ...) __attribute__((name(__VA_ARGS__)))

struct __attribute__((lockable)) rwlock { int v; };
struct table { struct rwlock lock; int size F(guarded_by, lock); };

void read_lock(struct rwlock *l) F(acquire_shared_capability, l);
void read_unlock(struct rwlock *l) F(release_shared_capability, l);
void any_unlock(struct rwlock *l) F(release_generic_capability, l);
_Bool read_try(struct rwlock *l) F(try_acquire_shared_capability, 1, l);
int old_try(struct rwlock *l) F(shared_trylock_function, 0, l);
void old_read_lock(struct rwlock *l) F(shared_lock_function, l);
void old_lock(struct rwlock *l) F(exclusive_lock_function, l);
void old_unlock(struct rwlock *l) F(unlock_function, l);
void needs(struct table *t) F(requires_shared_capability, t->lock);
void needs_old(struct table *t) F(shared_locks_required, t->lock);
void held(struct rwlock *l) F(assert_shared_capability, l);
void without(struct table *t) F(locks_excluded, t->lock);

int forgets(struct table *t, int n)
{
	read_lock(&t->lock);

	if (n)
		return 1;
	any_unlock(&t->lock);
	return 0;
}

/* 0 is success. */
int mistakes(struct table *t) { return old_try(&t->lock) ? (any_unlock(&t->lock), 1) : (any_unlock(&t->lock), 0); }

void lacks(struct table *t)
{
	if (read_try(&t->lock))
		read_unlock(&t->lock);
	old_read_lock(&t->lock);
	old_unlock(&t->lock);
	needs(t);
	needs_old(t);
	held(&t->lock);
}

int reads(struct table *t)
{
	return t->size;
}

void has(struct table *t)
{
	old_lock(&t->lock);

	without(t);
	old_unlock(&t->lock);
}
