/* SPDX-License-Identifier: MIT
 *
 * version.h: what the kernel calls itself.  C libraries read the release as the level of the
 * system-call interface.
 */
#ifndef KERNEL_VERSION_H
#define KERNEL_VERSION_H

#define KERNEL_NAME "Holdfast"
#define KERNEL_RELEASE "6.1.0-holdfast"
#define KERNEL_NODE "holdfast"

#endif
