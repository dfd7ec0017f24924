/* SPDX-License-Identifier: MIT
 *
 * lwip.h: stands for lwIP's headers and a port's sys_arch.h, with what the programs here use.
 */
#ifndef LWIP_H
#define LWIP_H

#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8_t;
typedef uint16_t u16_t;
typedef uint32_t u32_t;
typedef int8_t err_t;
#define ERR_OK 0
#define ERR_ABRT (-13)
#define SYS_ARCH_TIMEOUT 0xffffffffUL

/* ---- the port ------------------------------------------------------------ */

struct _sys_mut { void *mut; };
typedef struct _sys_mut sys_mutex_t;
struct _sys_sem { void *sem; };
typedef struct _sys_sem sys_sem_t;
struct _sys_mbox { void *mbx; };
typedef struct _sys_mbox sys_mbox_t;
typedef u32_t sys_prot_t;

void sys_mutex_lock(sys_mutex_t *mutex);
void sys_mutex_unlock(sys_mutex_t *mutex);
u32_t sys_arch_sem_wait(sys_sem_t *sem, u32_t timeout);
void sys_sem_signal(sys_sem_t *sem);
#define sys_sem_wait(sem) sys_arch_sem_wait(sem, 0)
void sys_mbox_post(sys_mbox_t *mbox, void *msg);
err_t sys_mbox_trypost(sys_mbox_t *mbox, void *msg);
u32_t sys_arch_mbox_fetch(sys_mbox_t *mbox, void **msg, u32_t timeout);
u32_t sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **msg);
void sys_msleep(u32_t ms);

sys_prot_t sys_arch_protect(void);
void sys_arch_unprotect(sys_prot_t pval);
#define SYS_ARCH_DECL_PROTECT(lev) sys_prot_t lev
#define SYS_ARCH_PROTECT(lev) lev = sys_arch_protect()
#define SYS_ARCH_UNPROTECT(lev) sys_arch_unprotect(lev)

typedef void (*lwip_thread_fn)(void *arg);
void *sys_thread_new(const char *name, lwip_thread_fn thread, void *arg, int stack, int prio);

/* ---- the tcpip thread ---------------------------------------------------- */

extern sys_mutex_t lock_tcpip_core;
#define LOCK_TCPIP_CORE() sys_mutex_lock(&lock_tcpip_core)
#define UNLOCK_TCPIP_CORE() sys_mutex_unlock(&lock_tcpip_core)
typedef void (*tcpip_callback_fn)(void *ctx);
err_t tcpip_callback(tcpip_callback_fn function, void *ctx);
err_t tcpip_try_callback(tcpip_callback_fn function, void *ctx);

/* ---- the raw API --------------------------------------------------------- */

struct pbuf;
struct tcp_pcb;
typedef err_t (*tcp_recv_fn)(void *arg, struct tcp_pcb *tpcb, struct pbuf *p, err_t err);
err_t tcp_write(struct tcp_pcb *pcb, const void *dataptr, u16_t len, u8_t apiflags);
err_t tcp_output(struct tcp_pcb *pcb);
void tcp_recved(struct tcp_pcb *pcb, u16_t len);
void tcp_recv(struct tcp_pcb *pcb, tcp_recv_fn recv);
typedef void (*sys_timeout_handler)(void *arg);
void sys_timeout(u32_t msecs, sys_timeout_handler handler, void *arg);

/* ---- the sequential APIs ------------------------------------------------- */

struct netconn;
struct netbuf;
err_t netconn_recv(struct netconn *conn, struct netbuf **new_buf);
err_t netconn_send(struct netconn *conn, struct netbuf *buf);
long lwip_send(int s, const void *dataptr, size_t size, int flags);

#endif
