/* SPDX-License-Identifier: MIT
 *
 * A copy of the pointer has forgotten what guards the data, as in clang.
 */
struct __attribute__((capability("mutex"))) mutex { int v; };

static struct mutex table;
static int *buffer __attribute__((pt_guarded_by(table)));

void mutex_lock(struct mutex *m) __attribute__((acquire_capability(m)));
void mutex_unlock(struct mutex *m) __attribute__((release_capability(m)));

int reads(void)
{
	int *copy = buffer;

	mutex_lock(&table);
	mutex_unlock(&table);
	return *copy;
}
