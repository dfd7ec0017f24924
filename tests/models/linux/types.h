/* SPDX-License-Identifier: MIT
 *
 * types.h: compiler words, lists, errors.
 */
#ifndef TYPES_H
#define TYPES_H

#include <stdbool.h>
#include <stddef.h>

typedef unsigned char u8;
typedef unsigned int u32;
typedef long ssize_t;
typedef long long loff_t;
typedef unsigned int gfp_t;
typedef struct { int counter; } atomic_t;
typedef struct { atomic_t refs; } refcount_t;

#define __user
#define __iomem
#define __always_inline inline __attribute__((always_inline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define barrier() __asm__ volatile("" : : : "memory")
#define typecheck(type, x) ({ type wanted; __typeof__(x) given; (void)(&wanted == &given); 1; })
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

/* What sparse reads; a compiler sees nothing of it. */
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)

enum { EINTR = 4, EIO = 5, EAGAIN = 11, ENOMEM = 12, EFAULT = 14, EBUSY = 16, EINVAL = 22, EDEADLK = 35, EALREADY = 114 };

int printk(const char *fmt, ...);
unsigned int readl(const volatile void __iomem *addr);
void writel(unsigned int value, volatile void __iomem *addr);
int atomic_read(const atomic_t *v);
bool atomic_dec_and_test(atomic_t *v);
int test_and_set_bit_lock(long nr, volatile unsigned long *addr);
void clear_bit_unlock(long nr, volatile unsigned long *addr);

struct list_head { struct list_head *next, *prev; };
#define LIST_HEAD(name) struct list_head name = { &name, &name }
void list_add_tail(struct list_head *entry, struct list_head *head);
void list_del(struct list_head *entry);
int list_empty(const struct list_head *head);
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_for_each_entry(pos, head, member)                                       \
	for (pos = list_entry((head)->next, __typeof__(*pos), member);               \
	     &pos->member != (head);                                                 \
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

#endif
