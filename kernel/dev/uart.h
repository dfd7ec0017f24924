/* SPDX-License-Identifier: MIT
 *
 * uart.h: the serial line.
 */
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include <kernel/base.h>

/* ---- output: polled; the caller provides the exclusion ---- */

void uart_init(uint64_t phys);
/* Has uart_init been called? */
bool uart_ready(void);
void uart_write(const char *text, size_t len);

/* ---- input: by interrupt ---- */

/* What arrives from here on is kept.  0, -EBUSY. */
int uart_input_init(unsigned irq);
/* Waits for what has arrived and takes it: at least one byte. */
size_t uart_read(char *buf, size_t cap) HF_MAY_BLOCK;

#endif
