/* SPDX-License-Identifier: MIT
 *
 * An argument leads to what decides, as the field itself or as all of its record; or nobody says what the function
 * changes.
 *
 * args: --model 772-writes-arguments.ini
 * expect: lock-imbalance: `field` returns with mutex `pool.gate` held
 * expect: lock-imbalance: `record` returns with mutex `pool.gate` held
 * expect: lock-imbalance: `unknown` returns with mutex `pool.gate` held
 */
struct gate { int closed; };
struct pool { struct gate gate; int is_shared; int used; char name[9]; };
void gate_take(struct gate *g);
void gate_give(struct gate *g);
void fill(void *to, unsigned count);
void other(struct pool *p);

int field(struct pool *p)
{
	if (p->is_shared)
		gate_take(&p->gate);
	fill(&p->is_shared, 4);
	if (p->is_shared)
		gate_give(&p->gate);
	return 0;
}

int record(struct pool *p)
{
	if (p->is_shared)
		gate_take(&p->gate);
	fill(p, sizeof(*p));
	if (p->is_shared)
		gate_give(&p->gate);
	return 0;
}

int unknown(struct pool *p)
{
	if (p->is_shared)
		gate_take(&p->gate);
	other(p);
	if (p->is_shared)
		gate_give(&p->gate);
	return 0;
}
