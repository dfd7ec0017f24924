/* SPDX-License-Identifier: MIT
 *
 * rtc.h: starts clock_unix_s() (kernel/time.h).
 */
#ifndef KERNEL_DEV_RTC_H
#define KERNEL_DEV_RTC_H

void rtc_init(void);

#endif
