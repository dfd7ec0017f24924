/* SPDX-License-Identifier: MIT
 *
 * uart.h: the serial line.  The caller provides the exclusion.
 */
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include <kernel/base.h>

void uart_init(uint64_t phys);
/* Has uart_init been called? */
bool uart_ready(void);
void uart_write(const char *text, size_t len);

#endif
