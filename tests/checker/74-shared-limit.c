/* SPDX-License-Identifier: MIT
 *
 * Readers count as writers: two of them seem to wait for one another.
 *
 * args: --all
 * expect: lock-recursion: limit.c:17:
 */
#define F(name, ...) __attribute__((name(__VA_ARGS__)))

struct __attribute__((capability("mutex"))) rwlock { int v; };
void read_lock(struct rwlock *l) F(acquire_shared_capability, l);
void read_unlock(struct rwlock *l) F(release_shared_capability, l);

void reads_twice(struct rwlock *l)
{
	read_lock(l);
	read_lock(l);
	read_unlock(l);
	read_unlock(l);
}
