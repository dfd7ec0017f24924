/* SPDX-License-Identifier: MIT
 *
 * The same, taken and released.
 *
 * args: --model 764-opaque.ini
 * count: 0
 */
#define handle void *
#define os_take(h, time) os_wait(h, 1, time)
#define os_give(h) (void)os_signal(h, 1)

struct region { int kind; union { struct { handle guard; int count; } space; } as; };

int os_wait(handle h, int units, int time);
int os_signal(handle h, int units);
struct region *region_find(int id);

int count(int id)
{
	struct region *r = region_find(id);
	handle guard = r->as.space.guard;
	int n;

	if (os_take(guard, -1))
		return -1;
	n = r->as.space.count++;
	os_give(guard);
	return n;
}

int touch(int id)
{
	struct region *r = region_find(id);

	os_take(r->as.space.guard, -1);
	if (!r->kind) {
		os_give(r->as.space.guard);
		return -1;
	}
	r->as.space.count++;
	os_give(r->as.space.guard);
	return 0;
}

void done(int id)
{
	struct region *r = region_find(id);

	if (r->kind) {
		r->kind = 0;
		return;
	}
	r->as.space.count = 0;
}
