/* SPDX-License-Identifier: MIT
 *
 * contexts.h: who runs, and what may not interrupt him: preemption, softirqs, interrupts, RCU.
 */
#ifndef CONTEXTS_H
#define CONTEXTS_H

#include "types.h"

/* ---- preemption ------------------------------------------------------------ */

void __preempt_count_add(int n);
void __preempt_count_sub(int n);
bool __preempt_count_dec_and_test(void);
void preempt_schedule(void);
#define preempt_disable() do { __preempt_count_add(1); barrier(); } while (0)
#define preempt_enable()                                                             \
	do {                                                                         \
		barrier();                                                           \
		if (unlikely(__preempt_count_dec_and_test()))                        \
			preempt_schedule();                                          \
	} while (0)
#define preempt_enable_no_resched() do { barrier(); __preempt_count_sub(1); } while (0)

int preempt_count(void);
#define hardirq_count() (preempt_count() & 0xf0000)
#define softirq_count() (preempt_count() & 0xff00)
#define irq_count() (preempt_count() & 0xffff00)
#define in_hardirq() (hardirq_count())
#define in_irq() (hardirq_count())
#define in_softirq() (softirq_count())
#define in_serving_softirq() (softirq_count() & 0x100)
#define in_interrupt() (irq_count())
bool arch_irqs_disabled(void);
#define raw_irqs_disabled() (arch_irqs_disabled())
#define irqs_disabled() raw_irqs_disabled()
#define in_atomic() (preempt_count() != 0)

int raw_smp_processor_id(void);
#define smp_processor_id() raw_smp_processor_id()
#define get_cpu() ({ preempt_disable(); smp_processor_id(); })
#define put_cpu() preempt_enable()
#define this_cpu_ptr(ptr) ((__typeof__(ptr))((char *)(ptr) + 64 * raw_smp_processor_id()))
#define get_cpu_ptr(var) ({ preempt_disable(); this_cpu_ptr(var); })
#define put_cpu_ptr(var) do { (void)(var); preempt_enable(); } while (0)
#define get_cpu_var(var) (*get_cpu_ptr(&(var)))
#define put_cpu_var(var) put_cpu_ptr(&(var))
#define DEFINE_PER_CPU(type, name) __typeof__(type) name

typedef struct { int owner; } local_lock_t;
#define local_lock(lock) do { preempt_disable(); (void)this_cpu_ptr(lock); } while (0)
#define local_unlock(lock) do { (void)this_cpu_ptr(lock); preempt_enable(); } while (0)
#define local_lock_irqsave(lock, flags) do { local_irq_save(flags); (void)this_cpu_ptr(lock); } while (0)
#define local_unlock_irqrestore(lock, flags) do { (void)this_cpu_ptr(lock); local_irq_restore(flags); } while (0)

/* ---- softirqs and interrupts ------------------------------------------------ */

void __local_bh_disable_ip(unsigned long ip, unsigned int cnt);
void __local_bh_enable_ip(unsigned long ip, unsigned int cnt);
static inline void local_bh_disable(void) { __local_bh_disable_ip(0, 512); }
static inline void local_bh_enable(void) { __local_bh_enable_ip(0, 512); }

void arch_local_irq_disable(void);
void arch_local_irq_enable(void);
unsigned long arch_local_irq_save(void);
void arch_local_irq_restore(unsigned long flags);
#define local_irq_disable() do { arch_local_irq_disable(); } while (0)
#define local_irq_enable() do { arch_local_irq_enable(); } while (0)
#define local_irq_save(flags) do { typecheck(unsigned long, flags); flags = arch_local_irq_save(); } while (0)
#define local_irq_restore(flags) do { typecheck(unsigned long, flags); arch_local_irq_restore(flags); } while (0)

/* ---- RCU ---------------------------------------------------------------------- */

void __rcu_read_lock(void);
void __rcu_read_unlock(void);
static __always_inline void rcu_read_lock(void) { __rcu_read_lock(); }
static inline void rcu_read_unlock(void) { __rcu_read_unlock(); }
#define rcu_dereference(p) READ_ONCE(p)
#define rcu_assign_pointer(p, v) WRITE_ONCE(p, v)
struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
typedef void (*rcu_callback_t)(struct rcu_head *head);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
void synchronize_rcu(void);
void rcu_barrier(void);

struct srcu_struct { int idx; };
int __srcu_read_lock(struct srcu_struct *ssp);
void __srcu_read_unlock(struct srcu_struct *ssp, int idx);
static inline int srcu_read_lock(struct srcu_struct *ssp) { return __srcu_read_lock(ssp); }
static inline void srcu_read_unlock(struct srcu_struct *ssp, int idx) { __srcu_read_unlock(ssp, idx); }
void synchronize_srcu(struct srcu_struct *ssp);
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func);

/* ---- other CPUs ---------------------------------------------------------------- */

typedef void (*smp_call_func_t)(void *info);
int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait);
typedef int (*cpu_stop_fn_t)(void *arg);
struct cpumask;
int stop_machine(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus);
void cpus_read_lock(void);
void cpus_read_unlock(void);
struct static_key { int enabled; };
void static_key_slow_inc(struct static_key *key);
void static_key_slow_inc_cpuslocked(struct static_key *key);

#endif
