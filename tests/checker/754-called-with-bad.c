/* SPDX-License-Identifier: MIT
 *
 * A callback is called with a lock: one of its argument's, or a global one.
 *
 * args: --model 754-called-with.ini
 * expect: lock-recursion: mutex `queue.gate` is waited for by its own holder
 * expect: lock-recursion: mutex `all_queues` is waited for
 * expect: lock-imbalance: `empty` returns without
 * count: 3
 */
struct gate { int closed; };
void gate_take(struct gate *g);
void gate_give(struct gate *g);
struct queue { struct gate gate; int length; };
void queue_flush(struct queue *q);
struct queue_ops { void (*drain)(struct queue *q); void (*idle)(struct queue *q); };
typedef void (*visitor)(struct queue *q);
void queues_visit(visitor v);
void queue_on_empty(void (*fn)(int why, struct queue *q));

struct gate all_queues;

static void idle(struct queue *q)
{
	gate_take(&q->gate);
	q->length = 0;
	gate_give(&q->gate);
}

static void drain(struct queue *q)
{
	idle(q);
}

static void visit(struct queue *q)
{
	gate_take(&all_queues);
	q->length++;
	gate_give(&all_queues);
}

static void empty(int why, struct queue *q)
{
	q->length = why;
	gate_give(&q->gate);
}

const struct queue_ops ops = { drain, idle };

void start(void)
{
	queues_visit(visit);
	queue_on_empty(empty);
}
