/* SPDX-License-Identifier: MIT
 *
 * What the model 700-guesses.ini speaks of.
 */
struct latch { int v; };
struct sleeper { int v; };
struct list { struct list *next; };
struct queue { struct latch lock; int head, tail, size; struct list items; };
struct task { struct latch own; struct list place; };

void latch_init(struct latch *l);
void latch_take(struct latch *l);
void latch_give(struct latch *l);
unsigned long latch_take_irq(struct latch *l);
void latch_give_irq(struct latch *l, unsigned long flags);
void sleeper_take(struct sleeper *l);
void sleeper_give(struct sleeper *l);
void list_add(struct list *at);
void list_del(struct list *at);
void nap(void);
struct queue *new_queue(void);
void hidden_take(void);
void hidden_give(void);
